package org.cotflow.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Ticks of a logarithmic axis at numbers that people know: powers of ten, with their doubles and
 * halves where there are few of them.
 */
final class LogTicks {
  private static final int MOST = 7;
  private static final int ENOUGH = 3;
  private static final int[][] DIGITS = {{1, 2, 5}, {1, 2, 3, 5}, {1, 2, 3, 4, 5, 6, 8}};
  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

  private LogTicks() {}

  /**
   * The ticks between two positive numbers, ascending.
   *
   * @return empty where the numbers are too close for ticks of this kind
   */
  static List<Double> between(double low, double high) {
    List<Double> powers = ticks(low, high, 1, new int[] {1});
    if (powers.size() > MOST) {
      int stride = (powers.size() + MOST - 1) / MOST;
      return ticks(low, high, stride, new int[] {1});
    }
    if (powers.size() >= ENOUGH) {
      return powers;
    }
    for (int[] digits : DIGITS) {
      List<Double> ticks = ticks(low, high, 1, digits);
      if (ticks.size() >= ENOUGH) {
        return ticks;
      }
    }
    return List.of();
  }

  private static List<Double> ticks(double low, double high, int stride, int[] digits) {
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    for (int power = first; power <= last; power++) {
      for (int digit : digits) {
        // Read from text: 3e-4 is the nearest double, 3 * 1e-4 is not.
        double tick = Double.parseDouble(digit + "e" + power);
        if (Math.floorMod(power, stride) == 0 && tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** A tick as text: a decimal number, or a power of ten where that would be long. */
  static String label(double tick) {
    if (tick >= 1e-3 && tick < 1e5) {
      return Numbers.brief(tick, 3);
    }
    int power = (int) Math.floor(Math.log10(tick) + 1e-9);
    int digit = (int) Math.round(tick / Math.pow(10, power));
    StringBuilder text = new StringBuilder(digit == 1 ? "10" : digit + "\u00b710");
    text.append(power < 0 ? "\u207b" : "");
    for (char c : String.valueOf(Math.abs(power)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(c - '0'));
    }
    return text.toString();
  }
}
