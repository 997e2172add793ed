package org.cotflow.kernel.map;

import java.util.List;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.LaneProduct;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Perceptrons with a hidden layer, phi = u sigma(y), y = &lt;v, a&gt;, a = sigma(z), z = w x + c:
 * omega = (u, w, c, v) with w of r x d numbers, row-major; p = d + r (d + 2). With s = &lt;u, q&gt;
 * sigma'(y) and t_i = s v_i sigma'(z_i)
 *
 * <pre>
 *   du = sigma(y) q,   dv = s a,   dw_i = t_i x,   dc = t,   dx = sum_i t_i w_i
 * </pre>
 *
 * @param hidden r
 */
record PerceptronMap(int stateDim, Activation activation, int hidden) implements LaneMap {
  @Override
  public ParticleLayout layout() {
    return new ParticleLayout(
        stateDim,
        List.of(
            Part.of("u", stateDim, 0),
            Part.of("w", Math.multiplyExact(hidden, stateDim), 1),
            Part.bias("c", hidden, 1),
            Part.of("v", hidden, 1)));
  }

  private int biases() {
    return stateDim + hidden * stateDim;
  }

  private int outgoing() {
    return biases() + hidden;
  }

  /** For each row z or a, sigma'(z) and t of the hidden units, y or sigma(y), sigma'(y), s. */
  @Override
  public int workGroups(int rows) {
    return rows * (3 * hidden + 3);
  }

  private int sums(int rows) {
    return 3 * rows * hidden;
  }

  /** Sets a and y, and sigma'(z) where it is wanted. */
  private void activate(LaneMath math, Panel panel, Rows states, double[] work, boolean slopes) {
    int rows = states.count();
    for (int i = 0; i < rows; i++) {
      math.copy(panel.values(), panel.at() + biases(), work, i * hidden, hidden);
    }
    LaneProduct products = LaneProduct.of(hidden, rows, stateDim).shared(1, stateDim).c(1, hidden);
    int w = panel.at() + stateDim;
    math.multiply(products, panel.values(), w, states.numbers(), states.at(), work, 0);
    int units = rows * hidden;
    math.activate(activation, work, 0, units, work, 0, slopes ? work : null, units);
    LaneProduct outgoing = LaneProduct.of(1, rows, hidden).b(1, hidden).fromZero();
    math.multiply(outgoing, panel.values(), panel.at() + outgoing(), work, 0, work, sums(rows));
  }

  @Override
  public void addValue(
      LaneMath math, Panel panel, Rows states, double[] sums, int sumsAt, double[] work) {
    int rows = states.count();
    activate(math, panel, states, work, false);
    math.activate(activation, work, sums(rows), rows, work, sums(rows), null, 0);
    new OutgoingPart(stateDim).addValue(math, panel, work, sums(rows), rows, sums, sumsAt);
  }

  @Override
  public void addPullback(
      LaneMath math,
      Panel panel,
      Rows states,
      Rows adjoints,
      double[] sums,
      int sumsAt,
      double[] slopes,
      int slopesAt,
      double[] work) {
    int rows = states.count();
    int d = stateDim;
    int units = rows * hidden;
    int ofUnits = 2 * units;
    int value = sums(rows);
    int derivative = value + rows;
    int ofSum = derivative + rows;
    activate(math, panel, states, work, true);
    math.activate(activation, work, value, rows, work, value, work, derivative);
    OutgoingPart u = new OutgoingPart(d);
    u.project(math, panel, adjoints, work, ofSum);
    math.times(work, ofSum, work, derivative, work, ofSum, rows);
    LaneProduct spread = LaneProduct.of(hidden, rows, 1).a(1, 0).b(0, 1).c(1, hidden).fromZero();
    math.multiply(spread, panel.values(), panel.at() + outgoing(), work, ofSum, work, ofUnits);
    math.times(work, ofUnits, work, units, work, ofUnits, units);
    if (sums != null) {
      LaneProduct back = LaneProduct.of(d, rows, hidden).a(1, d).b(1, hidden).c(1, d);
      math.multiply(back, panel.values(), panel.at() + d, work, ofUnits, sums, sumsAt);
    }
    if (slopes != null) {
      u.addSlope(math, work, value, adjoints, slopes, slopesAt);
      LaneProduct incoming = LaneProduct.of(hidden, d, rows).a(1, hidden).shared(d, 1);
      math.multiply(incoming, work, ofUnits, states.numbers(), states.at(), slopes, slopesAt + d);
      LaneProduct overRows = LaneProduct.of(hidden, 1, rows).a(1, hidden).c(1, 0);
      math.multiply(overRows.shared(0, 0), work, ofUnits, ONE, 0, slopes, slopesAt + biases());
      math.multiply(overRows.b(1, 0), work, 0, work, ofSum, slopes, slopesAt + outgoing());
    }
  }
}
