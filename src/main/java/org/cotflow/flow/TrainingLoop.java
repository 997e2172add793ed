package org.cotflow.flow;

import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.DivergedException;
import org.cotflow.data.DataPart;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.network.Loss;

/**
 * Runs the gradient flow: at every step the states go forward, the risk is taken, the adjoints go
 * backward and the particles move, by the stages of the flow method.
 *
 * <p>The row of a step describes the measure before its move. A measure is stored only if its
 * states are finite, and before it moves. The last step evaluates and does not move. Flow time is
 * {@code step * tau}, never accumulated, but for the adaptive method, whose steps add up.
 */
public final class TrainingLoop {
  private static final String TIME = "flow-time";
  private static final String BALANCE = "flow-balance";

  /** States of all layers, in numbers, up to which recorded rows travel with the batch. */
  private static final long MOST_ACCOMPANIED = 1 << 22;

  private final FlowSpec flow;
  private final Engine engine;
  private final DepthSolver solver;
  private final TrainingProblem problem;
  private final Batches batches;
  private final int recordEvery;
  private final int snapshotEvery;
  private final DescentSteps descent;
  private final RungeKuttaSteps stages;
  private final boolean adaptive;
  private double adaptiveTime;
  private double adaptiveStep;
  private Balance balance;
  private BestStep best;
  private Stepper moving;

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
    this.problem = problem;
    this.batches = new Batches(problem, flow.batch(), seed);
    this.recordEvery = recordEvery;
    this.snapshotEvery = snapshotEvery;
    this.descent = new DescentSteps(flow, engine, solver, batches.bias());
    FlowTableau tableau = FlowTableau.of(flow.method());
    this.stages =
        tableau == null ? null : new RungeKuttaSteps(tableau, flow, engine, solver, batches.bias());
    this.adaptive = tableau != null && tableau.embedded() != null;
    this.adaptiveStep = flow.step();
  }

  /** Why a run ended. */
  public enum End {
    ALL_STEPS,
    STOP_RULE,
    /** The risk of the validation part has not become smaller for long enough. */
    PATIENCE,
    /** The flow is proved to converge from here. */
    CERTIFIED,
    TIME_IS_UP,
    INTERRUPTED
  }

  /**
   * How a run ended.
   *
   * @param last the row of the last measure; null if interrupted
   * @param predictions of the last measure, for each part that has samples; empty if interrupted
   */
  public record Outcome(End end, int step, StepRecord last, Map<DataPart, double[]> predictions) {}

  /** Restores what {@link FlowObserver#store} was given, before a run that continues from there. */
  public void remember(Map<String, double[]> memory) {
    double[] time = memory.get(TIME);
    if (time != null) {
      adaptiveTime = time[0];
      adaptiveStep = time[1];
    }
    double[] sums = memory.get(BALANCE);
    balance = sums == null ? null : new Balance(sums[0], sums[1], sums[2]);
    best = BestStep.remembered(memory);
  }

  /** The state of the loop that the next step needs besides particles and the solver's memory. */
  private Map<String, double[]> memory() {
    Map<String, double[]> memory = new TreeMap<>();
    if (adaptive) {
      memory.put(TIME, new double[] {adaptiveTime, adaptiveStep});
    }
    if (balance != null) {
      double[] sums = {balance.initialRisk(), balance.speed(), balance.dissipation()};
      memory.put(BALANCE, sums);
    }
    if (best != null) {
      best.putInto(memory);
    }
    return memory;
  }

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
      boolean timeIsUp = step > firstStep && observer.timeIsUp();
      boolean allSteps = step >= flow.steps() || reaches(flow.time(), step);
      boolean accompanied = mayAccompany(observer) && mayBeRecorded(step, timeIsUp || allSteps);
      Evaluated now = evaluate(step, accompanied);
      observer.evaluated(step, now.trajectory(), now.batch().firstRow(DataPart.TRAIN));
      boolean gradientIsSmall = before != null && finish(before, observer);
      now = step % recordEvery == 0 ? withParts(now) : now;
      beginBalance(now);
      boolean atRest = gradientIsSmall || isAtMost(now.loss().risk(), flow.stop().risk());
      BestStep bestNow = bestWith(now);
      boolean patienceIsOver = isOver(bestNow);
      boolean certified = flow.stop().certified() && observer.converges(step);
      // Asked as late as possible: particles that have begun to move cannot be stored.
      boolean interrupted = observer.interrupted();
      boolean last = interrupted || timeIsUp || allSteps || atRest || patienceIsOver || certified;
      if ((last || step % snapshotEvery == 0) && !(stored && step == firstStep)) {
        observer.store(step, now.flowTime(), memory());
      }
      if (interrupted) {
        return new Outcome(End.INTERRUPTED, step, null, Map.of());
      }
      best = bestNow; // a run that goes on from here counts this step again
      now = last ? withParts(now) : now;
      if (last || step % recordEvery == 0) {
        observer.hold(step, now.flowTime());
      }
      if (!observer.readsStates()) {
        solver.release(engine, now.trajectory());
      }
      moveParticles(now, last);
      if (last) {
        StepRecord row = described(now, end(step));
        observer.record(row);
        End why = certified ? End.CERTIFIED : end(allSteps, timeIsUp, atRest);
        return new Outcome(why, step, row, now.parts().values());
      }
      before = now.withoutStates();
    }
  }

  private static End end(boolean allSteps, boolean timeIsUp, boolean atRest) {
    if (allSteps) {
      return End.ALL_STEPS;
    }
    return timeIsUp ? End.TIME_IS_UP : atRest ? End.STOP_RULE : End.PATIENCE;
  }

  /**
   * Only the steps that are recorded in any run count, so not the one at which a run happens to
   * end.
   */
  private BestStep bestWith(Evaluated now) {
    Double risk =
        now.step() % recordEvery == 0 ? now.parts().quality(DataPart.VALIDATION).risk() : null;
    return risk == null ? best : BestStep.after(best, now.step(), risk);
  }

  private boolean isOver(BestStep now) {
    Integer patience = flow.stop().patience();
    return patience != null && now != null && now.waited() >= patience;
  }

  /**
   * Whether the rows that a recorded step needs travel with its batch. Where rows do not depend on
   * each other they may also go through the layers afterward, in chunks: the bits are the same. So
   * they do where their states would fill the memory and a pass costs nothing by itself.
   */
  private boolean mayAccompany(FlowObserver observer) {
    return !solver.keepsRowsApart()
        || engine.counters() != null
        || observer.readsStates()
        || fitsTogether(batches.accompaniedRows(), engine.stateDim(), engine.layerCount());
  }

  /** Whether so many rows travel together in process, recorded ones with the batch. */
  public static boolean fitsTogether(double rows, int stateDim, int layerCount) {
    return rows * stateDim * (layerCount + 1.0) <= MOST_ACCOMPANIED;
  }

  /** How many rows travel at a time where they do not travel with the batch. */
  public static int rowsAtOnce(int stateDim) {
    return PartPredictions.rowsAtOnce(stateDim);
  }

  private boolean mayBeRecorded(int step, boolean last) {
    boolean mayStopHere = flow.stop().risk() != null || flow.stop().gradient() != null;
    return solver.remembersRows() || last || mayStopHere || step % recordEvery == 0;
  }

  private Evaluated evaluate(int step, boolean accompanied) {
    try {
      Batch batch = batches.at(step, accompanied);
      Trajectory trajectory = solver.forward(engine, batch.initialStates(), batch.count());
      Loss.Evaluation loss = batch.evaluate(trajectory.last());
      return new Evaluated(step, flowTime(step), batch, trajectory, loss, null);
    } catch (DivergedException diverged) {
      throw diverged.at(step);
    }
  }

  /** With the predictions for all parts, at the measure that has not moved yet. */
  private Evaluated withParts(Evaluated now) {
    if (now.parts() != null) {
      return now;
    }
    DepthSolver apart = solver.withoutMemory();
    try {
      return now.with(
          PartPredictions.of(
              problem, now.batch(), now.trajectory().last(), states -> apart.last(engine, states)));
    } catch (DivergedException diverged) {
      throw diverged.at(now.step());
    }
  }

  /** With mini-batches there is no flow of one risk, so there is no balance. */
  private void beginBalance(Evaluated now) {
    if (now.step() == 0 && now.batch().full()) {
      balance = new Balance(now.loss().risk(), 0, 0);
    }
  }

  private void moveParticles(Evaluated now, boolean last) {
    try {
      if (last) {
        descent.rest(now);
        moving = descent;
      } else if (adaptive) {
        moveAdaptively(now);
      } else {
        moving = stages == null ? descent : stages;
        moving.move(now, flow.step());
      }
    } catch (DivergedException diverged) {
      throw diverged.at(now.step());
    }
  }

  /** The step that reaches the time at which the run ends is cut to end there exactly. */
  private void moveAdaptively(Evaluated now) {
    double left = flow.time() == null ? Double.POSITIVE_INFINITY : flow.time() - adaptiveTime;
    boolean cut = adaptiveStep >= left * (1 - 1e-9);
    double wanted = cut ? left : adaptiveStep;
    double taken = stages.move(now, wanted);
    moving = stages;
    boolean ends = cut && taken == wanted;
    adaptiveTime = ends ? flow.time() : adaptiveTime + taken;
    adaptiveStep = ends ? Math.max(adaptiveStep, stages.next()) : stages.next();
  }

  /**
   * Records a step whose move has ended, if it is to be recorded; true where its gradient is small.
   */
  private boolean finish(Evaluated before, FlowObserver observer) {
    StepSums sums = end(before.step());
    StepRecord row = described(before, sums);
    if (balance != null) {
      balance = balance.after(sums);
    }
    if (before.step() % recordEvery == 0) {
      observer.record(row);
    }
    return isAtMost(row.gradNormSquared(), flow.stop().gradient());
  }

  private StepRecord described(Evaluated step, StepSums sums) {
    return step.describe(sums, balance, best, adaptive ? (Integer) sums.rejected() : null);
  }

  private StepSums end(int step) {
    try {
      return moving.end();
    } catch (DivergedException diverged) {
      throw diverged.at(step);
    }
  }

  private static boolean isAtMost(double value, Double bound) {
    return bound != null && value <= bound;
  }

  private double flowTime(int step) {
    return adaptive ? adaptiveTime : step * flow.step();
  }

  private boolean reaches(Double time, int step) {
    return time != null && flowTime(step) >= time * (1 - 1e-12);
  }
}
