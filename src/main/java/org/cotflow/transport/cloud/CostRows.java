package org.cotflow.transport.cloud;

/**
 * The costs c(x_i, y_j) between two clouds, row by row: kept where they fit, computed again at each
 * visit where they do not. Both give the same bits.
 *
 * <p>Each entry is a sum over coordinates in increasing order by fma, so c(x, y) and c(y, x) are
 * the same number, c(x, x) is 0, and every entry is within {@link #relativeError} of the exact one.
 *
 * <p>Not thread-safe.
 */
public final class CostRows {
  private static final double HALF_ULP = 0x1p-53;

  private final int rows;
  private final int columns;
  private final int dimension;
  private final double[] points;
  private final double[][] targetCoordinates;
  private final Metric metric;
  private final double[][] kept;
  private final double[] scratch;

  /**
   * @param keptEntries the largest number of entries n m that is kept in memory
   */
  public CostRows(PointCloud source, PointCloud target, Metric metric, long keptEntries) {
    if (source.dimension() != target.dimension()) {
      throw new IllegalArgumentException(
          "points of dimension " + source.dimension() + " and " + target.dimension());
    }
    metric.requireDimension(source.dimension());
    this.rows = source.count();
    this.columns = target.count();
    this.dimension = source.dimension();
    this.points = source.points();
    this.metric = metric;
    this.targetCoordinates = new double[dimension][columns];
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < dimension; k++) {
        targetCoordinates[k][j] = target.points()[j * dimension + k];
      }
    }
    this.kept = (long) rows * columns <= keptEntries ? new double[rows][] : null;
    this.scratch = kept == null ? new double[columns] : null;
  }

  /** The mean cost (1/n) sum_i c(x_i, y_i) of taking each point to that of its own index. */
  public static double meanOfLabels(PointCloud source, PointCloud target, Metric metric) {
    CostRows costs = new CostRows(source, target, metric, 0);
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < source.count(); i++) {
      sum.add(costs.entry(i, i));
    }
    return sum.value() / source.count();
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Row i; valid until the next call, not to be changed. */
  public double[] row(int i) {
    if (kept == null) {
      fill(i, scratch);
      return scratch;
    }
    double[] row = kept[i];
    if (row == null) {
      row = new double[columns];
      fill(i, row);
      kept[i] = row;
    }
    return row;
  }

  /** One entry, the same bits as in its row. */
  public double entry(int i, int j) {
    if (kept != null && kept[i] != null) {
      return kept[i][j];
    }
    double sum = 0;
    for (int k = 0; k < dimension; k++) {
      double difference = points[i * dimension + k] - targetCoordinates[k][j];
      sum = Math.fma(difference * metric.weight(k), difference, sum);
    }
    return sum;
  }

  /**
   * A bound of |computed - exact| / computed for every entry, from the standard model of rounding:
   * two roundings of the difference's square, one of the weight, at most p of the sum; the factor 2
   * covers second-order terms and the step from exact to computed.
   */
  public double relativeError() {
    return relativeError(dimension);
  }

  /** {@link #relativeError()} for points of so many coordinates. */
  public static double relativeError(int dimension) {
    return 2 * (dimension + 4) * HALF_ULP;
  }

  /** What underflow may add to {@link #relativeError}. */
  public double absoluteError() {
    return absoluteError(dimension);
  }

  /** {@link #absoluteError()} for points of so many coordinates. */
  public static double absoluteError(int dimension) {
    return 2 * dimension * Double.MIN_NORMAL;
  }

  private void fill(int i, double[] row) {
    java.util.Arrays.fill(row, 0);
    for (int k = 0; k < dimension; k++) {
      addCoordinate(points[i * dimension + k], metric.weight(k), targetCoordinates[k], row);
    }
  }

  private static void addCoordinate(double x, double weight, double[] coordinates, double[] row) {
    for (int j = 0; j < row.length; j++) {
      double difference = x - coordinates[j];
      row[j] = Math.fma(difference * weight, difference, row[j]);
    }
  }
}
