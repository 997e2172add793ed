package org.cotflow.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.base.Keyword;
import org.cotflow.data.DataSpec;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.engine.SparkSpec;
import org.cotflow.flow.FlowSpec;
import org.cotflow.measure.InitSpec;
import org.cotflow.network.NetworkSpec;

/** Turns a complete, resolved configuration into a checked {@link Experiment}. */
final class ExperimentReader {
  private final Map<String, ConfigValue> values = new HashMap<>();

  private ExperimentReader(ConfigObject root) {
    for (String path : Keys.PATHS) {
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
            reader.get(Keys.NAME),
            reader.data(),
            reader.network(),
            reader.init(),
            reader.flow(),
            reader.engine(),
            reader.spark(sparkConf),
            reader.output(),
            reader.diagnostics());
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
        get(Keys.DATA_SOURCE),
        get(Keys.DATA_TARGET),
        get(Keys.DATA_FEATURES),
        get(Keys.DATA_TASK),
        get(Keys.DATA_SCALING),
        get(Keys.DATA_CENTER),
        get(Keys.DATA_TARGET_SCALING),
        get(Keys.DATA_TEST_FRACTION),
        get(Keys.DATA_SAMPLES),
        get(Keys.DATA_SEED),
        get(Keys.DATA_INPUT_DIM),
        get(Keys.DATA_OUTPUT_DIM),
        get(Keys.DATA_NOISE));
  }

  private NetworkSpec network() {
    return new NetworkSpec(
        get(Keys.NETWORK_DEPTH),
        get(Keys.NETWORK_WIDTH),
        get(Keys.NETWORK_STATE_DIM),
        get(Keys.NETWORK_ACTIVATION),
        get(Keys.NETWORK_BIAS),
        get(Keys.NETWORK_EMBEDDING),
        get(Keys.NETWORK_READOUT),
        get(Keys.NETWORK_SCALE),
        get(Keys.NETWORK_DEPTH_SCHEME),
        get(Keys.NETWORK_SUBSTEPS),
        get(Keys.NETWORK_LOSS),
        get(Keys.NETWORK_OUTPUT_AVERAGE),
        get(Keys.NETWORK_SEED));
  }

  private InitSpec init() {
    return new InitSpec(
        get(Keys.INIT_U),
        get(Keys.INIT_W),
        get(Keys.INIT_B),
        get(Keys.INIT_TIED),
        get(Keys.INIT_SEED),
        get(Keys.INIT_FROM));
  }

  private FlowSpec flow() {
    List<Keys.Block> trained = get(Keys.FLOW_TRAIN);
    return new FlowSpec(
        get(Keys.FLOW_METHOD),
        get(Keys.FLOW_STEP),
        get(Keys.FLOW_TOLERANCE),
        get(Keys.FLOW_STEPS),
        get(Keys.FLOW_TIME),
        get(Keys.FLOW_BATCH),
        trained.contains(Keys.Block.U),
        trained.contains(Keys.Block.W),
        trained.contains(Keys.Block.B),
        get(Keys.FLOW_MULTIPLIER_U),
        get(Keys.FLOW_MULTIPLIER_W),
        get(Keys.FLOW_MULTIPLIER_B),
        new FlowSpec.StopSpec(
            get(Keys.FLOW_STOP_RISK), get(Keys.FLOW_STOP_GRADIENT), get(Keys.FLOW_STOP_WALL_TIME)));
  }

  private EngineSpec engine() {
    return new EngineSpec(
        get(Keys.ENGINE_KIND),
        get(Keys.ENGINE_THREADS),
        get(Keys.ENGINE_BLOCK),
        get(Keys.ENGINE_PARTITIONS),
        get(Keys.ENGINE_PROPAGATION),
        get(Keys.ENGINE_TOLERANCE));
  }

  private SparkSpec spark(Map<String, ConfigValue> sparkConf) {
    SortedMap<String, String> entries = new TreeMap<>(get(Keys.SPARK_CONF));
    sparkConf.forEach((name, value) -> SparkConfEntries.override(name, value, entries));
    return new SparkSpec(
        get(Keys.SPARK_MASTER),
        get(Keys.SPARK_CHECKPOINT_EVERY),
        Collections.unmodifiableSortedMap(entries));
  }

  private OutputSpec output() {
    return new OutputSpec(
        get(Keys.OUTPUT_DIR),
        get(Keys.OUTPUT_RECORD_EVERY),
        get(Keys.OUTPUT_SNAPSHOT_EVERY),
        get(Keys.OUTPUT_KEEP),
        new TrajectorySpec(
            get(Keys.OUTPUT_TRAJECTORIES_LAYERS), get(Keys.OUTPUT_TRAJECTORIES_PARTICLES)));
  }

  private DiagnosticsSpec diagnostics() {
    return new DiagnosticsSpec(
        get(Keys.DIAGNOSTICS_EVERY),
        get(Keys.DIAGNOSTICS_SPECTRUM),
        get(Keys.DIAGNOSTICS_JACOBIANS),
        get(Keys.DIAGNOSTICS_DENSE_LIMIT));
  }

  private void checkTogether(Experiment experiment) {
    NetworkSpec network = experiment.network();
    boolean isList = values.get(Keys.NETWORK_WIDTH.path()) instanceof ConfigList;
    if (isList && network.width().size() != network.depth()) {
      throw wrong(
          Keys.NETWORK_WIDTH,
          "has "
              + network.width().size()
              + " entries for network.depth = "
              + network.depth()
              + "; expected one number for all layers or a list of "
              + network.depth());
    }
    checkPropagation(experiment);
    checkFlow(experiment);
    if (network.loss() != NetworkSpec.LossKind.CROSS_ENTROPY) {
      return;
    }
    if (isRegression(experiment.data())) {
      throw wrong(
          Keys.NETWORK_LOSS,
          "cross-entropy needs classes, but the data are a regression; expected squared");
    }
    if (network.outputAverage()) {
      throw wrong(
          Keys.NETWORK_OUTPUT_AVERAGE,
          "true applies to network.loss = squared, not to cross-entropy");
    }
  }

  private void checkPropagation(Experiment experiment) {
    Propagation propagation = experiment.engine().propagation();
    boolean allAtOnce = propagation == Propagation.NEWTON || propagation == Propagation.PICARD;
    NetworkSpec network = experiment.network();
    if (allAtOnce && !Discretization.of(network).isResidual()) {
      throw wrong(
          Keys.ENGINE_PROPAGATION,
          Keyword.of(propagation)
              + " needs network.depth-scheme = euler and network.substeps = 1, found "
              + Keyword.of(network.depthScheme())
              + " and "
              + network.substeps()
              + "; expected sweep or auto");
    }
  }

  private void checkFlow(Experiment experiment) {
    FlowSpec flow = experiment.flow();
    if (flow.method() == FlowSpec.Method.ADAPTIVE && flow.batch() != null) {
      throw wrong(
          Keys.FLOW_BATCH,
          "flow.method = adaptive controls the error of one flow, and every mini-batch has another;"
              + " expected full, or euler, heun or rk4 as flow.method");
    }
    for (int layer : experiment.output().trajectories().layers()) {
      if (layer >= experiment.network().depth()) {
        throw wrong(
            Keys.OUTPUT_TRAJECTORIES_LAYERS,
            "there is no layer "
                + layer
                + "; expected layers from 0 to "
                + (experiment.network().depth() - 1));
      }
    }
  }

  private static boolean isRegression(DataSpec data) {
    return data.task() == null
        ? List.of("gaussian", "diabetes").contains(data.source())
        : data.task() == DataSpec.Task.REGRESSION;
  }

  private RuntimeException wrong(Key<?> key, String message) {
    return ConfigComplaint.of(values.get(key.path()), key.path(), message);
  }
}
