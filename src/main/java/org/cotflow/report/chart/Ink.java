package org.cotflow.report.chart;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.Keyword;

/**
 * A color by its name in the style sheet, where it has a value for light and one for dark pages.
 *
 * <p>The charting library knows numbers only. It is given {@link #stand-in}s, colors that nothing
 * else has, and {@link #inStyleSheet} puts the names in their place.
 */
public enum Ink {
  /** What is written. */
  TEXT("#000000"),
  /** What is written beside it: ticks, notes. */
  QUIET("#4b4f54"),
  /** Lines of a grid. */
  GRID("#e2e3e4"),
  /** One series among others, told apart by hue. */
  HUE_1("#2563a8"),
  HUE_2("#c8501e"),
  HUE_3("#1d7f5f"),
  HUE_4("#8a4aa5"),
  HUE_5("#9a7400"),
  HUE_6("#0f7f96"),
  HUE_7("#b8336a"),
  HUE_8("#5f6b2d"),
  HUE_9("#7a4a2b"),
  HUE_10("#56607a"),
  /** One step of an order, such as early to late. */
  ORDER_1("#c7a02f"),
  ORDER_2("#9ba24c"),
  ORDER_3("#6fa56a"),
  ORDER_4("#4f997c"),
  ORDER_5("#2f8d8f"),
  ORDER_6("#2e7894"),
  ORDER_7("#2c6399"),
  ORDER_8("#2c4986"),
  ORDER_9("#2b2f73");

  private static final int HUES = 10;
  private static final int ORDERS = 9;
  private static final Pattern STAND_IN = Pattern.compile("#0102([0-9a-f]{2})\\b");
  private static final Pattern STAND_IN_RGB = Pattern.compile("rgb\\(1, ?2, ?(\\d+)\\)");

  /** The hue of the series of this number, from 0; they come again after ten. */
  public static Ink hue(int number) {
    return values()[HUE_1.ordinal() + number % HUES];
  }

  /** The color of one of {@code count} ordered series, spread over the whole order. */
  public static Ink order(int number, int count) {
    int place = count <= 1 ? ORDERS - 1 : Math.round((ORDERS - 1f) * number / (count - 1));
    return values()[ORDER_1.ordinal() + place];
  }

  private final String printed;

  Ink(String printed) {
    this.printed = printed;
  }

  /** The color on paper, {@code #rrggbb}; the style sheet has the same for print. */
  public String printed() {
    return printed;
  }

  /** A value for CSS and for SVG attributes. */
  public String css() {
    return "var(--" + Keyword.of(this) + ")";
  }

  /** The color the charting library is given. */
  String standIn() {
    return String.format("#0102%02x", ordinal());
  }

  /** A drawing with names of the style sheet in the place of all stand-ins. */
  static String inStyleSheet(String svg) {
    String named = replaced(svg, STAND_IN, 16);
    return replaced(named, STAND_IN_RGB, 10);
  }

  /** A drawing with colors of paper in the place of names of the style sheet. */
  public static String onPaper(String svg) {
    String drawn = svg;
    for (Ink ink : values()) {
      drawn = drawn.replace(ink.css(), ink.printed);
    }
    return drawn;
  }

  private static String replaced(String svg, Pattern pattern, int radix) {
    return pattern
        .matcher(svg)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(values()[Integer.parseInt(match.group(1), radix)].css()));
  }
}
