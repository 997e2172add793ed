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
   * Particles side by side, one in each lane.
   *
   * @param values omega_j of lane m at {@code (at + j) * lanes + m}
   * @param count lanes that are in use, from the first one on; what is computed in the others is
   *     not looked at
   */
  record Panel(double[] values, int at, int count) {}

  /**
   * Rows of states.
   *
   * @param numbers row-major
   * @param at where the first row begins
   */
  record Rows(double[] numbers, int at, int count) {}

  /** Groups of working memory for so many rows. */
  int workGroups(int rows);

  /** Plain numbers of working memory, behind the groups. */
  default int workNumbers() {
    return 0;
  }

  /**
   * Adds phi to {@code sums}, the group of row i and coordinate j at {@code sumsAt + i d + j}.
   *
   * @param work {@link #workGroups} groups and {@link #workNumbers} numbers of unspecified content
   */
  void addValue(LaneMath math, Panel panel, Rows states, double[] sums, int sumsAt, double[] work);

  /**
   * Adds D_x phi^T q to {@code sums}, and the sum over the rows of D_omega phi^T q to {@code
   * slopes}, the group of omega_j at {@code slopesAt + j}.
   *
   * @param adjoints q, as many rows as states
   * @param sums null where it is not wanted
   * @param slopes null where it is not wanted
   */
  void addPullback(
      LaneMath math,
      Panel panel,
      Rows states,
      Rows adjoints,
      double[] sums,
      int sumsAt,
      double[] slopes,
      int slopesAt,
      double[] work);

  /** How long the working memory is for so many rows. */
  default int workLength(LaneMath math, int rows) {
    return workGroups(rows) * math.lanes() + workNumbers();
  }

  @Override
  default int workLength() {
    return workLength(ALONE, 1);
  }

  @Override
  default void value(double[] omega, double[] x, double[] phi, double[] work) {
    Arrays.fill(phi, 0, layout().stateDim(), 0);
    addValue(ALONE, new Panel(omega, 0, 1), new Rows(x, 0, 1), phi, 0, work);
  }

  @Override
  default void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    Arrays.fill(dx, 0, layout().stateDim(), 0);
    Arrays.fill(domega, 0, layout().size(), 0);
    Rows states = new Rows(x, 0, 1);
    Rows adjoints = new Rows(q, 0, 1);
    addPullback(ALONE, new Panel(omega, 0, 1), states, adjoints, dx, 0, domega, 0, work);
  }

  /** Adds the groups of {@code a} up. */
  static void addUp(LaneMath math, double[] a, int at, int groups, double[] c, int cAt) {
    LaneProduct sum = LaneProduct.of(1, 1, groups).shared(0, 0);
    math.multiply(sum, a, at, ONE, 0, c, cAt);
  }

  /** One particle: groups are numbers. */
  LaneMath ALONE = BlockKernels.scalarLanes(1);

  /** A factor that changes nothing. */
  double[] ONE = {1};
}
