package org.cotflow.flow;

import org.cotflow.depth.BlockMove;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.SolverReport;
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
  private final FlowSpec flow;
  private final Engine engine;
  private final DepthSolver solver;
  private final boolean bias;
  private final BlockWeights multipliers;
  private SolverReport report;
  private double taken;
  private boolean measuring = true;

  DescentSteps(FlowSpec flow, Engine engine, DepthSolver solver, boolean bias) {
    this.flow = flow;
    this.engine = engine;
    this.solver = solver;
    this.bias = bias;
    this.multipliers = BlockWeights.multipliers(flow, bias);
  }

  /** Does without the displacements, which nobody needs. */
  void measureNoDisplacements() {
    measuring = false;
  }

  @Override
  public double move(Evaluated from, double step) {
    GradientDescent descent =
        new GradientDescent(
            from.batch().count(),
            step * multipliers.u(),
            step * multipliers.w(),
            step * multipliers.b());
    // Mini-batches follow no flow whose balance could be kept.
    boolean measured = measuring && from.batch().full();
    return move(from, step, measured ? new MeasuredDescent(descent) : descent);
  }

  /** Measures the gradient and leaves the particles where they are. */
  void rest(Evaluated at) {
    move(at, 0, GradientDescent.none(at.batch().count()));
  }

  private double move(Evaluated from, double step, BlockMove move) {
    report = solver.backward(engine, from.trajectory(), from.lastAdjoints(), move);
    taken = step;
    return step;
  }

  @Override
  public StepSums end() {
    double[][] sums = solver.endMove(engine);
    GradientNorms norms = GradientNorms.of(engine.shape(), sums, flow, bias);
    boolean measured = sums[0].length > MeasuredDescent.WAY;
    double way =
        measured ? multipliers.inverse().mean(engine.shape(), sums, MeasuredDescent.WAY) : 0;
    return new StepSums(norms, measured ? way / taken : 0, taken * norms.dissipation(), report, 0);
  }
}
