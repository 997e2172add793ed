package org.cotflow.kernel.map;

import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.LaneProduct;
import org.cotflow.kernel.map.LaneMap.Panel;
import org.cotflow.kernel.map.LaneMap.Rows;

/**
 * The part u of maps phi_i = u f_i, with f_i of each row, or of each site of a row: the first part
 * of a particle.
 *
 * @param size of u
 */
record OutgoingPart(int size) {
  /**
   * Adds u f_i for i below {@code count}, the group of i and coordinate j at {@code i size + j}.
   */
  void addValue(
      LaneMath math, Panel panel, double[] f, int fAt, int count, double[] sums, int sumsAt) {
    LaneProduct product = LaneProduct.of(size, count, 1).a(1, 0).b(0, 1).c(1, size);
    math.multiply(product, panel.values(), panel.at(), f, fAt, sums, sumsAt);
  }

  /** Sets the groups of {@code along} to &lt;u, q_i&gt;. */
  void project(LaneMath math, Panel panel, Rows q, double[] along, int alongAt) {
    LaneProduct product = LaneProduct.of(1, q.count(), size).shared(1, size).fromZero();
    math.multiply(product, panel.values(), panel.at(), q.numbers(), q.at(), along, alongAt);
  }

  /** Adds the derivative in u, sum_i f_i q_i. */
  void addSlope(LaneMath math, double[] f, int fAt, Rows q, double[] slopes, int slopesAt) {
    LaneProduct product = LaneProduct.of(1, size, q.count()).shared(size, 1);
    math.multiply(product, f, fAt, q.numbers(), q.at(), slopes, slopesAt);
  }
}
