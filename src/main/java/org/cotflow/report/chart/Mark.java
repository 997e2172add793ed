package org.cotflow.report.chart;

import java.util.Arrays;
import java.util.List;

/**
 * A mark in a chart. Points outside their axis are left out.
 *
 * <p>Arrays are not copied and must not be changed afterwards.
 */
public sealed interface Mark {
  /** How a line is drawn. */
  enum Dash {
    SOLID,
    DASHED,
    DOTTED
  }

  /** What a point looks like. */
  enum Marker {
    CIRCLE(16),
    TRIANGLE(17),
    SQUARE(15),
    DIAMOND(18),
    OPEN_CIRCLE(1),
    OPEN_TRIANGLE(2),
    OPEN_SQUARE(0),
    OPEN_DIAMOND(5),
    PLUS(3),
    CROSS(4);

    private final int shape;

    Marker(int shape) {
      this.shape = shape;
    }

    /** Its number in the charting library, which is that of R. */
    int shape() {
      return shape;
    }
  }

  /** A line through points in their order. */
  record Line(Ink ink, Dash dash, double[] x, double[] y) implements Mark {
    public Line {
      requireSame(x, y);
    }
  }

  /** Several thin lines of one kind. */
  record Lines(Ink ink, List<double[]> x, List<double[]> y) implements Mark {
    public Lines {
      x = List.copyOf(x);
      y = List.copyOf(y);
      if (x.size() != y.size()) {
        throw new IllegalArgumentException(x.size() + " lines in x, " + y.size() + " in y");
      }
    }
  }

  /** Points. */
  record Points(Ink ink, Marker marker, double[] x, double[] y) implements Mark {
    public Points {
      requireSame(x, y);
    }

    /** Points that are circles. */
    public Points(Ink ink, double[] x, double[] y) {
      this(ink, Marker.CIRCLE, x, y);
    }
  }

  /**
   * Filled rectangles, in a chart whose axes have given ends.
   *
   * @param opacity from 0 to 1
   */
  record Rectangles(
      Ink ink, double opacity, double[] left, double[] right, double[] bottom, double[] top)
      implements Mark {
    public Rectangles {
      requireSame(left, right);
      requireSame(left, bottom);
      requireSame(left, top);
    }
  }

  /** A vertical stroke from low to high at each x: an interval. */
  record Intervals(Ink ink, double[] x, double[] low, double[] high) implements Mark {
    public Intervals {
      requireSame(x, low);
      requireSame(x, high);
    }
  }

  /** The area between two curves. */
  record Band(Ink ink, double[] x, double[] low, double[] high) implements Mark {
    public Band {
      requireSame(x, low);
      requireSame(x, high);
    }
  }

  /**
   * Colored cells over two axes of categories, each with its number.
   *
   * @param values row-major, one row per category of the y axis; NaN where there is none
   * @param logarithmic whether colors follow the logarithm
   */
  record Cells(double[][] values, boolean logarithmic) implements Mark {
    /** A third digit has room in so many columns. */
    private static final int MOST_COLUMNS = 8;

    /**
     * A value as text: whole numbers where all are whole, else with {@link #digits} each, and in
     * one notation.
     */
    public String shown(double value) {
      return shown(value, digits());
    }

    /** As above, with so many significant digits. */
    String shown(double value, int digits) {
      double[] all = Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
      boolean whole =
          Arrays.stream(all).filter(Double::isFinite).allMatch(one -> one == Math.rint(one));
      return whole ? Numbers.brief(value, digits) : Notation.of(all).text(value, digits);
    }

    /** Significant digits: two, or three where two of the values would look alike. */
    public int digits() {
      double[] different =
          Arrays.stream(values)
              .flatMapToDouble(Arrays::stream)
              .filter(Double::isFinite)
              .distinct()
              .toArray();
      long shown =
          Arrays.stream(different).mapToObj(one -> Numbers.brief(one, 2)).distinct().count();
      boolean room = values.length > 0 && values[0].length <= MOST_COLUMNS;
      return room && shown < different.length ? 3 : 2;
    }
  }

  private static void requireSame(double[] one, double[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(one.length + " and " + other.length + " coordinates");
    }
  }
}
