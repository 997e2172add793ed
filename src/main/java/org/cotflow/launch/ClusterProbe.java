package org.cotflow.launch;

import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.engine.SparkSpec;
import org.cotflow.run.cost.Machines;
import org.cotflow.run.cost.SparkRates;
import org.cotflow.spark.ResultLimit;
import org.cotflow.spark.session.SparkSessions;

/**
 * What a cluster has, and what its jobs cost.
 *
 * @param machines as the session has them
 * @param rates measured by small jobs
 * @param limit on the results of a job
 */
public record ClusterProbe(Machines machines, SparkRates rates, ResultLimit limit) {

  /**
   * Starts a session, measures, and stops it; takes some seconds.
   *
   * @param name of the application, where Spark shows it
   * @param patience most seconds for each kind of jobs; they take less than three where it is large
   */
  public static ClusterProbe measure(SparkSpec spec, String name, double patience) {
    try (JavaSparkContext context = SparkSessions.start(spec, name)) {
      return new ClusterProbe(
          machines(context), SmallJobs.rates(context, patience), ResultLimit.of(context.getConf()));
    }
  }

  private static Machines machines(JavaSparkContext context) {
    boolean local = context.isLocal();
    int executors = local ? 1 : Math.max(1, context.sc().getExecutorMemoryStatus().size() - 1);
    double heap =
        local
            ? Runtime.getRuntime().maxMemory()
            : context.getConf().getSizeAsBytes("spark.executor.memory", "1g");
    int cores = Math.max(1, context.defaultParallelism() / executors);
    return new Machines(executors, cores, heap, !local);
  }
}
