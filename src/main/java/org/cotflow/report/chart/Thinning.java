package org.cotflow.report.chart;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * Leaves out points of a long curve that would fall on others: of each of {@code columns} equal
 * parts of the axis the first, the last, the lowest and the highest point stay.
 */
public final class Thinning {
  /** Places along depth that a curve is drawn through, at most. */
  public static final int PLACES = 150;

  private static final int COLUMNS = 150;

  private Thinning() {}

  /**
   * A curve in its chart, thinned.
   *
   * @param x ascending
   */
  public static Mark.Line line(
      Ink ink, Mark.Dash dash, PlotAxis xAxis, PlotAxis yAxis, double[] x, double[] y) {
    int[] placed = placed(xAxis, yAxis, x, y);
    int[] kept = placed.length <= 4 * COLUMNS ? placed : kept(xAxis, x, y, placed);
    return new Mark.Line(ink, dash, at(x, kept), at(y, kept));
  }

  /**
   * At most {@code most} of the places 0 .. count - 1, evenly spread, the first and the last kept.
   */
  public static int[] places(int count, int most) {
    int[] places = new int[Math.min(count, most)];
    for (int i = 0; i < places.length; i++) {
      places[i] = places.length < 2 ? 0 : (int) Math.round(i * (count - 1.0) / (places.length - 1));
    }
    return places;
  }

  private static int[] placed(PlotAxis xAxis, PlotAxis yAxis, double[] x, double[] y) {
    int[] placed = new int[x.length];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (xAxis.places(x[i]) && yAxis.places(y[i])) {
        placed[count++] = i;
      }
    }
    return Arrays.copyOf(placed, count);
  }

  private static int[] kept(PlotAxis axis, double[] x, double[] y, int[] placed) {
    double from = axis.along(x[placed[0]]);
    double to = axis.along(x[placed[placed.length - 1]]);
    TreeSet<Integer> kept = new TreeSet<>();
    int begin = 0;
    for (int i = 1; i <= placed.length; i++) {
      boolean ends =
          i == placed.length
              || column(axis, x[placed[i]], from, to) != column(axis, x[placed[begin]], from, to);
      if (ends) {
        addExtremes(kept, y, placed, begin, i);
        begin = i;
      }
    }
    return kept.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int column(PlotAxis axis, double x, double from, double to) {
    return (int) Math.min(COLUMNS - 1, COLUMNS * (axis.along(x) - from) / (to - from));
  }

  private static void addExtremes(
      TreeSet<Integer> kept, double[] y, int[] placed, int from, int to) {
    int lowest = placed[from];
    int highest = placed[from];
    for (int i = from; i < to; i++) {
      lowest = y[placed[i]] < y[lowest] ? placed[i] : lowest;
      highest = y[placed[i]] > y[highest] ? placed[i] : highest;
    }
    kept.add(placed[from]);
    kept.add(lowest);
    kept.add(highest);
    kept.add(placed[to - 1]);
  }

  private static double[] at(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
  }
}
