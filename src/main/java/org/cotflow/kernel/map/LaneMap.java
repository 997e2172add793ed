package org.cotflow.kernel.map;

import java.util.Arrays;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.LaneProduct;

/**
 * A residual map written in the arithmetic of lanes: one text for one particle, the scalar
 * reference of a panel, and its vector twin. Sums over particles and over rows go on from what is
 * there, particle by particle and row by row, by fma.
 */
interface LaneMap extends ResidualMap {
  /**
   * Panels one behind the other, each of particles side by side, one in each lane.
   *
   * @param values omega_j of lane m of panel n at {@code (at + n size + j) * lanes + m}
   * @param size p
   * @param particles those there are: all lanes of all panels but the last, whose first lanes are
   *     in use; what is computed in the others is not looked at
   */
  record Panels(double[] values, int at, int count, int size, int particles) {}

  /**
   * Rows of states.
   *
   * @param numbers row-major
   * @param at where the first row begins
   */
  record Rows(double[] numbers, int at, int count) {}

  /** Groups of working memory for so many rows and panels. */
  int workGroups(int rows, int panels);

  /** Plain numbers of working memory, behind the groups. */
  default int workNumbers() {
    return 0;
  }

  /**
   * Adds phi to {@code sums}, panel by panel, the group of row i and coordinate j at {@code sumsAt
   * + i d + j}.
   *
   * @param work {@link #workGroups} groups and {@link #workNumbers} numbers of unspecified content
   */
  void addValue(
      LaneMath math, Panels panels, Rows states, double[] sums, int sumsAt, double[] work);

  /**
   * Adds D_x phi^T q to {@code sums}, and the sum over the rows of D_omega phi^T q to {@code
   * slopes}.
   *
   * @param adjoints q, as many rows as states
   * @param sums null where it is not wanted
   * @param slopes as the values of {@code panels} stand; null where it is not wanted
   */
  void addPullback(
      LaneMath math,
      Panels panels,
      Rows states,
      Rows adjoints,
      double[] sums,
      int sumsAt,
      double[] slopes,
      double[] work);

  /** How long the working memory is for so many rows and panels. */
  default int workLength(LaneMath math, int rows, int panels) {
    return workGroups(rows, panels) * math.lanes() + workNumbers();
  }

  @Override
  default int workLength() {
    return workLength(ALONE, 1, 1);
  }

  @Override
  default void value(double[] omega, double[] x, double[] phi, double[] work) {
    Arrays.fill(phi, 0, layout().stateDim(), 0);
    addValue(ALONE, alone(omega), new Rows(x, 0, 1), phi, 0, work);
  }

  @Override
  default void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    Arrays.fill(dx, 0, layout().stateDim(), 0);
    Arrays.fill(domega, 0, layout().size(), 0);
    Rows states = new Rows(x, 0, 1);
    Rows adjoints = new Rows(q, 0, 1);
    addPullback(ALONE, alone(omega), states, adjoints, dx, 0, domega, work);
  }

  private static Panels alone(double[] omega) {
    return new Panels(omega, 0, 1, omega.length, 1);
  }

  /**
   * Sets, panel by panel, {@code times} copies of some groups of each that begin at {@code part}.
   */
  static void repeat(
      LaneMath math, Panels panels, int part, int groups, int times, double[] work, int at) {
    for (int i = 0; i < panels.count() * times; i++) {
      int from = panels.at() + i / times * panels.size() + part;
      math.copy(panels.values(), from, work, at + i * groups, groups);
    }
  }

  /**
   * Adds up the {@code groups} groups of each panel, which stand one panel behind the other, to the
   * number of its particles at {@code slope}.
   */
  static void addUp(
      LaneMath math, Panels panels, double[] a, int at, int groups, double[] slopes, int slope) {
    LaneProduct sum = LaneProduct.of(panels.count(), 1, groups).shared(0, 0).c(panels.size(), 0);
    math.multiply(sum, a, at, ONE, 0, slopes, panels.at() + slope);
  }

  /** The norm of {@code length} numbers. */
  static double norm(double[] numbers, int from, int length) {
    double squares = 0;
    for (int j = from; j < from + length; j++) {
      squares = Math.fma(numbers[j], numbers[j], squares);
    }
    return Math.sqrt(squares);
  }

  /** One particle: groups are numbers. */
  LaneMath ALONE = BlockKernels.scalarLanes(1);

  /** A factor that changes nothing. */
  double[] ONE = {1};
}
