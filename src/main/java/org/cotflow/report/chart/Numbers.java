package org.cotflow.report.chart;

import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
  private Numbers() {}

  /**
   * At most {@code digits} significant digits, without trailing zeros; powers of ten for what is
   * very large or small.
   */
  public static String brief(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "-infinite";
    }
    double size = Math.abs(value);
    if (value == 0 || size >= 1e-3 && size < 1e7) {
      int whole = value == 0 ? 1 : (int) Math.floor(Math.log10(size)) + 1;
      return trimmed(String.format(Locale.ROOT, "%." + Math.max(0, digits - whole) + "f", value));
    }
    String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    int e = text.indexOf('e');
    return trimmed(text.substring(0, e)) + "e" + Integer.parseInt(text.substring(e + 1));
  }

  private static String trimmed(String number) {
    return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
  }
}
