package org.cotflow.launch;

import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.config.Experiment;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.engine.SparkSpec;
import org.cotflow.spark.SparkEngine;
import org.cotflow.spark.session.SparkSessions;

/** The engine that an experiment asks for; a Spark session it started is stopped at the end. */
public final class EngineChoice implements AutoCloseable {
  private JavaSparkContext context;

  /** Whether spark-submit started this process. */
  public static boolean underSparkSubmit() {
    return System.getProperty("spark.submit.deployMode") != null
        || System.getProperty("SPARK_SUBMIT") != null;
  }

  /**
   * Whether the program runs within YARN's application master, which takes the end of its JVM for a
   * failure: its main method has to return, or to throw.
   */
  public static boolean endsByReturning() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"))
        && System.getProperty("spark.yarn.app.id") != null;
  }

  /**
   * For a command that has succeeded within YARN's application master, which takes a program that
   * ends without a session for one that has failed: a run in process, or one that had come to its
   * end in the attempt before. Starts a session without executors and ends it.
   */
  public static void showSuccess() {
    if (!SparkSessions.any()) {
      SparkSpec none = new SparkSpec(null, 1, Map.of("spark.executor.instances", "0"));
      SparkSessions.start(none, "cotflow").stop();
    }
  }

  /**
   * The engine's factory.
   *
   * @param experiment with its propagation resolved
   */
  public EngineFactory of(Experiment experiment) {
    if (experiment.engine().kind() == Kind.IN_PROCESS) {
      return EngineFactory.inProcess(experiment.engine().threads());
    }
    return (shape, source, activation) -> {
      context = SparkSessions.start(experiment.spark(), "cotflow " + experiment.name());
      return on(context, experiment).start(shape, source, activation);
    };
  }

  /**
   * The same where a session is there already, which stays.
   *
   * @param experiment with its propagation resolved
   */
  public static EngineFactory on(JavaSparkContext context, Experiment experiment) {
    if (experiment.engine().kind() == Kind.IN_PROCESS) {
      return EngineFactory.inProcess(experiment.engine().threads());
    }
    return (shape, source, activation) -> {
      Integer partitions = experiment.engine().partitions();
      if (partitions == null && experiment.engine().propagation() != Propagation.SWEEP) {
        partitions = SparkEngine.partitionsForAllLayers(context, shape);
      }
      return SparkEngine.start(context, shape, source, activation, experiment.spark(), partitions);
    };
  }

  @Override
  public void close() {
    if (context != null) {
      context.stop();
    }
  }
}
