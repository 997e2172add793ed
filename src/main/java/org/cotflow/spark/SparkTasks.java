package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.spark.CotflowKryoRegistrator.Opaque;
import org.cotflow.spark.session.SparkSessions;

/**
 * Tasks on executors, one Spark task each, in one job. Each task is sent only to the executor that
 * runs it, so tasks may be large.
 */
public final class SparkTasks implements OrderedTasks {
  private final JavaSparkContext context;

  /**
   * @param context started with the settings of {@link SparkSessions}
   */
  public SparkTasks(JavaSparkContext context) {
    this.context = context;
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.cotflow.base.UserInputException where a task met one
   * @throws SparkFailureException where the job failed for another reason
   */
  @Override
  public <R extends Serializable> List<R> results(String what, List<? extends Task<R>> tasks) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    ArrayList<Broadcast<Opaque>> sent = new ArrayList<>(tasks.size());
    try {
      tasks.forEach(task -> sent.add(context.broadcast(new Opaque(task))));
      context.setJobDescription(what);
      List<R> results = new ArrayList<>(tasks.size());
      for (Opaque result : run(sent)) {
        @SuppressWarnings("unchecked")
        R value = (R) result.value();
        results.add(value);
      }
      return results;
    } catch (Exception failure) { // Spark's are checked, and Scala does not declare them
      throw SparkFailureException.explained(what, failure);
    } finally {
      context.setJobDescription(null);
      sent.forEach(Broadcast::destroy);
    }
  }

  private List<Opaque> run(ArrayList<Broadcast<Opaque>> sent) {
    return context
        .parallelize(Collections.nCopies(sent.size(), 0), sent.size())
        .mapPartitionsWithIndex(
            (index, none) -> {
              Task<?> task = (Task<?>) sent.get(index).value().value();
              return List.of(new Opaque((Serializable) task.call())).iterator();
            },
            true)
        .collect();
  }
}
