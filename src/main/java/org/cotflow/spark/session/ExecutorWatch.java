package org.cotflow.spark.session;

import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Ends the jobs of a session that has had no executor for long. Spark itself waits without end,
 * also where the cluster is gone for good.
 */
public final class ExecutorWatch implements Runnable {
  /** Entry of SparkConf: how long a job waits without any executor; 0 for ever. */
  public static final String WAIT = "spark.cotflow.executorWait";

  private static final long LOOK_MILLIS = 500;

  private final JavaSparkContext context;
  private final long waitNanos;

  private ExecutorWatch(JavaSparkContext context, long waitNanos) {
    this.context = context;
    this.waitNanos = waitNanos;
  }

  /** Watches until the session stops; one whose executor is this JVM needs no watch. */
  static void over(JavaSparkContext context) {
    long seconds = context.getConf().getTimeAsSeconds(WAIT);
    if (context.isLocal() || seconds <= 0) {
      return;
    }
    ExecutorWatch watch = new ExecutorWatch(context, TimeUnit.SECONDS.toNanos(seconds));
    Thread thread = new Thread(watch, "executor watch");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    long seen = System.nanoTime();
    try {
      while (!context.sc().isStopped()) {
        int[] jobs = context.statusTracker().getActiveJobIds();
        // The driver is counted among those that hold blocks.
        boolean served = jobs.length == 0 || context.sc().getExecutorMemoryStatus().size() > 1;
        seen = served ? System.nanoTime() : seen;
        if (System.nanoTime() - seen > waitNanos) {
          end(jobs);
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException | IllegalStateException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(int[] jobs) {
    String reason =
        "because there was no executor of %s for %s (%s, in spark.conf)"
            .formatted(context.master(), context.getConf().get(WAIT), WAIT);
    for (int job : jobs) {
      context.sc().cancelJob(job, reason);
    }
  }
}
