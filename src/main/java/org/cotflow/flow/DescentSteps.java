package org.cotflow.flow;

import org.cotflow.depth.BackwardPass;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.DepthSolver;
import org.cotflow.engine.Engine;

/**
 * Explicit Euler steps, which are gradient descent. The path of a step is the straight line, on
 * which
 *
 * <pre>
 *   int |mu'|^2 dt = |omega_{n+1} - omega_n|_m^2 / tau,     int D dt = tau D_n
 * </pre>
 */
final class DescentSteps implements Stepper {
  private final Engine engine;
  private final DepthSolver solver;
  private final boolean bias;
  private final LayerMultipliers multipliers;
  private BackwardPass passed;
  private double taken;
  private boolean measuring;

  DescentSteps(FlowSpec flow, Engine engine, DepthSolver solver, boolean bias) {
    this.engine = engine;
    this.solver = solver;
    this.bias = bias;
    this.multipliers = LayerMultipliers.of(flow, engine.shape().layouts(), bias);
  }

  @Override
  public double move(Evaluated from, double step) {
    GradientDescent descent = new GradientDescent(from.batch().count(), multipliers.steps(step));
    // Mini-batches follow no flow whose balance could be kept.
    measuring = from.batch().full();
    return move(from, step, descent);
  }

  /** Measures the gradient and leaves the particles where they are. */
  void rest(Evaluated at) {
    measuring = false;
    move(at, 0, GradientDescent.none(at.batch().count(), engine.shape().layouts()));
  }

  private double move(Evaluated from, double step, BlockMove move) {
    passed = solver.backward(engine, from.trajectory(), from.lastAdjoints(), move);
    taken = step;
    return step;
  }

  @Override
  public StepSums end() {
    double[][] sums = passed.finishMove(engine);
    GradientNorms norms = GradientNorms.of(engine.shape(), sums, multipliers, bias);
    double way =
        measuring
            ? multipliers
                .inverse()
                .mean(engine.shape(), sums, GradientDescent.way(multipliers.partCount()))
            : 0;
    return new StepSums(
        norms, measuring ? way / taken : 0, taken * norms.dissipation(), passed.report(), 0);
  }
}
