package org.cotflow.report.chart;

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
  record Points(Ink ink, double[] x, double[] y) implements Mark {
    public Points {
      requireSame(x, y);
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
  record Cells(double[][] values, boolean logarithmic) implements Mark {}

  private static void requireSame(double[] one, double[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(one.length + " and " + other.length + " coordinates");
    }
  }
}
