package org.cotflow.launch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.SparkSpec;
import org.cotflow.spark.IndependentTasks;
import org.cotflow.spark.SparkEngine;
import org.cotflow.sweep.TrialRunner;
import org.cotflow.sweep.trial.Trial;
import org.cotflow.sweep.trial.TrialInputs;
import org.cotflow.sweep.trial.TrialResult;

/**
 * Does the runs of a sweep on Spark: runs that one core and its share of an executor's memory can
 * take as one task each, the most expensive first; then the others one after another, each on the
 * whole cluster. So no small run waits for a wide one, and both have all the memory.
 */
public final class SparkTrialRunner implements TrialRunner {
  /** Part of an executor's heap that tasks may fill together. */
  private static final double USABLE = 0.5;

  /** A pass over a layer that takes one core less than this is not worth a job. */
  private static final double WORTH_A_JOB = 0.05;

  private final JavaSparkContext context;
  private final SparkSpec spec;
  private final double memoryOfCore;

  public SparkTrialRunner(JavaSparkContext context, SparkSpec spec) {
    this(context, spec, memoryOfCore(context));
  }

  /**
   * As above.
   *
   * @param memoryOfCore bytes that a task may fill
   */
  public SparkTrialRunner(JavaSparkContext context, SparkSpec spec, double memoryOfCore) {
    this.context = context;
    this.spec = spec;
    this.memoryOfCore = memoryOfCore;
  }

  @Override
  public void run(List<Weighed> weighed, TrialInputs inputs, ResultSink done, BooleanSupplier stop)
      throws IOException {
    List<Weighed> ordered = new ArrayList<>(weighed);
    ordered.sort(Comparator.comparingDouble(Weighed::seconds).reversed());
    double all = ordered.stream().mapToDouble(Weighed::seconds).sum();
    Map<Boolean, List<Weighed>> wide =
        ordered.stream().collect(Collectors.partitioningBy(one -> isWide(one, all)));
    runOnOneCore(wide.get(false), inputs, done, stop);
    for (Weighed one : wide.get(true)) {
      TrialResult result = stop.getAsBoolean() ? null : one.task().run(inputs, onCluster(), stop);
      if (result != null) {
        done.take(one.task(), result);
      }
    }
  }

  private void runOnOneCore(
      List<Weighed> small, TrialInputs inputs, ResultSink done, BooleanSupplier stop)
      throws IOException {
    List<SmallRun> tasks = small.stream().map(one -> new SmallRun(one.task())).toList();
    try {
      new IndependentTasks(context).run(tasks, inputs, new Results(tasks, done), stop);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isWide(Weighed run, double secondsOfAll) {
    int cores = Math.max(1, context.defaultParallelism());
    boolean outlasts = run.seconds() > 1.05 * secondsOfAll / cores && cores > 1;
    return run.bytes() > memoryOfCore || outlasts && run.passSeconds() > WORTH_A_JOB;
  }

  private static double memoryOfCore(JavaSparkContext context) {
    int cores = Math.max(1, context.defaultParallelism());
    if (context.isLocal()) {
      return USABLE * Runtime.getRuntime().maxMemory() / cores;
    }
    int executors = Math.max(1, context.sc().getExecutorMemoryStatus().size() - 1);
    double heap = context.getConf().getSizeAsBytes("spark.executor.memory", "1g");
    return USABLE * heap * executors / cores;
  }

  private EngineFactory onCluster() {
    return (shape, source, activation) ->
        SparkEngine.start(context, shape, source, activation, spec, null);
  }

  /** Passes on the outcomes of the runs. */
  private record Results(List<SmallRun> tasks, ResultSink done)
      implements IndependentTasks.Sink<TrialResult> {
    @Override
    public void take(int index, TrialResult result) throws IOException {
      done.take(tasks.get(index).task, result);
    }

    @Override
    public void failed(int index, String reason, Throwable failure) throws IOException {
      take(index, tasks.get(index).task.notRun(reason));
    }
  }

  /** A run as a task on one core. */
  private static final class SmallRun implements IndependentTasks.Work<TrialInputs, TrialResult> {
    private static final long serialVersionUID = 1L;

    private final Trial task;

    SmallRun(Trial task) {
      this.task = task;
    }

    @Override
    public TrialResult run(TrialInputs inputs, BooleanSupplier interrupted) {
      return task.run(inputs, EngineFactory.inProcess(1), interrupted);
    }
  }
}
