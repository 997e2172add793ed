package org.cotflow.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import scala.jdk.javaapi.CollectionConverters;

/** Listens to the jobs of a context. */
final class JobRecorder extends SparkListener implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 300_000;

  private final JavaSparkContext context;
  private final List<Integer> taskCounts = new ArrayList<>();
  private final List<String> descriptions = new ArrayList<>();

  JobRecorder(JavaSparkContext context) {
    this.context = context;
    context.sc().addSparkListener(this);
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    int tasks = 0;
    for (StageInfo stage : CollectionConverters.asJava(job.stageInfos())) {
      tasks += stage.numTasks();
    }
    taskCounts.add(tasks);
    descriptions.add(job.properties().getProperty("spark.job.description"));
  }

  /** Tasks of each job so far. */
  List<Integer> taskCounts() {
    awaitEvents();
    synchronized (this) {
      return List.copyOf(taskCounts);
    }
  }

  List<String> descriptions() {
    awaitEvents();
    synchronized (this) {
      return List.copyOf(descriptions);
    }
  }

  private void awaitEvents() {
    try {
      context.sc().listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
    } catch (Exception e) {
      throw new IllegalStateException("Spark's listener bus did not come to rest", e);
    }
  }

  @Override
  public void close() {
    context.sc().removeSparkListener(this);
  }
}
