package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.spark.CotflowKryoRegistrator.Opaque;
import scala.Function2;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/**
 * Does tasks that know nothing of each other, each as one Spark task on one core, and hands their
 * results out as they come. Tasks start in the order given.
 *
 * @param context of which all cores are used
 */
public record IndependentTasks(JavaSparkContext context) {
  private static final long PATIENCE_MILLIS = 200;

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
  }

  private record Arrived(int index, Object result, Throwable failure) {}

  /**
   * Does all tasks.
   *
   * @param shared sent to each executor once
   * @param stop asked now and then; once true, tasks under way are given up
   * @throws Exception what the sink throws
   * @throws SparkFailureException where Spark cannot go on
   */
  public <S extends Serializable, R extends Serializable> void run(
      List<? extends Work<S, R>> tasks, S shared, Sink<R> sink, BooleanSupplier stop)
      throws Exception {
    if (tasks.isEmpty()) {
      return;
    }
    LinkedBlockingQueue<Arrived> arrivals = new LinkedBlockingQueue<>();
    Broadcast<Opaque> sent = context.broadcast(new Opaque(shared));
    String group = "tasks " + UUID.randomUUID();
    Thread job = new Thread(() -> submit(tasks, sent, group, arrivals), "cotflow-tasks");
    job.setDaemon(true);
    job.start();
    int expected = tasks.size();
    try {
      while (expected > 0 && !stop.getAsBoolean()) {
        Arrived one = arrivals.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (one == null) {
          continue;
        }
        if (one.failure() != null) {
          throw new SparkFailureException(group, one.failure());
        }
        hand(one, sink);
        expected--;
      }
    } finally {
      if (expected > 0) {
        context.cancelJobGroup(group);
      }
      job.join();
      sent.destroy();
    }
  }

  @SuppressWarnings("unchecked")
  private static <R> void hand(Arrived one, Sink<R> sink) throws Exception {
    if (one.result() != null) {
      sink.take(one.index(), (R) one.result());
    }
  }

  private <S extends Serializable, R extends Serializable> void submit(
      List<? extends Work<S, R>> tasks,
      Broadcast<Opaque> shared,
      String group,
      LinkedBlockingQueue<Arrived> arrivals) {
    List<Opaque> wrapped = new ArrayList<>();
    tasks.forEach(task -> wrapped.add(new Opaque(task)));
    JavaRDD<Opaque> rdd = context.parallelize(wrapped, wrapped.size());
    context.setJobGroup(group, tasks.size() + " independent tasks", true);
    try {
      Each<S, R> each = new Each<>(shared);
      Function2<Object, Opaque, BoxedUnit> handler =
          (index, result) -> {
            arrivals.add(new Arrived((Integer) index, result.value(), null));
            return BoxedUnit.UNIT;
          };
      context
          .sc()
          .runJob(
              rdd.rdd(),
              each,
              scala.jdk.javaapi.CollectionConverters.asScala(indices(tasks.size())).toSeq(),
              handler,
              ClassTag.apply(Opaque.class));
    } catch (Throwable failure) { // Spark's are checked, and Scala does not declare them
      arrivals.add(new Arrived(-1, null, failure));
    } finally {
      context.clearJobGroup();
    }
  }

  private static List<Object> indices(int count) {
    List<Object> indices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indices.add(i);
    }
    return indices;
  }

  /** What an executor does with a partition, which holds one task. */
  private static final class Each<S extends Serializable, R extends Serializable>
      extends scala.runtime.AbstractFunction2<
          TaskContext, scala.collection.Iterator<Opaque>, Opaque>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<Opaque> shared;

    Each(Broadcast<Opaque> shared) {
      this.shared = shared;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Opaque apply(TaskContext task, scala.collection.Iterator<Opaque> partition) {
      Iterator<Opaque> one = scala.jdk.javaapi.CollectionConverters.asJava(partition);
      Work<S, R> work = (Work<S, R>) one.next().value();
      return new Opaque(work.run((S) shared.value().value(), task::isInterrupted));
    }
  }
}
