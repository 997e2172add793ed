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
record GatedMap(int stateDim, Activation activation) implements LaneMap, LinearInPart {
  @Override
  public String linearPart() {
    return "u";
  }

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

  /** For each panel and row z or sigma(z), g, s or the factor of q, sigma', and r, t. */
  @Override
  public int workGroups(int rows, int panels) {
    return 6 * rows * panels;
  }

  /** Sets z and g. */
  private void project(LaneMath math, Panels panels, Rows states, double[] work) {
    int rows = states.count();
    int all = panels.count() * rows;
    LaneProduct products =
        LaneProduct.of(panels.count(), rows, stateDim).a(panels.size(), 1).shared(1, stateDim);
    for (int unit = 0; unit < 2; unit++) {
      LaneMap.repeat(math, panels, bias() + unit * toGate(), 1, rows, work, unit * all);
      int w = panels.at() + stateDim + unit * toGate();
      math.multiply(products, panels.values(), w, states.numbers(), states.at(), work, unit * all);
    }
  }

  @Override
  public void addValue(
      LaneMath math, Panels panels, Rows states, double[] sums, int sumsAt, double[] work) {
    int all = panels.count() * states.count();
    project(math, panels, states, work);
    math.activate(activation, work, 0, all, work, 0, null, 0);
    math.times(work, 0, work, all, work, 0, all);
    new OutgoingPart(stateDim).addValue(math, panels, work, 0, states.count(), sums, sumsAt);
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
    int gate = all;
    int along = 2 * all;
    int derivative = 3 * all;
    int ofZ = 4 * all;
    int ofGate = 5 * all;
    project(math, panels, states, work);
    math.activate(activation, work, 0, all, work, 0, work, derivative);
    OutgoingPart u = new OutgoingPart(d);
    u.project(math, panels, adjoints, work, along);
    math.times(work, along, work, derivative, work, ofZ, all);
    math.times(work, ofZ, work, gate, work, ofZ, all);
    math.times(work, along, work, 0, work, ofGate, all);
    if (sums != null) {
      LaneProduct back = LaneProduct.of(d, rows, 2).a(1, toGate()).b(all, 1).c(1, d);
      back = back.turns(panels.count(), panels.size(), rows);
      math.multiply(back, panels.values(), panels.at() + d, work, ofZ, sums, sumsAt);
    }
    if (slopes != null) {
      math.times(work, 0, work, gate, work, along, all);
      u.addSlope(math, panels, work, along, adjoints, slopes);
      LaneProduct incoming = LaneProduct.of(panels.count(), d, rows).shared(d, 1);
      incoming = incoming.c(panels.size(), 1);
      int w = panels.at() + d;
      math.multiply(incoming, work, ofZ, states.numbers(), states.at(), slopes, w);
      int v = w + toGate();
      math.multiply(incoming, work, ofGate, states.numbers(), states.at(), slopes, v);
      LaneMap.addUp(math, panels, work, ofZ, rows, slopes, bias());
      LaneMap.addUp(math, panels, work, ofGate, rows, slopes, bias() + toGate());
    }
  }
}
