package org.cotflow.launch;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.run.cost.SparkRates;
import org.cotflow.spark.ResultLimit;

/** Small jobs that measure what Spark costs besides the work of its tasks. */
final class SmallJobs {
  /** Jobs before anything is measured, and how long they may take. */
  private static final int WARM_UP = 200;

  private static final double WARM_UP_NANOS = 3e9;
  private static final int REPEATS = 15;
  private static final int MANY_TASKS = 33;
  private static final int NUMBERS = 1 << 19;

  /**
   * Medians of small jobs on the cluster at hand; takes about three seconds.
   *
   * @param patience most seconds for the jobs that go before, and again for each median
   * @throws org.cotflow.base.UserInputException if Spark's limit on results is below those of these
   *     jobs
   */
  static SparkRates rates(JavaSparkContext context, double patience) {
    ResultLimit.of(context.getConf()).require(2L * NUMBERS * Double.BYTES);
    JavaRDD<Integer> one = cached(context, 1);
    JavaRDD<Integer> many = cached(context, MANY_TASKS);
    double nanos = Math.min(WARM_UP_NANOS, 1e9 * patience);
    try {
      long began = System.nanoTime();
      for (int i = 0; i < WARM_UP && System.nanoTime() - began < nanos; i++) {
        job(context, i % 8 == 0 ? many : one, 1, 1);
      }
      double oneTask = median(() -> job(context, one, 1, 1), nanos);
      double manyTasks = median(() -> job(context, many, 1, 1), nanos);
      double out = median(() -> job(context, one, NUMBERS, 1), nanos);
      double back = median(() -> job(context, one, 1, NUMBERS), nanos);
      double bytes = (double) NUMBERS * Double.BYTES;
      return new SparkRates(
          oneTask,
          Math.max(0, manyTasks - oneTask) / (MANY_TASKS - 1),
          Math.max(0, out - oneTask) / bytes,
          Math.max(0, back - oneTask) / bytes);
    } finally {
      one.unpersist(true);
      many.unpersist(true);
    }
  }

  private SmallJobs() {}

  private static JavaRDD<Integer> cached(JavaSparkContext context, int tasks) {
    return context.parallelize(Collections.nCopies(tasks, 0), tasks).cache();
  }

  /** Nanoseconds of a job as the engine has them, with so many numbers out and back. */
  private static long job(JavaSparkContext context, JavaRDD<Integer> rdd, int out, int back) {
    double[][] rows = {new double[out]};
    long began = System.nanoTime();
    Broadcast<double[][]> sent = context.broadcast(rows);
    rdd.mapPartitions(
            numbers -> {
              numbers.next();
              int read = sent.value()[0].length;
              return List.of(new double[Math.max(back, Math.min(read, 1))]).iterator();
            })
        .collect();
    sent.destroy();
    return System.nanoTime() - began;
  }

  private static double median(LongSupplier job, double mostNanos) {
    long[] nanos = new long[REPEATS];
    long began = System.nanoTime();
    int calls = 0;
    do {
      nanos[calls++] = job.getAsLong();
    } while (calls < REPEATS && System.nanoTime() - began < mostNanos);
    Arrays.sort(nanos, 0, calls);
    return nanos[calls / 2] / 1e9;
  }
}
