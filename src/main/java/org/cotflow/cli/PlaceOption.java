package org.cotflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.engine.Workplace;
import org.cotflow.launch.EngineChoice;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.spark.SparkBlocks;
import org.cotflow.spark.SparkEngine;
import org.cotflow.spark.SparkSessions;
import org.cotflow.spark.SparkTasks;
import picocli.CommandLine.Option;

/** Where a command that reads runs does its work, chosen with the keys that train has for it. */
final class PlaceOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Where to work: engine.kind (in-process or spark), engine.threads, engine.partitions and"
              + " the keys of spark, as for train; may be given many times.")
  private List<String> sets = new ArrayList<>();

  /**
   * The place; a Spark session is started by the first work it gets.
   *
   * @throws UserInputException where a key is none of these, or its value is wrong
   */
  Place open(String command) {
    for (String set : sets) {
      String key = set.contains("=") ? set.substring(0, set.indexOf('=')).strip() : set;
      if (!ConfigKeys.isPlace(key) || key.startsWith("output")) {
        throw new UserInputException(
            "--set "
                + key
                + ": "
                + command
                + " takes engine.kind, engine.threads, engine.partitions and keys of spark; the"
                + " rest is the run's");
      }
    }
    Experiment chosen =
        ExperimentConfig.load("gaussian", sets, Map.of(), EngineChoice.underSparkSubmit());
    return chosen.engine().kind() == Kind.SPARK
        ? new OnSpark(chosen, "cotflow " + command)
        : new Here(Workplace.inProcess(chosen.engine().threads()));
  }

  /** A workplace, and what was started for it. */
  interface Place extends Workplace, AutoCloseable {
    @Override
    void close();
  }

  private record Here(Workplace threads) implements Place {
    @Override
    public EngineFactory engines() {
      return threads.engines();
    }

    @Override
    public OrderedTasks tasks() {
      return threads.tasks();
    }

    @Override
    public LayerBlocks.Source blocks(MeasureShape shape, MeasureSource source) {
      return threads.blocks(shape, source);
    }

    @Override
    public void close() {}
  }

  private static final class OnSpark implements Place {
    private final Experiment chosen;
    private final String name;
    private JavaSparkContext started;

    OnSpark(Experiment chosen, String name) {
      this.chosen = chosen;
      this.name = name;
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
}
