package org.cotflow.report.chart;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * Draws a chart as an inline SVG for a page.
 *
 * <p>The layout is that of Lets-Plot, whose portable part measures text by tables of its own and
 * needs neither fonts nor AWT. Its drawing is then fitted into a page: colors become names of the
 * style sheet, styles go (the page has its own), identifiers become unique in the page and the same
 * in every run, coordinates get two decimals, and title and description are added for screen
 * readers.
 */
public final class SvgChart {
  /** Font sizes in units of the drawing; the page's style sheet has the same. */
  static final int TICK_SIZE = 12;

  static final int LABEL_SIZE = 13;

  private static final Pattern STYLE = Pattern.compile("(?s)<style.*?</style>");
  private static final Pattern LEFT_OUT =
      Pattern.compile("font-family:[^;\"]*;?| clip-bounds-jfx=\"[^\"]*\"");
  private static final Pattern EMPTY_PATH = Pattern.compile("<path>\\s*</path>");
  private static final Pattern FIRST_TAG = Pattern.compile("^\\s*<svg[^>]*>");
  private static final Pattern LAST_TAG = Pattern.compile("</svg>\\s*$");
  private static final Pattern TAG = Pattern.compile("<[^<>]+>");
  private static final Pattern DECIMALS = Pattern.compile("(\\d\\.\\d\\d)\\d+(E-\\d+)?");
  private static final Pattern SIDE = Pattern.compile(" (x|y|width|height)=\"([^\"]+)\"");
  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\n\\s*");
  private static final Pattern TURNED =
      Pattern.compile("rotate\\([^()]*\\) *\">\\s*<text class=\"axis-text-x\"");
  private static final int FEWEST_TICKS = 2;
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");

  private SvgChart() {}

  /**
   * The drawing; {@code data-x} and {@code data-y} are the ends of its axes.
   *
   * @param id unique in the page; letters, digits and hyphens
   * @param width of the drawing; it is scaled to the space there is
   */
  public static String of(Chart chart, String id, int width, int height) {
    Map<String, Object> spec = PlotSpec.of(chart, width, height, Ticks.MOST);
    return "<svg class=\"chart\" role=\"img\" aria-labelledby=\""
        + id
        + "-title "
        + id
        + "-text\" viewBox=\"0 0 "
        + width
        + " "
        + height
        + "\""
        + PlotSpec.frame(spec, "x")
        + PlotSpec.frame(spec, "y")
        + "><title id=\""
        + id
        + "-title\">"
        + escaped(chart.title())
        + "</title><desc id=\""
        + id
        + "-text\">"
        + escaped(chart.description())
        + "</desc>"
        + inner(chart, id, width, height)
        + "</svg>";
  }

  /** What is inside the drawing, for another one around it. */
  public static String inner(Chart chart, String id, int width, int height) {
    String body = STYLE.matcher(drawn(chart, width, height)).replaceAll("");
    body = LEFT_OUT.matcher(body).replaceAll("");
    body = EMPTY_PATH.matcher(body).replaceAll("");
    body = FIRST_TAG.matcher(body).replaceFirst("");
    body = LINE_BREAKS.matcher(body).replaceAll("");
    body = LAST_TAG.matcher(body).replaceFirst("");
    return withIds(Ink.inStyleSheet(rounded(body)), id);
  }

  /** With fewer ticks where the library would turn their labels for want of room. */
  private static String drawn(Chart chart, int width, int height) {
    for (int ticks = Ticks.MOST; ; ticks--) {
      String drawn =
          PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
              PlotSpec.of(chart, width, height, ticks), null, SvgChart::noRasters, true);
      boolean fixed = chart.x().scale() == PlotAxis.Scale.CATEGORIES || ticks == FEWEST_TICKS;
      if (fixed || !TURNED.matcher(drawn).find()) {
        return drawn;
      }
    }
  }

  /** None of our marks is a pixel image. */
  private static String noRasters(int width, int height, int[] pixels) {
    throw new IllegalStateException("a raster of " + width + " x " + height);
  }

  private static String rounded(String svg) {
    return TAG.matcher(svg)
        .replaceAll(
            tag -> {
              String exact = tag.group();
              String edged = exact.startsWith("<rect") ? withEdges(exact) : exact;
              return Matcher.quoteReplacement(DECIMALS.matcher(edged).replaceAll(SvgChart::two));
            });
  }

  /** Rounds where a rectangle begins and ends, so that neighbors still touch. */
  private static String withEdges(String rectangle) {
    Map<String, Double> sides = new HashMap<>();
    SIDE.matcher(rectangle)
        .results()
        .forEach(side -> sides.put(side.group(1), Double.parseDouble(side.group(2))));
    return SIDE.matcher(rectangle)
        .replaceAll(
            side -> {
              double value = sides.get(side.group(1));
              double from =
                  switch (side.group(1)) {
                    case "width" -> sides.getOrDefault("x", 0.0);
                    case "height" -> sides.getOrDefault("y", 0.0);
                    default -> 0;
                  };
              double rounded = (Math.rint(100 * (from + value)) - Math.rint(100 * from)) / 100;
              return " %s=\"%s\"".formatted(side.group(1), rounded);
            });
  }

  private static String two(java.util.regex.MatchResult number) {
    return number.group(2) == null ? number.group(1) : "0";
  }

  private static String withIds(String svg, String prefix) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher ids = ID.matcher(svg);
    while (ids.find()) {
      names.putIfAbsent(ids.group(1), prefix + "-" + names.size());
    }
    String renamed = svg;
    for (Map.Entry<String, String> name : names.entrySet()) {
      renamed =
          renamed
              .replace("id=\"" + name.getKey() + "\"", "id=\"" + name.getValue() + "\"")
              .replace("#" + name.getKey() + ")", "#" + name.getValue() + ")")
              .replace("#" + name.getKey() + "\"", "#" + name.getValue() + "\"");
    }
    return renamed;
  }

  /** Text as it stands in SVG. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
