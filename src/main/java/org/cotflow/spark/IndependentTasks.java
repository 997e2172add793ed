package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.spark.CotflowKryoRegistrator.Opaque;
import scala.concurrent.ExecutionContext;
import scala.runtime.BoxedUnit;

/**
 * Does independent tasks, each as a Spark job of one task on one core, and delivers their results
 * as they come. Tasks start in the order given.
 *
 * <p>A task fails only after it has failed, or lost its executor, as often as Spark allows; the
 * other tasks go on. When an executor is lost, Spark counts a failure for every task on it, not
 * only for the task that caused it. So tasks that failed in this way are tried once more after all
 * others, one at a time.
 *
 * @param context of which all cores are used
 */
public record IndependentTasks(JavaSparkContext context) {
  private static final long PATIENCE_MILLIS = 200;

  /** Jobs submitted at once: per core, and at least. Spark should always have a next job. */
  private static final int AHEAD_PER_CORE = 4;

  private static final int AHEAD = 64;
  private static final String EXECUTOR_LOST = "ExecutorLostFailure";

  /**
   * The work of a task.
   *
   * @param <S> what all tasks share
   * @param <R> its result
   */
  public interface Work<S extends Serializable, R extends Serializable> extends Serializable {
    /**
     * @param interrupted true once the result is no longer wanted
     * @return null for none
     */
    R run(S shared, BooleanSupplier interrupted);
  }

  /** Takes results on the calling thread. */
  public interface Sink<R> {
    void take(int index, R result) throws Exception;

    /**
     * Receives a task that Spark has given up. By default this ends the call.
     *
     * @param reason in one line
     */
    default void failed(int index, String reason, Throwable failure) throws Exception {
      throw new SparkFailureException("independent task " + index, failure);
    }
  }

  /**
   * Does all tasks.
   *
   * @param shared sent to each executor once
   * @param stop asked from time to time; if true, running tasks are abandoned and no other starts
   * @throws Exception what the sink throws
   * @throws SparkFailureException where Spark cannot go on
   */
  public <S extends Serializable, R extends Serializable> void run(
      List<? extends Work<S, R>> tasks, S shared, Sink<R> sink, BooleanSupplier stop)
      throws Exception {
    if (tasks.isEmpty() || stop.getAsBoolean()) {
      return;
    }
    Broadcast<Opaque> sent = context.broadcast(new Opaque(shared));
    try {
      new Jobs<>(context, tasks, new Each<S, R>(sent), sink).run(stop);
    } finally {
      sent.destroy();
    }
  }

  /** The outcome of a task: a result or a failure. */
  private record Arrived(int index, Opaque result, Throwable failure) {}

  /** The jobs of one call. */
  private static final class Jobs<S extends Serializable, R extends Serializable> {
    private final JavaSparkContext context;
    private final List<? extends Work<S, R>> tasks;
    private final Each<S, R> each;
    private final Sink<R> sink;
    private final String group = "tasks " + UUID.randomUUID();
    private final Queue<Integer> waiting = new ArrayDeque<>();
    private final Map<Integer, SimpleFutureAction<Void>> underWay = new HashMap<>();
    private final List<Integer> suspects = new ArrayList<>();
    private final LinkedBlockingQueue<Arrived> arrivals = new LinkedBlockingQueue<>();
    private boolean oneAtATime;

    Jobs(
        JavaSparkContext context, List<? extends Work<S, R>> tasks, Each<S, R> each, Sink<R> sink) {
      this.context = context;
      this.tasks = tasks;
      this.each = each;
      this.sink = sink;
    }

    void run(BooleanSupplier stop) throws Exception {
      for (int index = 0; index < tasks.size(); index++) {
        waiting.add(index);
      }
      try {
        while (submitNext() && !stop.getAsBoolean()) {
          Arrived one = arrivals.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
          if (one != null) {
            take(one);
          }
        }
        for (Arrived one = arrivals.poll(); one != null; one = arrivals.poll()) {
          take(one);
        }
      } finally {
        underWay.values().forEach(SimpleFutureAction::cancel);
      }
    }

    /** Submits jobs up to the number allowed at once; false when all tasks have ended. */
    private boolean submitNext() {
      if (waiting.isEmpty() && underWay.isEmpty()) {
        oneAtATime = true;
        waiting.addAll(suspects);
        suspects.clear();
      }
      int atOnce = Math.max(AHEAD, AHEAD_PER_CORE * context.defaultParallelism());
      while (!waiting.isEmpty() && underWay.size() < (oneAtATime ? 1 : atOnce)) {
        int index = waiting.remove();
        underWay.put(index, submit(index));
      }
      return !underWay.isEmpty();
    }

    /** An RDD for each: Spark gives up all jobs that read the RDD of a stage that failed. */
    private SimpleFutureAction<Void> submit(int index) {
      context.setJobGroup(group, "independent task " + index, true);
      try {
        SimpleFutureAction<Void> job =
            context
                .sc()
                .submitJob(
                    context.parallelize(List.of(new Opaque(tasks.get(index))), 1).rdd(),
                    each,
                    scala.jdk.javaapi.CollectionConverters.asScala(List.<Object>of(0)).toSeq(),
                    (partition, result) -> {
                      arrivals.add(new Arrived(index, result, null));
                      return BoxedUnit.UNIT;
                    },
                    () -> null);
        job.onComplete(
            outcome -> outcome.isFailure() && fail(index, outcome.failed().get()),
            ExecutionContext.fromExecutor(Runnable::run));
        return job;
      } catch (RuntimeException stopped) {
        throw new SparkFailureException(group, stopped);
      } finally {
        context.clearJobGroup();
      }
    }

    private boolean fail(int index, Throwable failure) {
      return arrivals.add(new Arrived(index, null, failure));
    }

    @SuppressWarnings("unchecked")
    private void take(Arrived one) throws Exception {
      underWay.remove(one.index());
      if (one.failure() == null) {
        if (one.result().value() != null) {
          sink.take(one.index(), (R) one.result().value());
        }
      } else if (context.sc().isStopped()) {
        throw new SparkFailureException(group, one.failure());
      } else if (!oneAtATime
          && String.valueOf(one.failure().getMessage()).contains(EXECUTOR_LOST)) {
        suspects.add(one.index());
      } else {
        sink.failed(one.index(), reason(one.failure()), one.failure());
      }
    }

    private static String reason(Throwable failure) {
      String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
      return line.replaceFirst(EXECUTOR_LOST + " .* Reason: ", "its executor was lost: ")
          .replaceFirst("^Job aborted .*? \\(TID \\d+\\) \\([^)]*\\): ", "");
    }
  }

  /** What an executor does with a partition, which holds one task. */
  private static final class Each<S extends Serializable, R extends Serializable>
      extends scala.runtime.AbstractFunction1<scala.collection.Iterator<Opaque>, Opaque>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<Opaque> shared;

    Each(Broadcast<Opaque> shared) {
      this.shared = shared;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Opaque apply(scala.collection.Iterator<Opaque> partition) {
      Iterator<Opaque> one = scala.jdk.javaapi.CollectionConverters.asJava(partition);
      Work<S, R> work = (Work<S, R>) one.next().value();
      TaskContext task = TaskContext.get();
      return new Opaque(work.run((S) shared.value().value(), task::isInterrupted));
    }
  }
}
