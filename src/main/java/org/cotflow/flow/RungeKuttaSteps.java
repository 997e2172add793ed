package org.cotflow.flow;

import org.cotflow.base.DivergedException;
import org.cotflow.base.UserInputException;
import org.cotflow.depth.BackwardPass;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.SolverReport;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;

/**
 * Steps of several stages, each an ordinary forward and backward pass whose move is a {@link
 * StageMove}. The first stage uses the evaluation that the step records. The others evaluate only
 * the step's batch, with a solver that keeps no memory, so that a resumed run finds the same bits.
 *
 * <p>With the path p of {@link FlowTableau} moved so that it ends where the particles are, and S
 * the sums of its slope's variation,
 *
 * <pre>
 *   int |p'|^2 dt = |omega_{n+1} - omega_n|_m^2 / tau + tau S_m,     int D dt = tau sum_j b_j D_j
 * </pre>
 *
 * (our derivation, docs/math.md section 4). Where the tableau has an error estimate, a step whose
 * error in the COT norm |.|_m exceeds the tolerance is taken back and tried again, shorter.
 */
final class RungeKuttaSteps implements Stepper {
  private static final double[] NO_ROWS = {};

  private final FlowTableau tableau;
  private final StepSizeControl control;
  private final Engine engine;
  private final DepthSolver solver;
  private final DepthSolver stageSolver;
  private final boolean bias;
  private final LayerMultipliers multipliers;
  private final StageMove.Closing closing;

  private BackwardPass moving;
  private GradientNorms norms;
  private double dissipation;
  private double[][] closingSums;
  private SolverReport report;
  private double taken;
  private double next;
  private int rejected;

  RungeKuttaSteps(
      FlowTableau tableau, FlowSpec flow, Engine engine, DepthSolver solver, boolean bias) {
    this.tableau = tableau;
    this.control =
        tableau.embedded() == null
            ? null
            : new StepSizeControl(flow.tolerance(), tableau.method().order());
    this.engine = engine;
    this.solver = solver;
    this.stageSolver = solver.withoutMemory();
    this.bias = bias;
    this.multipliers = LayerMultipliers.of(flow, engine.shape().layouts(), bias);
    this.closing =
        new StageMove.Closing(
            tableau.slopeVariation(), tableau.embedded() == null ? null : tableau.errorWeights());
  }

  @Override
  public double move(Evaluated from, double step) {
    norms = null;
    rejected = 0;
    taken = step;
    moving = solver.backward(engine, from.trajectory(), from.lastAdjoints(), stage(0, from));
    report = moving.report();
    if (control == null) {
      laterStages(from);
    } else {
      moveWithinTolerance(from);
    }
    return taken;
  }

  private void moveWithinTolerance(Evaluated from) {
    while (true) {
      DivergedException diverged = null;
      double error = Double.NaN;
      try {
        laterStages(from);
        collect(tableau.stages() - 1);
        error = error();
      } catch (DivergedException beyond) {
        diverged = beyond;
        collectFirst();
        engine.finishMove();
      }
      if (control.accepts(error)) {
        next = control.afterAccepted(taken, error, rejected > 0);
        return;
      }
      taken = control.afterRejected(taken, error);
      rejected++;
      if (control.isHopeless(from.flowTime(), taken, rejected)) {
        throw diverged != null ? diverged : tooShort(from);
      }
      beginAgain();
    }
  }

  private UserInputException tooShort(Evaluated from) {
    return new UserInputException(
        "flow.tolerance = "
            + control.tolerance()
            + ": at step "
            + from.step()
            + ", flow time "
            + from.flowTime()
            + ", all steps down to "
            + taken
            + " have larger errors; give a larger tolerance");
  }

  /** All stages but the first; the move of the last one is still to be finished. */
  private void laterStages(Evaluated from) {
    Batch batch = from.batch();
    double[] initialStates = batch.leadingStates();
    dissipation = 0;
    if (rejected > 0) {
      dissipation = tableau.method().b()[0] * norms.dissipation();
    }
    for (int i = 1; i < tableau.stages(); i++) {
      engine.describe("step " + from.step() + ", stage " + (i + 1));
      Trajectory trajectory = stageSolver.forward(engine, initialStates, batch.count());
      collect(i - 1);
      double[] lossGradients = batch.evaluate(trajectory.last()).gradients();
      moving =
          stageSolver.backward(
              engine, trajectory, batch.lastAdjoints(lossGradients), stage(i, from));
      report = report.and(moving.report());
    }
  }

  private StageMove stage(int i, Evaluated from) {
    boolean last = i == tableau.stages() - 1;
    return new StageMove(
        from.batch().count(),
        i,
        last && tableau.method().endsAtLastStage() ? null : tableau.positionAfter(i),
        multipliers.steps(taken),
        last ? closing : null);
  }

  /** Takes up the sums of a stage, where nobody has yet. */
  private void collect(int stage) {
    if (moving == null) {
      return;
    }
    double[][] sums = moving.finishMove(engine);
    moving = null;
    GradientNorms own = GradientNorms.of(engine.shape(), sums, multipliers, bias);
    dissipation = Math.fma(tableau.method().b()[stage], own.dissipation(), dissipation);
    if (stage == 0) {
      norms = own;
    }
    if (stage == tableau.stages() - 1) {
      closingSums = sums;
    }
  }

  /** After an attempt that diverged. If the first stage is not finite either, the run ends. */
  private void collectFirst() {
    if (norms == null) {
      collect(0);
    }
    moving = null;
  }

  /** Takes the particles from the base to the second stage of a step of another length. */
  private void beginAgain() {
    StageMove.Again again =
        new StageMove.Again(tableau.positionAfter(0)[0], multipliers.steps(taken));
    for (int layer = engine.layerCount() - 1; layer >= 0; layer--) {
      engine.move(layer, NO_ROWS, NO_ROWS, again);
    }
    engine.finishMove();
  }

  /** The estimate of the last attempt's error, in the COT norm. */
  private double error() {
    return taken
        * Math.sqrt(multipliers.mean(engine.shape(), closingSums, StageMove.error(parts())));
  }

  private int parts() {
    return multipliers.partCount();
  }

  /** The length that the error of the last step suggests for the next one. */
  double next() {
    return next;
  }

  @Override
  public StepSums end() {
    collect(tableau.stages() - 1);
    double way =
        multipliers.inverse().mean(engine.shape(), closingSums, GradientDescent.way(parts()));
    double variation = multipliers.mean(engine.shape(), closingSums, StageMove.variation(parts()));
    double speed = Math.fma(taken, variation, way / taken);
    return new StepSums(norms, speed, taken * dissipation, report, rejected);
  }
}
