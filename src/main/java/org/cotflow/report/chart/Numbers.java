package org.cotflow.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Numbers as people read them. */
public final class Numbers {
  private static final double LARGEST_SHARE = 1e4;

  private Numbers() {}

  /**
   * At most {@code digits} significant digits, without trailing zeros; powers of ten for what is
   * very large or small.
   */
  public static String brief(double value, int digits) {
    return Notation.of(value).brief(value, digits);
  }

  /** Exactly {@code digits} significant digits, or all of a larger whole part. */
  public static String full(double value, int digits) {
    return Notation.of(value).text(value, digits);
  }

  /**
   * Numbers that are read beside each other, such as those of a column: each with exactly {@code
   * digits} significant digits, and all as decimal numbers or all with powers of ten.
   *
   * @param values null for none, which is no text
   */
  public static List<String> alike(List<Double> values, int digits) {
    Notation notation =
        Notation.of(
            values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray());
    return values.stream().map(value -> value == null ? "" : notation.text(value, digits)).toList();
  }

  /** Like {@link #brief}, with zeros in the place of all further digits. */
  public static String about(double value, int digits) {
    return brief(rounded(value, digits, RoundingMode.HALF_EVEN), digits);
  }

  /** Like {@link #full}, of a number that is at least the value. */
  public static String atLeast(double value, int digits) {
    return full(rounded(value, digits, RoundingMode.CEILING), digits);
  }

  /** Like {@link #full}, of a number that is at most the value. */
  public static String atMost(double value, int digits) {
    return full(rounded(value, digits, RoundingMode.FLOOR), digits);
  }

  /** Six significant digits with their zeros, for columns of a terminal. */
  public static String sixDigits(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  /** A share of one with four decimals; like {@link #brief} where it is far from one. */
  public static String share(double value) {
    return Math.abs(value) < LARGEST_SHARE
        ? String.format(Locale.ROOT, "%.4f", value).replaceFirst("^-(0\\.0000)$", "$1")
        : brief(value, 4);
  }

  /** With so many significant digits; what is not finite stays as it is. */
  public static double rounded(double value, int digits, RoundingMode mode) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(digits, mode)).doubleValue()
        : value;
  }
}
