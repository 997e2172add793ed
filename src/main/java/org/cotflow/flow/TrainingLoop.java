package org.cotflow.flow;

import org.cotflow.base.DivergedException;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.SolverReport;
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
  private SolverReport report;

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
    Evaluated before = null;
    for (int step = firstStep; ; step++) {
      observer.begin(step);
      boolean interrupted = observer.interrupted();
      boolean timeIsUp = !interrupted && step > firstStep && observer.timeIsUp();
      boolean allSteps = step >= flow.steps() || reaches(flow.time(), step);
      Evaluated now = evaluate(step, interrupted || timeIsUp || allSteps);
      observer.evaluated(step, now.trajectory(), now.batch().firstTrainRow());
      boolean gradientIsSmall = before != null && finish(before, observer);
      boolean atRest = gradientIsSmall || isAtMost(now.loss().risk(), flow.stop().risk());
      boolean last = interrupted || timeIsUp || allSteps || atRest;
      if ((last || step % snapshotEvery == 0) && !(stored && step == firstStep)) {
        observer.store(step, flowTime(step));
      }
      if (interrupted) {
        return new Outcome(End.INTERRUPTED, step, null);
      }
      moveParticles(now, last);
      if (last) {
        StepRecord row = described(now);
        observer.record(row);
        End end = allSteps ? End.ALL_STEPS : timeIsUp ? End.TIME_IS_UP : End.STOP_RULE;
        return new Outcome(end, step, row);
      }
      before = now;
    }
  }

  /** A step's rows and their states; its gradient norms come with the end of its move. */
  private record Evaluated(int step, Batch batch, Trajectory trajectory, Loss.Evaluation loss) {}

  private Evaluated evaluate(int step, boolean last) {
    try {
      return evaluated(step, last);
    } catch (DivergedException diverged) {
      throw diverged.at(step);
    }
  }

  private Evaluated evaluated(int step, boolean last) {
    boolean mayStopHere = flow.stop().risk() != null || flow.stop().gradient() != null;
    Batch batch =
        batches.at(step, solver.remembersRows() || last || mayStopHere || step % recordEvery == 0);
    Trajectory trajectory = solver.forward(engine, batch.initialStates(), batch.count());
    return new Evaluated(step, batch, trajectory, batch.evaluate(trajectory.last()));
  }

  private void moveParticles(Evaluated now, boolean last) {
    int count = now.batch().count();
    double[] lastAdjoints = now.batch().lastAdjoints(now.loss().gradients());
    GradientDescent move = last ? GradientDescent.none(count) : descent(count);
    try {
      report = solver.backward(engine, now.trajectory(), lastAdjoints, move);
    } catch (DivergedException diverged) {
      throw diverged.at(now.step());
    }
  }

  /**
   * Records a step whose move has ended, if it is to be recorded; true where its gradient is small.
   */
  private boolean finish(Evaluated before, FlowObserver observer) {
    StepRecord row = described(before);
    if (before.step() % recordEvery == 0) {
      observer.record(row);
    }
    return isAtMost(row.gradNormSquared(), flow.stop().gradient());
  }

  private StepRecord described(Evaluated step) {
    GradientNorms norms =
        GradientNorms.of(engine.shape(), moveSums(step.step()), flow, batches.bias());
    return step.batch()
        .describe(
            step.step(),
            flowTime(step.step()),
            step.loss().risk(),
            norms,
            step.trajectory().last(),
            report);
  }

  private double[][] moveSums(int step) {
    try {
      return solver.endMove(engine);
    } catch (DivergedException diverged) {
      throw diverged.at(step);
    }
  }

  private static boolean isAtMost(double value, Double bound) {
    return bound != null && value <= bound;
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
