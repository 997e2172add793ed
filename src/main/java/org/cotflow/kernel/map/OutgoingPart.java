package org.cotflow.kernel.map;

import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.LaneProduct;
import org.cotflow.kernel.map.LaneMap.Panels;
import org.cotflow.kernel.map.LaneMap.Rows;

/**
 * The part u of maps phi_i = u f_i, with f_i of each row, or of each site of a row: the first part
 * of a particle. What has a group for each i stands panel by panel.
 *
 * @param size of u
 */
record OutgoingPart(int size) {
  /**
   * Adds u f_i for i below {@code count}, the group of i and coordinate j at {@code i size + j}.
   */
  void addValue(
      LaneMath math, Panels panels, double[] f, int fAt, int count, double[] sums, int sumsAt) {
    LaneProduct product =
        LaneProduct.of(size, count, panels.count()).a(1, panels.size()).b(count, 1).c(1, size);
    math.multiply(product, panels.values(), panels.at(), f, fAt, sums, sumsAt);
  }

  /** Sets the groups of {@code along} to &lt;u, q_i&gt;. */
  void project(LaneMath math, Panels panels, Rows q, double[] along, int alongAt) {
    LaneProduct product =
        LaneProduct.of(panels.count(), q.count(), size)
            .a(panels.size(), 1)
            .shared(1, size)
            .fromZero();
    math.multiply(product, panels.values(), panels.at(), q.numbers(), q.at(), along, alongAt);
  }

  /** Adds the derivative in u, sum_i f_i q_i. */
  void addSlope(LaneMath math, Panels panels, double[] f, int fAt, Rows q, double[] slopes) {
    LaneProduct product =
        LaneProduct.of(panels.count(), size, q.count()).shared(size, 1).c(panels.size(), 1);
    math.multiply(product, f, fAt, q.numbers(), q.at(), slopes, panels.at());
  }
}
