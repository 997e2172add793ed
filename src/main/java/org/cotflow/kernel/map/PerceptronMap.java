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
record PerceptronMap(int stateDim, Activation activation, int hidden)
    implements LaneMap, LinearInPart, BoundedSlopes {
  @Override
  public String linearPart() {
    return "u";
  }

  /** {@inheritDoc} sup|sigma'|^2 |u| sum_i |v_i| |w_i|. */
  @Override
  public double slopeBound(double[] omega) {
    double sum = 0;
    for (int i = 0; i < hidden; i++) {
      double w = LaneMap.norm(omega, stateDim * (1 + i), stateDim);
      sum += Math.abs(omega[outgoing() + i]) * w;
    }
    double slope = Activation.LARGEST_SLOPE;
    return slope * slope * LaneMap.norm(omega, 0, stateDim) * sum;
  }

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

  /** For each panel and row z or a, sigma'(z) and t of the units, y or sigma(y), sigma'(y), s. */
  @Override
  public int workGroups(int rows, int panels) {
    return rows * panels * (3 * hidden + 3);
  }

  /** Sets a and y, and sigma'(z) where it is wanted; a panel has a group for each row and unit. */
  private void activate(LaneMath math, Panels panels, Rows states, double[] work, boolean slopes) {
    int rows = states.count();
    int ofPanel = rows * hidden;
    int units = panels.count() * ofPanel;
    LaneProduct products = LaneProduct.of(hidden, rows, stateDim).shared(1, stateDim).c(1, hidden);
    LaneMap.repeat(math, panels, biases(), hidden, rows, work, 0);
    for (int n = 0; n < panels.count(); n++) {
      int w = panels.at() + n * panels.size() + stateDim;
      math.multiply(products, panels.values(), w, states.numbers(), states.at(), work, n * ofPanel);
    }
    math.activate(activation, work, 0, units, work, 0, slopes ? work : null, units);
    LaneProduct outgoing = LaneProduct.of(1, rows, hidden).b(1, hidden).fromZero();
    for (int n = 0; n < panels.count(); n++) {
      int v = panels.at() + n * panels.size() + outgoing();
      math.multiply(outgoing, panels.values(), v, work, n * ofPanel, work, 3 * units + n * rows);
    }
  }

  @Override
  public void addValue(
      LaneMath math, Panels panels, Rows states, double[] sums, int sumsAt, double[] work) {
    int rows = states.count();
    int all = panels.count() * rows;
    int value = 3 * all * hidden;
    activate(math, panels, states, work, false);
    math.activate(activation, work, value, all, work, value, null, 0);
    new OutgoingPart(stateDim).addValue(math, panels, work, value, rows, sums, sumsAt);
  }

  @Override
  public void addPullback(
      LaneMath math,
      Panels panels,
      Rows states,
      Rows adjoints,
      double[] sums,
      int sumsAt,
      double[] slopes,
      double[] work) {
    int rows = states.count();
    int d = stateDim;
    int all = panels.count() * rows;
    int units = all * hidden;
    int ofUnits = 2 * units;
    int value = 3 * units;
    int derivative = value + all;
    int ofSum = derivative + all;
    activate(math, panels, states, work, true);
    math.activate(activation, work, value, all, work, value, work, derivative);
    OutgoingPart u = new OutgoingPart(d);
    u.project(math, panels, adjoints, work, ofSum);
    math.times(work, ofSum, work, derivative, work, ofSum, all);
    LaneProduct spread = LaneProduct.of(hidden, rows, 1).a(1, 0).b(0, 1).c(1, hidden).fromZero();
    for (int n = 0; n < panels.count(); n++) {
      int v = panels.at() + n * panels.size() + outgoing();
      int t = ofUnits + n * rows * hidden;
      math.multiply(spread, panels.values(), v, work, ofSum + n * rows, work, t);
    }
    math.times(work, ofUnits, work, units, work, ofUnits, units);
    if (sums != null) {
      LaneProduct back = LaneProduct.of(d, rows, hidden).a(1, d).b(1, hidden).c(1, d);
      back = back.turns(panels.count(), panels.size(), rows * hidden);
      math.multiply(back, panels.values(), panels.at() + d, work, ofUnits, sums, sumsAt);
    }
    if (slopes != null) {
      u.addSlope(math, panels, work, value, adjoints, slopes);
      LaneProduct incoming = LaneProduct.of(hidden, d, rows).a(1, hidden).shared(d, 1);
      LaneProduct overRows = LaneProduct.of(hidden, 1, rows).a(1, hidden).c(1, 0);
      for (int n = 0; n < panels.count(); n++) {
        int at = panels.at() + n * panels.size();
        int a = n * rows * hidden;
        int t = ofUnits + a;
        math.multiply(incoming, work, t, states.numbers(), states.at(), slopes, at + d);
        math.multiply(overRows.shared(0, 0), work, t, ONE, 0, slopes, at + biases());
        int v = at + outgoing();
        math.multiply(overRows.b(1, 0), work, a, work, ofSum + n * rows, slopes, v);
      }
    }
  }
}
