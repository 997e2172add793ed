package org.cotflow.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ticks of axes at the values that an axis wants, or at round numbers: on a logarithmic axis powers
 * of ten, with their doubles and halves where there are few of them, else multiples of 1, 2 or 5
 * times a power of ten.
 */
final class Ticks {
  /** On an axis that has room for them. */
  static final int MOST = 7;

  private static final int ENOUGH = 3;
  private static final double FEWEST = 3.2;

  /** Letters of the factor of a power of ten. */
  private static final int LONG_FACTOR = 4;

  private static final int[][] DIGITS = {{1, 2, 5}, {1, 2, 3, 5}, {1, 2, 3, 4, 5, 6, 8}};
  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

  private Ticks() {}

  /**
   * The ticks of an axis from low to high: those that it wants, or every second, third and so on of
   * them, where they are few; else round numbers.
   *
   * @param most about how many there may be; from 2 to {@link #MOST}
   */
  static List<Double> of(PlotAxis axis, double low, double high, int most) {
    List<Double> wanted = axis.ticks();
    if (wanted.isEmpty() || wanted.size() > MOST) {
      return between(axis.scale(), low, high, most);
    }
    int stride = (wanted.size() + most - 1) / most;
    return IntStream.range(0, wanted.size())
        .filter(i -> i % stride == 0)
        .mapToObj(wanted::get)
        .toList();
  }

  /**
   * The ticks of an axis from low to high at round numbers, ascending.
   *
   * @param low less than high; positive on a logarithmic axis
   * @param most about how many there may be; from 2 to {@link #MOST}
   */
  static List<Double> between(PlotAxis.Scale scale, double low, double high, int most) {
    if (scale == PlotAxis.Scale.LOGARITHMIC) {
      return logarithmic(low, high, most);
    }
    List<Double> ticks = linear(low, high, most);
    return scale == PlotAxis.Scale.INTEGERS
        ? ticks.stream().filter(tick -> tick == Math.rint(tick)).toList()
        : ticks;
  }

  private static List<Double> linear(double low, double high, int most) {
    double fewest = Math.max(1, FEWEST * most / MOST);
    int power = (int) Math.floor(StrictMath.log10((high - low) / fewest));
    for (int digit : new int[] {5, 2, 1}) {
      double step = Double.parseDouble(digit + "e" + power);
      if ((high - low) / step >= fewest) {
        return multiples(digit, power, low / step, high / step);
      }
    }
    return List.of();
  }

  private static List<Double> multiples(int digit, int power, double from, double to) {
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from); i <= Math.floor(to) && ticks.size() <= MOST; i++) {
      // Read from text: 3e-1 is the nearest double, 3 * 0.1 is not.
      ticks.add(Double.valueOf(i * digit + "e" + power));
    }
    return ticks;
  }

  private static List<Double> logarithmic(double low, double high, int most) {
    List<Double> powers = ticks(low, high, 1, new int[] {1});
    if (powers.size() > most) {
      int stride = (powers.size() + most - 1) / most;
      return ticks(low, high, stride, new int[] {1});
    }
    int enough = Math.min(ENOUGH, most);
    if (powers.size() >= enough) {
      return powers;
    }
    for (int[] digits : DIGITS) {
      List<Double> ticks = ticks(low, high, 1, digits);
      if (ticks.size() >= enough) {
        return ticks;
      }
    }
    return linear(low, high, most);
  }

  private static List<Double> ticks(double low, double high, int stride, int[] digits) {
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(StrictMath.log10(low));
    int last = (int) Math.ceil(StrictMath.log10(high));
    for (int power = first; power <= last; power++) {
      for (int digit : digits) {
        double tick = Double.parseDouble(digit + "e" + power);
        if (Math.floorMod(power, stride) == 0 && tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** Ticks as texts: all of an axis as multiples of powers of ten where one of them is. */
  static List<String> labels(List<Double> ticks) {
    boolean powers = ticks.stream().anyMatch(tick -> !label(tick).equals(plain(tick)));
    return ticks.stream().map(tick -> label(tick, powers)).toList();
  }

  /** A tick as text: a decimal number, or a multiple of a power of ten where that would be long. */
  static String label(double tick) {
    return label(tick, false);
  }

  private static String plain(double tick) {
    return Numbers.brief(tick, 7).replace('-', '\u2212');
  }

  /**
   * @param powers whether only numbers from 1 to 100 are decimal ones
   */
  private static String label(double tick, boolean powers) {
    double size = Math.abs(tick);
    int power = size == 0 ? 0 : (int) Math.floor(StrictMath.log10(size) + 1e-9);
    String plain = plain(tick);
    String factor = Numbers.brief(size / StrictMath.pow(10, power), 7);
    boolean isLong = factor.length() > LONG_FACTOR && !plain.contains("e");
    boolean decimal = powers ? power == 0 || power == 1 : power >= -3 && power < 5;
    if (size == 0 || decimal || isLong) {
      return plain;
    }
    StringBuilder text = new StringBuilder(tick < 0 ? "\u2212" : "");
    text.append(factor.equals("1") ? "10" : factor + "\u00b710");
    text.append(power < 0 ? "\u207b" : "");
    for (char c : String.valueOf(Math.abs(power)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(c - '0'));
    }
    return text.toString();
  }
}
