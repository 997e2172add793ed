package org.cotflow.kernel.map;

import java.util.List;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.LaneProduct;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Gated units, phi = u sigma(z) g with z = &lt;w, x&gt; + b and g = &lt;v, x&gt; + c: omega = (u,
 * w, b, v, c), p = 3d + 2. With s = &lt;u, q&gt;
 *
 * <pre>
 *   du = sigma(z) g q,   dw = r x,  db = r,  dv = t x,  dc = t,   r = s sigma'(z) g,  t = s sigma(z)
 *   dx = r w + t v
 * </pre>
 */
record GatedMap(int stateDim, Activation activation) implements LaneMap {
  @Override
  public ParticleLayout layout() {
    return new ParticleLayout(
        stateDim,
        List.of(
            Part.of("u", stateDim, 0),
            Part.of("w", stateDim, 1),
            Part.bias("b", 1, 1),
            Part.of("v", stateDim, 1),
            Part.bias("c", 1, 1)));
  }

  /** From w to v and from b to c. */
  private int toGate() {
    return stateDim + 1;
  }

  private int bias() {
    return 2 * stateDim;
  }

  /** For each row z or sigma(z), g, s or the factor of q, sigma', and r, t. */
  @Override
  public int workGroups(int rows) {
    return 6 * rows;
  }

  /** Sets z and g. */
  private void project(LaneMath math, Panel panel, Rows states, double[] work) {
    int rows = states.count();
    for (int unit = 0; unit < 2; unit++) {
      for (int i = 0; i < rows; i++) {
        int bias = panel.at() + bias() + unit * toGate();
        math.copy(panel.values(), bias, work, unit * rows + i, 1);
      }
    }
    LaneProduct products =
        LaneProduct.of(2, rows, stateDim).a(toGate(), 1).shared(1, stateDim).c(rows, 1);
    int w = panel.at() + stateDim;
    math.multiply(products, panel.values(), w, states.numbers(), states.at(), work, 0);
  }

  @Override
  public void addValue(
      LaneMath math, Panel panel, Rows states, double[] sums, int sumsAt, double[] work) {
    int rows = states.count();
    project(math, panel, states, work);
    math.activate(activation, work, 0, rows, work, 0, null, 0);
    math.times(work, 0, work, rows, work, 0, rows);
    new OutgoingPart(stateDim).addValue(math, panel, work, 0, rows, sums, sumsAt);
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
    int gate = rows;
    int along = 2 * rows;
    int derivative = 3 * rows;
    int ofZ = 4 * rows;
    int ofGate = 5 * rows;
    project(math, panel, states, work);
    math.activate(activation, work, 0, rows, work, 0, work, derivative);
    OutgoingPart u = new OutgoingPart(d);
    u.project(math, panel, adjoints, work, along);
    math.times(work, along, work, derivative, work, ofZ, rows);
    math.times(work, ofZ, work, gate, work, ofZ, rows);
    math.times(work, along, work, 0, work, ofGate, rows);
    if (sums != null) {
      LaneProduct back = LaneProduct.of(d, rows, 2).a(1, toGate()).b(rows, 1).c(1, d);
      math.multiply(back, panel.values(), panel.at() + d, work, ofZ, sums, sumsAt);
    }
    if (slopes != null) {
      math.times(work, 0, work, gate, work, along, rows);
      u.addSlope(math, work, along, adjoints, slopes, slopesAt);
      LaneProduct both = LaneProduct.of(2, d, rows).shared(d, 1).c(toGate(), 1);
      math.multiply(both, work, ofZ, states.numbers(), states.at(), slopes, slopesAt + d);
      LaneMap.addUp(math, work, ofZ, rows, slopes, slopesAt + bias());
      LaneMap.addUp(math, work, ofGate, rows, slopes, slopesAt + bias() + toGate());
    }
  }
}
