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
  TEXT,
  /** What is written beside it: ticks, notes. */
  QUIET,
  /** Lines of a grid. */
  GRID,
  /** One series among others, told apart by hue. */
  HUE_1,
  HUE_2,
  HUE_3,
  HUE_4,
  HUE_5,
  HUE_6,
  HUE_7,
  HUE_8,
  HUE_9,
  HUE_10,
  /** One step of an order, such as early to late. */
  ORDER_1,
  ORDER_2,
  ORDER_3,
  ORDER_4,
  ORDER_5,
  ORDER_6,
  ORDER_7,
  ORDER_8,
  ORDER_9;

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

  private static String replaced(String svg, Pattern pattern, int radix) {
    return pattern
        .matcher(svg)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(values()[Integer.parseInt(match.group(1), radix)].css()));
  }
}
