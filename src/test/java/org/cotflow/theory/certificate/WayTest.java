package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cotflow.data.Samples;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.theory.HeldNetwork;
import org.junit.jupiter.api.Test;

/** The way of the flow in one layer of one dimension with one sample, where all is known. */
class WayTest {
  private static final double X = 1.5;
  private static final double TARGET = 3;
  private static final double[] SIGNS = {1.3, -0.7, 0.4, -1.1};

  private static HeldMeasure measure(double u, double w) {
    HeldMeasure measure = HeldNetwork.zeros(1, SIGNS.length);
    for (int m = 0; m < SIGNS.length; m++) {
      HeldNetwork.set(measure, 0, m, 0, u * SIGNS[m], 0, w * SIGNS[m]);
    }
    return measure;
  }

  private static StartingPoint start(HeldMeasure measure) {
    HeldNetwork held =
        HeldNetwork.of(HeldNetwork.identity(1), HeldNetwork.identity(1), Activation.TANH, measure);
    try (InProcessEngine engine = new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
      return StartingPoint.of(
          held.network(),
          new Samples(1, 1, 1, new double[] {X}, new double[] {TARGET}),
          engine,
          measure.shape(),
          held.blocks(),
          new PartMultipliers(1, 1, 1));
    }
  }

  /** With large u nothing caps (w, b): g(r) = G_0 - Q r. */
  @Test
  void theReachIsTheIntegralOfWhatIsLeft() {
    StartingPoint start = start(measure(5, 0.1));
    BallBound ball = start.ball();
    double root = ball.start();
    double inputs = start.layers().get(0).inputs();
    BallLoss farthest = ball.farthest();
    double whole = root * root / (2 * inputs);
    assertTrue(farthest.reach() <= whole);
    assertTrue(farthest.reach() >= 0.97 * whole, farthest + " of " + whole);
    for (double part : new double[] {0.01, 0.5, 0.9}) {
      BallLoss loss = ball.smallest(part * farthest.reach());
      double radius = loss.radius();
      double exact = root * radius - inputs * radius * radius / 2;
      assertTrue(loss.reach() >= part * farthest.reach());
      assertTrue(loss.reach() <= exact && loss.reach() >= 0.97 * exact, loss + " of " + exact);
      assertEquals(1, loss.reach() / (part * farthest.reach()), 1e-3, "the smallest radius");
    }
  }

  /** From u = 0: (w, b) move no more than they may, and nearly as much, where tanh is linear. */
  @Test
  void theInputsMoveAsTheCapSays() {
    BallBound ball = start(measure(0, 0.1)).ball();
    double least = Double.POSITIVE_INFINITY;
    Flow flow = new Flow(0);
    for (int step = 0; step < 4000; step++) {
      flow.step(1e-3);
      if (step % 200 == 199 && flow.way < 0.9 * ball.farthest().radius()) {
        double cap = ball.within(flow.way).inputs();
        assertTrue(flow.inputs() <= cap, "at " + flow.way + ": " + flow.inputs() + " " + cap);
        assertTrue(cap < 0.8 * flow.way, "less than the radius");
        least = Math.min(least, cap / flow.inputs());
      }
    }
    assertTrue(least < 1.35, "the cap is never near: " + least);
  }

  /** With the whole kernel, whose g is about all parts, too: near the ratio of the speeds. */
  @Test
  void theInputsMoveAsTheCapOfTheWholeKernelSays() {
    for (double u : new double[] {0.05, 0.4}) {
      StartingPoint start = start(measure(u, 0.1));
      BallBound whole = start.ball().with(TangentEstimate.of(start, kernel(u)));
      Flow flow = new Flow(u);
      double most = 0;
      for (int step = 0; step < 60; step++) {
        flow.step(2e-4);
        double cap = whole.within(flow.way).inputs();
        assertTrue(flow.inputs() <= cap, "at " + flow.way + ": " + flow.inputs() + " " + cap);
        most = Math.max(most, flow.inputs() / cap);
      }
      assertTrue(most > 0.8, "the cap is never near: " + most);
    }
  }

  private static TangentKernel kernel(double u) {
    HeldMeasure measure = measure(u, 0.1);
    HeldNetwork held =
        HeldNetwork.of(HeldNetwork.identity(1), HeldNetwork.identity(1), Activation.TANH, measure);
    try (InProcessEngine engine = new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
      return TangentKernel.of(
          held.network(),
          new Samples(1, 1, 1, new double[] {X}, new double[] {TARGET}),
          engine,
          measure.shape().blockSize(),
          held.kernels(),
          start(measure));
    }
  }

  /** Small steps of gradient descent on (1/2) |1.3 (x + mean u tanh(w x + b)) - y|^2 by hand. */
  private static final class Flow {
    private static final double SCALE = 1.3;
    private final double[] u = new double[SIGNS.length];
    private final double[] w = new double[SIGNS.length];
    private final double[] b = new double[SIGNS.length];
    private double way;

    Flow(double ofU) {
      for (int m = 0; m < w.length; m++) {
        w[m] = 0.1 * SIGNS[m];
        u[m] = ofU * SIGNS[m];
      }
    }

    void step(double size) {
      double state = X;
      for (int m = 0; m < u.length; m++) {
        state += u[m] * StrictMath.tanh(w[m] * X + b[m]) / u.length;
      }
      double adjoint = SCALE * (SCALE * state - TARGET);
      double squares = 0;
      for (int m = 0; m < u.length; m++) {
        double value = StrictMath.tanh(w[m] * X + b[m]);
        double slope = (1 - value * value) * u[m] * adjoint;
        double ofU = value * adjoint;
        squares += (ofU * ofU + slope * slope * (1 + X * X)) / u.length;
        u[m] -= size * ofU;
        w[m] -= size * slope * X;
        b[m] -= size * slope;
      }
      way += size * Math.sqrt(squares);
    }

    /** How far (w, b) are from where they started. */
    double inputs() {
      double squares = 0;
      for (int m = 0; m < w.length; m++) {
        double moved = w[m] - 0.1 * SIGNS[m];
        squares += (moved * moved + b[m] * b[m]) / w.length;
      }
      return Math.sqrt(squares);
    }
  }
}
