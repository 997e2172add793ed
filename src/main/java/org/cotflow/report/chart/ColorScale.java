package org.cotflow.report.chart;

/**
 * Colors of cells, from pale for the smallest value to dark for the largest; the same on light and
 * dark pages.
 *
 * @param low the value of the first color
 * @param high the value of the last
 */
public record ColorScale(double low, double high, boolean logarithmic) {
  private static final int[] STOPS = {0xfff4cc, 0xb4dcb4, 0x4fb0b5, 0x2d74a8, 0x2b3577};

  /** The scale of some cells; from 0 to 1 where there are no values. */
  public static ColorScale of(Mark.Cells cells) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] row : cells.values()) {
      for (double value : row) {
        if (Double.isFinite(value) && (!cells.logarithmic() || value > 0)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    return low <= high
        ? new ColorScale(low, high, cells.logarithmic())
        : new ColorScale(0, 1, false);
  }

  /** The color as {@code #rrggbb}. */
  String color(double value) {
    return colorAt(share(value));
  }

  /** The color at a share of the way from the smallest to the largest value. */
  public static String colorAt(double share) {
    return String.format("#%06x", rgb(share));
  }

  /**
   * Black or white, whichever is read better on {@link #color}: its contrast (L + 0.05) / 0.05 or
   * 1.05 / (L + 0.05) is then at least 4.58. L is the relative luminance of WCAG 2.
   */
  String textColor(double value) {
    int rgb = rgb(share(value));
    double luminance =
        0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    return (luminance + 0.05) * (luminance + 0.05) > 0.05 * 1.05 ? "#000000" : "#ffffff";
  }

  private static double linear(int channel) {
    double part = (channel & 0xff) / 255.0;
    return part <= 0.04045 ? part / 12.92 : StrictMath.pow((part + 0.055) / 1.055, 2.4);
  }

  /** A CSS gradient from the smallest to the largest value. */
  public static String gradient() {
    StringBuilder stops = new StringBuilder("linear-gradient(90deg");
    for (int stop : STOPS) {
      stops.append(String.format(",#%06x", stop));
    }
    return stops.append(')').toString();
  }

  private double share(double value) {
    if (!(high > low)) {
      return 0.5;
    }
    double share =
        logarithmic && value <= 0
            ? 0
            : logarithmic
                ? StrictMath.log(value / low) / StrictMath.log(high / low)
                : (value - low) / (high - low);
    return Math.max(0, Math.min(1, share));
  }

  private static int rgb(double share) {
    double place = share * (STOPS.length - 1);
    int from = Math.min(STOPS.length - 2, (int) place);
    double part = place - from;
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int one = STOPS[from] >> shift & 0xff;
      int other = STOPS[from + 1] >> shift & 0xff;
      mixed |= (int) Math.round(one + part * (other - one)) << shift;
    }
    return mixed;
  }
}
