package org.cotflow.report.paper;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.ColorScale;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Marker;
import org.cotflow.report.chart.SvgChart;

/**
 * A figure as one SVG with colors, fonts and size of its own. It is laid out in units in which axis
 * titles have the size of a page's charts, and scaled to the font size of the paper.
 */
final class PaperFigure {
  /** Sizes of letters in units, as the charts are laid out for. */
  private static final int LABEL = 13;

  private static final int TICK = 12;
  private static final double LEAST_PANEL = 250;

  /** Of three panels and more. */
  private static final double LEAST_SMALL = 190;

  private static final double LINE = 17;
  private static final double KEY = 26;

  /** A letter's width on average, a little more than there is. */
  private static final double LETTER = 0.56 * TICK;

  private static final int STEPS_OF_BAR = 48;
  private static final Pattern AXIS_TITLE = Pattern.compile("class=\"axis-title-[xy]\"");
  private static final Pattern AXIS_TEXT = Pattern.compile("class=\"axis-text-[xy]\"");

  private final Figure figure;
  private final double width;
  private final StringBuilder body = new StringBuilder();
  private double height;

  private PaperFigure(Figure figure, double width) {
    this.figure = figure;
    this.width = width;
  }

  static String svg(Figure figure, PaperStyle style) {
    double unit = style.fontSize() / LABEL;
    PaperFigure drawing = new PaperFigure(Monochrome.of(figure), style.points() / unit);
    drawing.panels();
    drawing.legend();
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%spt\" height=\"%spt\""
            .formatted(number(style.points()), number(drawing.height * unit))
        + " viewBox=\"0 0 %s %s\"".formatted(number(drawing.width), number(drawing.height))
        + " font-family=\"'Liberation Sans', Arial, Helvetica, sans-serif\">\n<title>"
        + SvgChart.escaped(figure.title())
        + "</title>\n<desc>"
        + SvgChart.escaped(figure.caption())
        + "</desc>\n"
        + Ink.onPaper(withoutSeams(drawing.body.toString()))
        + "</svg>\n";
  }

  /** Without smooth edges of rectangles, which show as lines where two of them touch. */
  private static String withoutSeams(String drawing) {
    return drawing.replace("<rect ", "<rect shape-rendering=\"crispEdges\" ");
  }

  private void panels() {
    int count = figure.charts().size();
    double least = count > 2 ? LEAST_SMALL : LEAST_PANEL;
    int across = (int) Math.max(1, Math.min(count, Math.floor(width / least)));
    double panelWidth = width / across;
    double panelHeight = Math.rint(panelWidth * (isSquare() ? 0.86 : across > 1 ? 0.8 : 0.66));
    double head = count > 1 ? LINE : 0;
    double foot = cells(figure.charts().get(0)) == null ? 0 : 2 * LINE;
    for (int i = 0; i < count; i++) {
      double x = i % across * panelWidth;
      double y = (double) (i / across) * (head + panelHeight + foot);
      Chart chart = figure.charts().get(i);
      if (count > 1) {
        text(x + panelWidth / 2, y + TICK, "middle", Ink.TEXT, panelTitle(i, chart.title()));
      }
      body.append("<g transform=\"translate(%s %s)\">".formatted(number(x), number(y + head)));
      String inner = SvgChart.inner(chart, "panel-" + (i + 1), (int) panelWidth, (int) panelHeight);
      body.append(withFonts(inner)).append("</g>\n");
      if (foot > 0 && cells(chart) != null) {
        colorBar(cells(chart), x, y + head + panelHeight, panelWidth);
      }
      height = y + head + panelHeight + foot;
    }
  }

  private static String panelTitle(int number, String title) {
    return "(" + (char) ('a' + number % 26) + ") " + title;
  }

  private boolean isSquare() {
    return figure.charts().stream()
        .flatMap(chart -> chart.marks().stream())
        .anyMatch(mark -> mark instanceof Mark.Cells || mark instanceof Mark.Rectangles);
  }

  private static Mark.Cells cells(Chart chart) {
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Cells cells) {
        return cells;
      }
    }
    return null;
  }

  private static String withFonts(String drawing) {
    String titled =
        AXIS_TITLE
            .matcher(drawing)
            .replaceAll("font-size=\"" + LABEL + "\" fill=\"" + Ink.TEXT.css() + "\"");
    return AXIS_TEXT
        .matcher(titled)
        .replaceAll("font-size=\"" + TICK + "\" fill=\"" + Ink.QUIET.css() + "\"");
  }

  private void colorBar(Mark.Cells cells, double left, double top, double panelWidth) {
    ColorScale scale = ColorScale.of(cells);
    double bar = panelWidth / 2;
    double from = left + (panelWidth - bar) / 2;
    for (int i = 0; i < STEPS_OF_BAR; i++) {
      rectangle(
          from + bar * i / STEPS_OF_BAR,
          top + 8,
          bar / STEPS_OF_BAR + 0.3,
          9,
          ColorScale.colorAt((i + 0.5) / STEPS_OF_BAR));
    }
    text(from - 6, top + 17, "end", Ink.QUIET, shown(cells, scale.low()));
    text(
        from + bar + 6,
        top + 17,
        "start",
        Ink.QUIET,
        shown(cells, scale.high()) + (scale.logarithmic() ? " (log)" : ""));
  }

  private static String shown(Mark.Cells cells, double end) {
    return cells.shown(end).replace('-', '\u2212');
  }

  private void legend() {
    double x = 0;
    double y = height + LINE;
    List<LegendKey> keys = figure.legend();
    for (LegendKey key : keys) {
      double needed = KEY + 8 + LETTER * key.name().length() + 14;
      if (x > 0 && x + needed > width) {
        x = 0;
        y += LINE;
      }
      key(key, x + 4, y - 4);
      text(x + KEY + 10, y, "start", Ink.TEXT, key.name());
      x += needed;
    }
    height = keys.isEmpty() ? height : y + 6;
  }

  private void key(LegendKey key, double x, double y) {
    String ink = key.ink().css();
    if (key.shape() == LegendKey.Shape.AREA) {
      rectangle(x + 4, y - 5, 18, 10, ink);
      return;
    }
    if (key.shape() != LegendKey.Shape.POINT) {
      String dashes =
          switch (key.shape()) {
            case DASHED -> " stroke-dasharray=\"7,4\"";
            case DOTTED -> " stroke-dasharray=\"2,3\"";
            default -> "";
          };
      body.append(
          "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%2$s\" stroke=\"%s\" stroke-width=\"2.2\"%s/>\n"
              .formatted(number(x), number(y), number(x + KEY), ink, dashes));
    }
    if (key.marker() != null) {
      marker(key.marker(), x + KEY / 2, y, ink);
    }
  }

  private void marker(Marker marker, double x, double y, String ink) {
    boolean open = marker.name().startsWith("OPEN");
    String path =
        switch (marker) {
          case CIRCLE, OPEN_CIRCLE -> null;
          case TRIANGLE, OPEN_TRIANGLE -> "M0 -4.6L4 2.3L-4 2.3Z";
          case SQUARE, OPEN_SQUARE -> "M-3.5 -3.5L3.5 -3.5L3.5 3.5L-3.5 3.5Z";
          case DIAMOND, OPEN_DIAMOND -> "M0 -4.6L4.6 0L0 4.6L-4.6 0Z";
          case PLUS -> "M-4.2 0L4.2 0M0 -4.2L0 4.2";
          case CROSS -> "M-3 -3L3 3M-3 3L3 -3";
        };
    boolean filled = !open && marker != Marker.PLUS && marker != Marker.CROSS;
    String paint =
        "fill=\"%s\" stroke=\"%s\" stroke-width=\"1.2\""
            .formatted(filled ? ink : open ? "#ffffff" : "none", ink);
    body.append("<g transform=\"translate(%s %s)\">".formatted(number(x), number(y)))
        .append(
            path == null
                ? "<circle cx=\"0\" cy=\"0\" r=\"3.8\" " + paint + "/>"
                : "<path d=\"" + path + "\" " + paint + "/>")
        .append("</g>\n");
  }

  private void rectangle(double x, double y, double w, double h, String fill) {
    body.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
            .formatted(number(x), number(y), number(w), number(h), fill));
  }

  private void text(double x, double y, String anchor, Ink ink, String text) {
    body.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-size=\"%s\" fill=\"%s\">%s</text>\n"
            .formatted(number(x), number(y), anchor, TICK, ink.css(), SvgChart.escaped(text)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
