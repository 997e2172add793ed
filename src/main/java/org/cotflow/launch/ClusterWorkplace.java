package org.cotflow.launch;

import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.config.Experiment;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.engine.Workplace;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.spark.SparkBlocks;
import org.cotflow.spark.SparkEngine;
import org.cotflow.spark.SparkTasks;
import org.cotflow.spark.session.SparkSessions;

/** Executors as a workplace. The first work starts a Spark session, and closing stops it. */
public final class ClusterWorkplace implements Workplace {
  private final Experiment chosen;
  private final String name;
  private JavaSparkContext started;

  private ClusterWorkplace(Experiment chosen, String name) {
    this.chosen = chosen;
    this.name = name;
  }

  /**
   * The workplace that an experiment's keys of {@code engine} and {@code spark} describe: the
   * threads of this process, or a cluster.
   *
   * @param name of the application, where Spark shows it
   */
  public static Workplace of(Experiment chosen, String name) {
    return chosen.engine().kind() == Kind.SPARK
        ? new ClusterWorkplace(chosen, name)
        : Workplace.inProcess(chosen.engine().threads());
  }

  private JavaSparkContext context() {
    if (started == null) {
      started = SparkSessions.start(chosen.spark(), name);
    }
    return started;
  }

  @Override
  public EngineFactory engines() {
    return (shape, source, activation) ->
        SparkEngine.start(
            context(), shape, source, activation, chosen.spark(), chosen.engine().partitions());
  }

  @Override
  public OrderedTasks tasks() {
    return new SparkTasks(context());
  }

  @Override
  public LayerBlocks.Source blocks(MeasureShape shape, MeasureSource source) {
    return new SparkBlocks(context(), shape, source);
  }

  @Override
  public void close() {
    if (started != null) {
      started.stop();
    }
  }
}
