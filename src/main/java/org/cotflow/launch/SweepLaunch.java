package org.cotflow.launch;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.Location;
import org.cotflow.config.Experiment;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.spark.session.SparkSessions;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.SweepSummary;
import org.cotflow.sweep.ThreadRunner;

/** Runs a sweep where {@code engine.kind} of its experiment says. */
public final class SweepLaunch {
  private SweepLaunch() {}

  /**
   * Does the runs of a sweep that its directory lacks, on the threads of this process or on a Spark
   * session that lasts for the call.
   *
   * @param directory new, or that of an earlier call, which is then continued
   */
  public static SweepSummary run(ExperimentSweep sweep, Location directory, SweepMonitor monitor)
      throws IOException {
    Experiment base = sweep.experiment();
    if (base.engine().kind() != Kind.SPARK) {
      return sweep.run(directory, ThreadRunner.of(base.engine().threads()), monitor);
    }
    try (JavaSparkContext context =
        SparkSessions.start(base.spark(), "cotflow sweep " + base.name())) {
      return sweep.run(directory, new SparkTrialRunner(context, base.spark()), monitor);
    }
  }
}
