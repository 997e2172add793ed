package org.cotflow.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart of series over flow steps as inline SVG.
 *
 * @param logarithmic whether the vertical axis is logarithmic; numbers that are not positive are
 *     then left out
 */
record LineChart(String title, String axis, boolean logarithmic, List<Series> series) {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 260;
  private static final double LEFT = 76;
  private static final double BOTTOM = 36;
  private static final double TOP = 12;

  /**
   * A line.
   *
   * @param style a class of the page's style sheet
   * @param values null where there is none
   */
  record Series(String name, String style, List<Integer> steps, List<Double> values) {}

  String svg() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int lastStep = 1;
    for (Series one : series) {
      for (int i = 0; i < one.values().size(); i++) {
        if (isDrawn(one.values().get(i))) {
          low = Math.min(low, height(one.values().get(i)));
          high = Math.max(high, height(one.values().get(i)));
          lastStep = Math.max(lastStep, one.steps().get(i));
        }
      }
    }
    if (!(low < high)) {
      low -= 0.5;
      high += 0.5;
    }
    StringBuilder svg = new StringBuilder();
    svg.append("<figure><figcaption>").append(Html.escaped(title)).append("</figcaption>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg role=\"img\" viewBox=\"0 0 %.0f %.0f\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            Html.escaped(title)));
    axes(svg, low, high, lastStep);
    for (int i = 0; i < series.size(); i++) {
      line(svg, series.get(i), low, high, lastStep);
      label(svg, series.get(i), i);
    }
    return svg.append("</svg></figure>\n").toString();
  }

  private boolean isDrawn(Double value) {
    return value != null && Double.isFinite(value) && (!logarithmic || value > 0);
  }

  private double height(double value) {
    return logarithmic ? StrictMath.log10(value) : value;
  }

  private static double x(int step, int lastStep) {
    return LEFT + (WIDTH - LEFT - 12) * step / lastStep;
  }

  private static double y(double height, double low, double high) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (high - height) / (high - low);
  }

  private void axes(StringBuilder svg, double low, double high, int lastStep) {
    for (int tick = 0; tick <= 4; tick++) {
      double height = low + (high - low) * tick / 4;
      double value = logarithmic ? StrictMath.pow(10, height) : height;
      double at = y(height, low, high);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.3g</text>%n",
              LEFT,
              at,
              WIDTH - 12,
              at,
              LEFT - 6,
              at + 4,
              value));
      int step = (int) Math.round(lastStep * tick / 4.0);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d</text>%n",
              x(step, lastStep),
              HEIGHT - 18,
              step));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">flow step</text>"
                + "<text x=\"4\" y=\"%.1f\">%s</text>%n",
            (LEFT + WIDTH) / 2,
            HEIGHT - 4,
            TOP + 2,
            Html.escaped(axis)));
  }

  private void line(StringBuilder svg, Series one, double low, double high, int lastStep) {
    svg.append("<polyline class=\"").append(one.style()).append("\" points=\"");
    for (int i = 0; i < one.values().size(); i++) {
      if (isDrawn(one.values().get(i))) {
        svg.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                x(one.steps().get(i), lastStep),
                y(height(one.values().get(i)), low, high)));
      }
    }
    svg.append("\"/>\n");
  }

  private static void label(StringBuilder svg, Series one, int number) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
            one.style(),
            WIDTH - 16,
            TOP + 14 + 16 * number,
            Html.escaped(one.name())));
  }
}
