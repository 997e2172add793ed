package org.cotflow.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.engine.ListSink;
import org.cotflow.flow.FlowSpec.Method;
import org.cotflow.flow.FlowSpec.StopSpec;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.NetworkSpec.ReadoutKind;

/**
 * A small network trained by the real loop.
 *
 * @param rows one a step
 * @param last the particles at the end
 */
record FlowRun(MeasureShape shape, List<StepRecord> rows, List<ParticleBlock> last) {

  static SmallProblem problem(Activation activation, double uStd, int sampleCount) {
    return SmallProblem.of(
        activation,
        LossKind.SQUARED,
        EmbeddingKind.PAD,
        ReadoutKind.TAIL,
        new Sweep(ButcherTableau.EULER),
        sampleCount,
        uStd);
  }

  /** All blocks move, at different speeds. */
  static FlowSpec flow(Method method, double time, int steps) {
    return flow(method, time / steps, 1e-10, steps, null);
  }

  static FlowSpec adaptive(double tolerance, double firstStep, double time) {
    return flow(Method.ADAPTIVE, firstStep, tolerance, 100_000, time);
  }

  private static FlowSpec flow(
      Method method, double step, double tolerance, int steps, Double time) {
    StopSpec never = new StopSpec(null, null, null, null, false);
    return new FlowSpec(
        method,
        step,
        tolerance,
        steps,
        time,
        null,
        null,
        new FlowSpec.Multipliers(Neuron.parts(2, 1, 0.5)),
        never);
  }

  static FlowRun of(SmallProblem problem, FlowSpec flow) {
    return of(problem, flow, engine -> {});
  }

  /**
   * @param watcher sees the measure of every step before it moves
   */
  static FlowRun of(SmallProblem problem, FlowSpec flow, Consumer<Engine> watcher) {
    try (InProcessEngine engine = problem.engine(problem.measure(), 1)) {
      Rows rows = new Rows(engine, watcher);
      new TrainingLoop(
              problem.problem(), flow, engine, new Sweep(ButcherTableau.EULER), 3, 1, 1_000_000)
          .run(0, true, rows);
      return new FlowRun(engine.shape(), rows.rows, ListSink.read(engine));
    }
  }

  StepRecord lastRow() {
    return rows.get(rows.size() - 1);
  }

  /** The distance of particle to particle at the end, in the plain COT norm. */
  double distance(FlowRun other) {
    double squares = 0;
    for (int b = 0; b < last.size(); b++) {
      ParticleBlock block = last.get(b);
      double mass = 1.0 / (shape.layerCount() * shape.width(block.layer()));
      for (int i = 0; i < block.values().length; i++) {
        double gap = block.values()[i] - other.last.get(b).values()[i];
        squares += mass * gap * gap;
      }
    }
    return Math.sqrt(squares);
  }

  /** The squared way of all particles in the metric of {@link #flow}'s multipliers. */
  static double squaredWay(HeldMeasure from, HeldMeasure to) {
    double squares = 0;
    for (int b = 0; b < from.blocks().size(); b++) {
      ParticleBlock block = from.blocks().get(b);
      double mass = 1.0 / (from.shape().layerCount() * from.shape().width(block.layer()));
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < 2 * block.stateDim() + 1; j++) {
          double multiplier = j < block.stateDim() ? 2 : j < 2 * block.stateDim() ? 1 : 0.5;
          int at = block.index(m, j);
          double gap = to.blocks().get(b).values()[at] - block.values()[at];
          squares += mass * gap * gap / multiplier;
        }
      }
    }
    return squares;
  }

  /** The slope of log errors over log steps, where the steps halve from one to the next. */
  static double slope(double[] errors) {
    int n = errors.length;
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < n; i++) {
      double at = i - (n - 1) / 2.0;
      sum -= at * StrictMath.log(errors[i]);
      weight += at * at;
    }
    return sum / weight / StrictMath.log(2);
  }

  private static final class Rows implements FlowObserver {
    private final List<StepRecord> rows = new ArrayList<>();
    private final Engine engine;
    private final Consumer<Engine> watcher;

    Rows(Engine engine, Consumer<Engine> watcher) {
      this.engine = engine;
      this.watcher = watcher;
    }

    @Override
    public void hold(int step, double flowTime) {
      watcher.accept(engine);
    }

    @Override
    public void record(StepRecord row) {
      rows.add(row);
    }
  }
}
