package org.cotflow.experiment;

import static org.cotflow.experiment.Keys.*;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.data.DataSpec;
import org.cotflow.engine.EngineSpec;
import org.cotflow.flow.FlowSpec;
import org.cotflow.measure.InitSpec;
import org.cotflow.network.NetworkSpec;
import org.cotflow.spark.SparkSpec;

/** Turns a complete, resolved configuration into a checked {@link Experiment}. */
final class ExperimentReader {
  private final Map<String, ConfigValue> values = new HashMap<>();

  private ExperimentReader(ConfigObject root) {
    for (String path : PATHS) {
      values.put(path, find(root, path));
    }
  }

  /**
   * The experiment.
   *
   * @param root has a value for every key, and no other keys
   * @param sparkConf entries over those of {@code root}
   * @throws org.cotflow.base.UserInputException where a value, or two values together, are wrong
   */
  static Experiment read(ConfigObject root, Map<String, ConfigValue> sparkConf) {
    ExperimentReader reader = new ExperimentReader(root);
    Experiment experiment =
        new Experiment(
            reader.get(NAME),
            reader.data(),
            reader.network(),
            reader.init(),
            reader.flow(),
            reader.engine(),
            reader.spark(sparkConf),
            reader.output());
    reader.checkTogether(experiment);
    return experiment;
  }

  private static ConfigValue find(ConfigObject root, String path) {
    ConfigValue value = root;
    for (String part : path.split("\\.")) {
      value = ((ConfigObject) value).get(part);
    }
    return value;
  }

  private <T> T get(Key<T> key) {
    return key.read(values.get(key.path()));
  }

  private DataSpec data() {
    return new DataSpec(
        get(DATA_SOURCE),
        get(DATA_TARGET),
        get(DATA_FEATURES),
        get(DATA_TASK),
        get(DATA_SCALING),
        get(DATA_CENTER),
        get(DATA_TARGET_SCALING),
        get(DATA_TEST_FRACTION),
        get(DATA_SAMPLES),
        get(DATA_SEED),
        get(DATA_INPUT_DIM),
        get(DATA_OUTPUT_DIM),
        get(DATA_NOISE));
  }

  private NetworkSpec network() {
    return new NetworkSpec(
        get(NETWORK_DEPTH),
        get(NETWORK_WIDTH),
        get(NETWORK_STATE_DIM),
        get(NETWORK_ACTIVATION),
        get(NETWORK_BIAS),
        get(NETWORK_EMBEDDING),
        get(NETWORK_READOUT),
        get(NETWORK_SCALE),
        get(NETWORK_DEPTH_SCHEME),
        get(NETWORK_LOSS),
        get(NETWORK_OUTPUT_AVERAGE));
  }

  private InitSpec init() {
    return new InitSpec(
        get(INIT_U), get(INIT_W), get(INIT_B), get(INIT_TIED), get(INIT_SEED), get(INIT_FROM));
  }

  private FlowSpec flow() {
    List<Keys.Block> trained = get(FLOW_TRAIN);
    return new FlowSpec(
        get(FLOW_METHOD),
        get(FLOW_STEP),
        get(FLOW_STEPS),
        get(FLOW_TIME),
        get(FLOW_BATCH),
        trained.contains(Keys.Block.U),
        trained.contains(Keys.Block.W),
        trained.contains(Keys.Block.B),
        get(FLOW_MULTIPLIER_U),
        get(FLOW_MULTIPLIER_W),
        get(FLOW_MULTIPLIER_B),
        new FlowSpec.StopSpec(
            get(FLOW_STOP_RISK), get(FLOW_STOP_GRADIENT), get(FLOW_STOP_WALL_TIME)));
  }

  private EngineSpec engine() {
    return new EngineSpec(
        get(ENGINE_KIND),
        get(ENGINE_THREADS),
        get(ENGINE_BLOCK),
        get(ENGINE_PARTITIONS),
        get(ENGINE_PROPAGATION),
        get(ENGINE_TOLERANCE));
  }

  private SparkSpec spark(Map<String, ConfigValue> sparkConf) {
    SortedMap<String, String> entries = new TreeMap<>(get(SPARK_CONF));
    sparkConf.forEach((name, value) -> SparkConfEntries.override(name, value, entries));
    return new SparkSpec(
        get(SPARK_MASTER), get(SPARK_CHECKPOINT_EVERY), Collections.unmodifiableSortedMap(entries));
  }

  private OutputSpec output() {
    return new OutputSpec(
        get(OUTPUT_DIR), get(OUTPUT_RECORD_EVERY), get(OUTPUT_SNAPSHOT_EVERY), get(OUTPUT_KEEP));
  }

  private void checkTogether(Experiment experiment) {
    NetworkSpec network = experiment.network();
    boolean isList = values.get(NETWORK_WIDTH.path()) instanceof com.typesafe.config.ConfigList;
    if (isList && network.width().size() != network.depth()) {
      throw wrong(
          NETWORK_WIDTH,
          "has "
              + network.width().size()
              + " entries for network.depth = "
              + network.depth()
              + "; expected one number for all layers or a list of "
              + network.depth());
    }
    if (network.loss() != NetworkSpec.LossKind.CROSS_ENTROPY) {
      return;
    }
    if (isRegression(experiment.data())) {
      throw wrong(
          NETWORK_LOSS,
          "cross-entropy needs classes, but the data are a regression; expected squared");
    }
    if (network.outputAverage()) {
      throw wrong(
          NETWORK_OUTPUT_AVERAGE, "true applies to network.loss = squared, not to cross-entropy");
    }
  }

  private static boolean isRegression(DataSpec data) {
    return data.task() == null
        ? Arrays.asList("gaussian", "diabetes").contains(data.source())
        : data.task() == DataSpec.Task.REGRESSION;
  }

  private RuntimeException wrong(Key<?> key, String message) {
    return ConfigComplaint.of(values.get(key.path()), key.path() + ": " + message);
  }
}
