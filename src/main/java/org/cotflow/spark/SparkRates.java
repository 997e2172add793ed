package org.cotflow.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What Spark costs beside the work that its tasks do.
 *
 * @param jobSeconds a job of one empty task
 * @param taskSeconds each further task of a job, as the driver sees it
 * @param secondsPerByteOut a byte broadcast by the driver and read by a task
 * @param secondsPerByteBack a byte that a task returns to the driver
 */
public record SparkRates(
    double jobSeconds, double taskSeconds, double secondsPerByteOut, double secondsPerByteBack) {
  private static final int WARM_UP = 20;
  private static final int REPEATS = 9;
  private static final int MANY_TASKS = 33;
  private static final int NUMBERS = 1 << 19;

  /**
   * Medians of small jobs on the cluster at hand; takes a second or two.
   *
   * @throws org.cotflow.base.UserInputException if Spark's limit on results is below those of these
   *     jobs
   */
  public static SparkRates measure(JavaSparkContext context) {
    ReducePlan.requireFits(context.getConf(), 2L * NUMBERS * Double.BYTES);
    LongSupplier one = () -> emptyJob(context, 1);
    repeated(one, WARM_UP);
    double job = median(repeated(one, REPEATS));
    double many = median(repeated(() -> emptyJob(context, MANY_TASKS), REPEATS));
    repeated(() -> broadcastJob(context), 3);
    double out = median(repeated(() -> broadcastJob(context), REPEATS));
    repeated(() -> returningJob(context), 3);
    double back = median(repeated(() -> returningJob(context), REPEATS));
    double bytes = (double) NUMBERS * Double.BYTES;
    return new SparkRates(
        job,
        Math.max(0, many - job) / (MANY_TASKS - 1),
        Math.max(0, out - job) / bytes,
        Math.max(0, back - job) / bytes);
  }

  private static long emptyJob(JavaSparkContext context, int tasks) {
    JavaRDD<Integer> rdd = context.parallelize(Collections.nCopies(tasks, 0), tasks);
    long began = System.nanoTime();
    rdd.mapPartitions(numbers -> Collections.<Integer>emptyIterator()).collect();
    return System.nanoTime() - began;
  }

  private static long broadcastJob(JavaSparkContext context) {
    JavaRDD<Integer> rdd = context.parallelize(List.of(0), 1);
    double[][] rows = {new double[NUMBERS]};
    long began = System.nanoTime();
    Broadcast<RowTable> sent = context.broadcast(new RowTable(rows, null));
    rdd.map(number -> sent.value().states().length).collect();
    long spent = System.nanoTime() - began;
    sent.destroy();
    return spent;
  }

  private static long returningJob(JavaSparkContext context) {
    JavaRDD<Integer> rdd = context.parallelize(List.of(0), 1);
    long began = System.nanoTime();
    rdd.map(number -> new double[NUMBERS]).collect();
    return System.nanoTime() - began;
  }

  private static List<Long> repeated(LongSupplier job, int times) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      nanos.add(job.getAsLong());
    }
    return nanos;
  }

  private static double median(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e9;
  }
}
