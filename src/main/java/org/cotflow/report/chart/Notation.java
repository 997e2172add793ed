package org.cotflow.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;

/** How numbers that are read beside each other are written: all in the same way. */
enum Notation {
  /** 0.00148 */
  DECIMAL,
  /** 1.48e-3 */
  POWERS;

  private static final double LEAST = 1e-3;

  /** A smaller number is still a decimal one beside one that is at least {@link #LEAST}. */
  private static final double LEAST_BESIDE = 1e-4;

  private static final double MOST = 1e7;

  /** That of all these numbers; zeros and what is not finite are written the same in each. */
  static Notation of(double... values) {
    double[] sizes =
        Arrays.stream(values)
            .filter(value -> value != 0 && Double.isFinite(value))
            .map(Math::abs)
            .toArray();
    double least = Arrays.stream(sizes).min().orElse(1);
    double most = Arrays.stream(sizes).max().orElse(1);
    return most >= LEAST && most < MOST && least >= LEAST_BESIDE ? DECIMAL : POWERS;
  }

  /** Exactly {@code digits} significant digits, or all of a larger whole part. */
  String text(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "-infinite";
    }
    if (value == 0) {
      return "0";
    }
    if (this == DECIMAL) {
      return decimal(BigDecimal.valueOf(value), digits);
    }
    String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    int e = text.indexOf('e');
    return text.substring(0, e) + "e" + Integer.parseInt(text.substring(e + 1));
  }

  /** At most {@code digits} significant digits, without trailing zeros. */
  String brief(double value, int digits) {
    String text = text(value, digits);
    int e = text.indexOf('e');
    return e < 0 || !Double.isFinite(value)
        ? trimmed(text)
        : trimmed(text.substring(0, e)) + text.substring(e);
  }

  private static String trimmed(String number) {
    return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
  }

  private static String decimal(BigDecimal value, int digits) {
    if (whole(value) >= digits) {
      return value.setScale(0, RoundingMode.HALF_UP).toPlainString();
    }
    BigDecimal rounded = value.round(new MathContext(digits, RoundingMode.HALF_UP));
    return rounded.setScale(Math.max(0, digits - whole(rounded))).toPlainString();
  }

  /** Digits before the point; less than zero by the zeros after it. */
  private static int whole(BigDecimal value) {
    return value.precision() - value.scale();
  }
}
