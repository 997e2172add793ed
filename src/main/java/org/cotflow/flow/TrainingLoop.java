package org.cotflow.flow;

import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.network.Loss;

/**
 * Runs the gradient flow: at every step the states go forward, the risk is taken, the adjoints go
 * backward and the particles move.
 *
 * <p>The row of a step speaks of the measure before its move. A measure is stored only after its
 * states turned out finite, and before it moves. The last step evaluates and does not move. Flow
 * time is {@code step * tau}, never accumulated.
 */
public final class TrainingLoop {
  private final FlowSpec flow;
  private final Engine engine;
  private final DepthSolver solver;
  private final Batches batches;
  private final int recordEvery;
  private final int snapshotEvery;

  /**
   * @param seed of the order of mini-batches
   * @param recordEvery flow steps between rows
   * @param snapshotEvery flow steps between stored measures
   */
  public TrainingLoop(
      TrainingProblem problem,
      FlowSpec flow,
      Engine engine,
      DepthSolver solver,
      long seed,
      int recordEvery,
      int snapshotEvery) {
    this.flow = flow;
    this.engine = engine;
    this.solver = solver;
    this.batches = new Batches(problem, flow.batch(), seed);
    this.recordEvery = recordEvery;
    this.snapshotEvery = snapshotEvery;
  }

  /** Why a run ended. */
  public enum End {
    ALL_STEPS,
    STOP_RULE,
    TIME_IS_UP,
    INTERRUPTED
  }

  /**
   * How a run ended.
   *
   * @param last the row of the last measure; null if interrupted
   */
  public record Outcome(End end, int step, StepRecord last) {}

  /**
   * Goes on from the measure the engine holds.
   *
   * @param firstStep the step this measure stands at
   * @param stored whether it is stored already
   * @throws org.cotflow.base.DivergedException where numbers stop being finite
   */
  public Outcome run(int firstStep, boolean stored, FlowObserver observer) {
    boolean gradientIsSmall = false;
    for (int step = firstStep; ; step++) {
      observer.begin(step);
      boolean interrupted = observer.interrupted();
      boolean timeIsUp = !interrupted && step > firstStep && observer.timeIsUp();
      boolean allSteps = step >= flow.steps() || reaches(flow.time(), step);
      boolean mayBeLast = interrupted || timeIsUp || allSteps || gradientIsSmall;
      Batch batch =
          batches.at(step, step % recordEvery == 0 || flow.stop().risk() != null || mayBeLast);
      Trajectory trajectory = solver.forward(engine, batch.initialStates());
      Loss.Evaluation evaluation = batch.evaluate(trajectory.last());
      boolean riskIsSmall = flow.stop().risk() != null && evaluation.risk() <= flow.stop().risk();
      boolean last = mayBeLast || riskIsSmall;
      if ((last || step % snapshotEvery == 0) && !(stored && step == firstStep)) {
        observer.store(step, flowTime(step));
      }
      if (interrupted) {
        return new Outcome(End.INTERRUPTED, step, null);
      }
      StepRecord row = moveAndDescribe(step, batch, trajectory, evaluation, last);
      if (last || step % recordEvery == 0) {
        observer.record(row);
      }
      if (last) {
        End end = allSteps ? End.ALL_STEPS : timeIsUp ? End.TIME_IS_UP : End.STOP_RULE;
        return new Outcome(end, step, row);
      }
      gradientIsSmall =
          flow.stop().gradient() != null && row.gradNormSquared() <= flow.stop().gradient();
    }
  }

  private StepRecord moveAndDescribe(
      int step, Batch batch, Trajectory trajectory, Loss.Evaluation evaluation, boolean last) {
    GradientDescent move = last ? GradientDescent.none(batch.count()) : descent(batch.count());
    double[][] sums =
        solver.backward(engine, trajectory, batch.lastAdjoints(evaluation.gradients()), move);
    GradientNorms norms = GradientNorms.of(engine.shape(), sums, flow, batches.bias());
    return batch.describe(
        step, flowTime(step), evaluation.risk(), norms, trajectory.last(), trajectory.report());
  }

  private GradientDescent descent(int sampleCount) {
    return new GradientDescent(
        sampleCount,
        flow.step() * flow.activeMultiplierU(),
        flow.step() * flow.activeMultiplierW(),
        batches.bias() ? flow.step() * flow.activeMultiplierB() : 0.0);
  }

  private double flowTime(int step) {
    return step * flow.step();
  }

  private boolean reaches(Double time, int step) {
    return time != null && flowTime(step) >= time * (1 - 1e-12);
  }
}
