package org.cotflow.config;

import static org.cotflow.config.Key.fixed;
import static org.cotflow.config.Key.free;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.data.DataSpec;
import org.cotflow.engine.EngineSpec;
import org.cotflow.flow.FlowSpec;
import org.cotflow.kernel.Activation;
import org.cotflow.network.NetworkSpec;

/**
 * Every key of the configuration: its place, type and range. Order and defaults are those of {@code
 * defaults.conf}; this class knows no default.
 */
public final class Keys {
  private static final ValueType<Integer> COUNT = ValueType.whole(1);
  private static final ValueType<Double> POSITIVE = ValueType.real(" > 0", x -> x > 0);
  private static final ValueType<Double> NOT_NEGATIVE = ValueType.real(" >= 0", x -> x >= 0);
  private static final ValueType<Boolean> FLAG = ValueType.flag();
  private static final ValueType<String> PATH =
      ValueType.text("a path without a user name or password in it", TextRules::isPath);
  private static final ValueType<List<String>> COLUMNS =
      ValueType.listOf(
              ValueType.text("a column", text -> !text.isBlank()),
              true,
              true,
              "a column name or zero-based index, a list of different ones")
          .or("null", List.of());

  static final Key<String> NAME =
      fixed(
          "name",
          ValueType.text("a name without slashes and control characters", TextRules::isName),
          Experiment::name);

  static final Key<String> DATA_SOURCE =
      fixed(
          "data.source",
          ValueType.text(
              "digits, diabetes, moons, gaussian, csv:PATH, npz:PATH or parquet:PATH"
                  + " (without a password)",
              TextRules::isDataSource),
          e -> e.data().source());
  static final Key<List<String>> DATA_TARGET =
      fixed("data.target", COLUMNS, e -> e.data().target());
  static final Key<List<String>> DATA_FEATURES =
      fixed("data.features", COLUMNS, e -> e.data().features());
  static final Key<DataSpec.Task> DATA_TASK =
      fixed("data.task", ValueType.choice(DataSpec.Task.class).or("null"), e -> e.data().task());
  static final Key<DataSpec.Scaling> DATA_SCALING =
      fixed("data.scaling", ValueType.choice(DataSpec.Scaling.class), e -> e.data().scaling());
  static final Key<Boolean> DATA_CENTER = fixed("data.center", FLAG, e -> e.data().center());
  static final Key<DataSpec.TargetScaling> DATA_TARGET_SCALING =
      fixed(
          "data.target-scaling",
          ValueType.choice(DataSpec.TargetScaling.class),
          e -> e.data().targetScaling());
  static final Key<Double> DATA_TEST_FRACTION =
      fixed(
          "data.test-fraction",
          ValueType.real(" >= 0 and < 1", x -> x >= 0 && x < 1),
          e -> e.data().testFraction());
  static final Key<Integer> DATA_SAMPLES =
      fixed("data.samples", COUNT.or("null"), e -> e.data().samples());
  static final Key<Long> DATA_SEED = fixed("data.seed", ValueType.seed(), e -> e.data().seed());
  static final Key<Integer> DATA_INPUT_DIM =
      fixed("data.input-dim", COUNT, e -> e.data().inputDim());
  static final Key<Integer> DATA_OUTPUT_DIM =
      fixed("data.output-dim", COUNT, e -> e.data().outputDim());
  static final Key<Double> DATA_NOISE = fixed("data.noise", NOT_NEGATIVE, e -> e.data().noise());

  static final Key<Integer> NETWORK_DEPTH = fixed("network.depth", COUNT, e -> e.network().depth());
  static final Key<List<Integer>> NETWORK_WIDTH =
      fixed(
          "network.width",
          ValueType.oneOrListOf(
              COUNT, "a whole number >= 1, or a list of such numbers, one for each layer"),
          e -> e.network().width());
  static final Key<Integer> NETWORK_STATE_DIM =
      fixed("network.state-dim", COUNT.or("auto"), e -> e.network().stateDim());
  static final Key<Activation> NETWORK_ACTIVATION =
      fixed(
          "network.activation", ValueType.choice(Activation.class), e -> e.network().activation());
  static final Key<Boolean> NETWORK_BIAS = fixed("network.bias", FLAG, e -> e.network().bias());
  static final Key<NetworkSpec.EmbeddingKind> NETWORK_EMBEDDING =
      fixed(
          "network.embedding",
          ValueType.choice(NetworkSpec.EmbeddingKind.class),
          e -> e.network().embedding());
  static final Key<NetworkSpec.ReadoutKind> NETWORK_READOUT =
      fixed(
          "network.readout",
          ValueType.choice(NetworkSpec.ReadoutKind.class),
          e -> e.network().readout());
  static final Key<Double> NETWORK_SCALE =
      fixed(
          "network.scale", ValueType.real(" other than 0", x -> x != 0), e -> e.network().scale());
  static final Key<NetworkSpec.DepthSchemeKind> NETWORK_DEPTH_SCHEME =
      fixed(
          "network.depth-scheme",
          ValueType.choice(NetworkSpec.DepthSchemeKind.class),
          e -> e.network().depthScheme());
  static final Key<Integer> NETWORK_SUBSTEPS =
      fixed("network.substeps", COUNT, e -> e.network().substeps());
  static final Key<NetworkSpec.LossKind> NETWORK_LOSS =
      fixed("network.loss", ValueType.choice(NetworkSpec.LossKind.class), e -> e.network().loss());
  static final Key<Boolean> NETWORK_OUTPUT_AVERAGE =
      fixed("network.output-average", FLAG, e -> e.network().outputAverage());
  static final Key<Long> NETWORK_SEED =
      fixed("network.seed", ValueType.seed().or("null"), e -> e.network().seed());

  static final Key<Double> INIT_U = fixed("init.u.std", NOT_NEGATIVE, e -> e.init().uStd());
  static final Key<Double> INIT_W = fixed("init.w.std", NOT_NEGATIVE, e -> e.init().wStd());
  static final Key<Double> INIT_B = fixed("init.b.std", NOT_NEGATIVE, e -> e.init().bStd());
  static final Key<Boolean> INIT_TIED = fixed("init.tied", FLAG, e -> e.init().tied());
  static final Key<Long> INIT_SEED = fixed("init.seed", ValueType.seed(), e -> e.init().seed());
  static final Key<String> INIT_FROM =
      fixed(
          "init.from",
          ValueType.text("npz:PATH or run:DIR (without a password)", TextRules::isInitSource)
              .or("null"),
          e -> e.init().from());

  static final Key<FlowSpec.Method> FLOW_METHOD =
      fixed("flow.method", ValueType.choice(FlowSpec.Method.class), e -> e.flow().method());
  static final Key<Double> FLOW_STEP = fixed("flow.step", POSITIVE, e -> e.flow().step());
  static final Key<Double> FLOW_TOLERANCE =
      fixed("flow.tolerance", POSITIVE, e -> e.flow().tolerance());
  static final Key<Integer> FLOW_STEPS =
      free("flow.steps", ValueType.whole(0), e -> e.flow().steps());
  static final Key<Double> FLOW_TIME =
      free("flow.time", NOT_NEGATIVE.or("null"), e -> e.flow().time());
  static final Key<Integer> FLOW_BATCH =
      fixed("flow.batch", COUNT.or("full"), e -> e.flow().batch());
  static final Key<List<Block>> FLOW_TRAIN =
      fixed(
          "flow.train",
          ValueType.listOf(
              ValueType.choice(Block.class), true, true, "a list of different ones of u, w, b"),
          Block::trained);
  static final Key<Double> FLOW_MULTIPLIER_U =
      fixed("flow.multipliers.u", POSITIVE, e -> e.flow().multiplierU());
  static final Key<Double> FLOW_MULTIPLIER_W =
      fixed("flow.multipliers.w", POSITIVE, e -> e.flow().multiplierW());
  static final Key<Double> FLOW_MULTIPLIER_B =
      fixed("flow.multipliers.b", POSITIVE, e -> e.flow().multiplierB());
  static final Key<Double> FLOW_STOP_RISK =
      free("flow.stop.risk", NOT_NEGATIVE.or("null"), e -> e.flow().stop().risk());
  static final Key<Double> FLOW_STOP_GRADIENT =
      free("flow.stop.gradient", NOT_NEGATIVE.or("null"), e -> e.flow().stop().gradient());
  static final Key<Double> FLOW_STOP_WALL_TIME =
      free("flow.stop.wall-time", NOT_NEGATIVE.or("null"), e -> e.flow().stop().wallTimeSeconds());

  static final Key<EngineSpec.Kind> ENGINE_KIND =
      free("engine.kind", ValueType.choice(EngineSpec.Kind.class), e -> e.engine().kind());
  static final Key<Integer> ENGINE_THREADS =
      free("engine.threads", COUNT.or("auto"), e -> e.engine().threads());
  static final Key<Integer> ENGINE_BLOCK = fixed("engine.block", COUNT, e -> e.engine().block());
  static final Key<Integer> ENGINE_PARTITIONS =
      free("engine.partitions", COUNT.or("auto"), e -> e.engine().partitions());
  static final Key<EngineSpec.Propagation> ENGINE_PROPAGATION =
      fixed(
          "engine.propagation",
          ValueType.choice(EngineSpec.Propagation.class),
          e -> e.engine().propagation());
  static final Key<Double> ENGINE_TOLERANCE =
      fixed("engine.tolerance", POSITIVE, e -> e.engine().tolerance());

  static final Key<String> SPARK_MASTER =
      free(
          "spark.master",
          ValueType.text("a master such as local[2] or spark://HOST:PORT", TextRules::isPath)
              .or("null"),
          e -> e.spark().master());
  static final Key<Integer> SPARK_CHECKPOINT_EVERY =
      free("spark.checkpoint-every", COUNT, e -> e.spark().checkpointEvery());
  static final Key<Map<String, String>> SPARK_CONF =
      free("spark.conf", SparkConfEntries.TYPE, e -> e.spark().conf());

  /** The run directory of a resumed run is where it is. */
  static final Key<String> OUTPUT_DIR = fixed("output.dir", PATH, e -> e.output().dir());

  static final Key<Integer> OUTPUT_RECORD_EVERY =
      free("output.record-every", COUNT, e -> e.output().recordEvery());
  static final Key<Integer> OUTPUT_SNAPSHOT_EVERY =
      free("output.snapshot-every", COUNT, e -> e.output().snapshotEvery());
  static final Key<Integer> OUTPUT_KEEP =
      free("output.keep", COUNT.or("all"), e -> e.output().keep());

  static final Key<List<Integer>> OUTPUT_TRAJECTORIES_LAYERS =
      free(
          "output.trajectories.layers",
          ValueType.listOf(
                  ValueType.whole(0), true, false, "a list of different layers, counted from 0,")
              .or("all", List.of()),
          e -> e.output().trajectories().layers());
  static final Key<Integer> OUTPUT_TRAJECTORIES_PARTICLES =
      free(
          "output.trajectories.particles",
          ValueType.whole(0),
          e -> e.output().trajectories().particles());

  static final Key<Integer> DIAGNOSTICS_EVERY =
      fixed("diagnostics.every", COUNT.or("null"), e -> e.diagnostics().every());
  static final Key<Boolean> DIAGNOSTICS_SPECTRUM =
      fixed("diagnostics.spectrum", FLAG, e -> e.diagnostics().spectrum());
  static final Key<Boolean> DIAGNOSTICS_JACOBIANS =
      fixed("diagnostics.jacobians", FLAG, e -> e.diagnostics().jacobians());
  static final Key<Integer> DIAGNOSTICS_DENSE_LIMIT =
      fixed("diagnostics.dense-limit", ValueType.whole(0, 2048), e -> e.diagnostics().denseLimit());

  /** All keys in the order of {@code defaults.conf}. */
  static final List<Key<?>> ALL =
      List.of(
          NAME,
          DATA_SOURCE,
          DATA_TARGET,
          DATA_FEATURES,
          DATA_TASK,
          DATA_SCALING,
          DATA_CENTER,
          DATA_TARGET_SCALING,
          DATA_TEST_FRACTION,
          DATA_SAMPLES,
          DATA_SEED,
          DATA_INPUT_DIM,
          DATA_OUTPUT_DIM,
          DATA_NOISE,
          NETWORK_DEPTH,
          NETWORK_WIDTH,
          NETWORK_STATE_DIM,
          NETWORK_ACTIVATION,
          NETWORK_BIAS,
          NETWORK_EMBEDDING,
          NETWORK_READOUT,
          NETWORK_SCALE,
          NETWORK_DEPTH_SCHEME,
          NETWORK_SUBSTEPS,
          NETWORK_LOSS,
          NETWORK_OUTPUT_AVERAGE,
          NETWORK_SEED,
          INIT_U,
          INIT_W,
          INIT_B,
          INIT_TIED,
          INIT_SEED,
          INIT_FROM,
          FLOW_METHOD,
          FLOW_STEP,
          FLOW_TOLERANCE,
          FLOW_STEPS,
          FLOW_TIME,
          FLOW_BATCH,
          FLOW_TRAIN,
          FLOW_MULTIPLIER_U,
          FLOW_MULTIPLIER_W,
          FLOW_MULTIPLIER_B,
          FLOW_STOP_RISK,
          FLOW_STOP_GRADIENT,
          FLOW_STOP_WALL_TIME,
          ENGINE_KIND,
          ENGINE_THREADS,
          ENGINE_BLOCK,
          ENGINE_PARTITIONS,
          ENGINE_PROPAGATION,
          ENGINE_TOLERANCE,
          SPARK_MASTER,
          SPARK_CHECKPOINT_EVERY,
          SPARK_CONF,
          OUTPUT_DIR,
          OUTPUT_RECORD_EVERY,
          OUTPUT_SNAPSHOT_EVERY,
          OUTPUT_KEEP,
          OUTPUT_TRAJECTORIES_LAYERS,
          OUTPUT_TRAJECTORIES_PARTICLES,
          DIAGNOSTICS_EVERY,
          DIAGNOSTICS_SPECTRUM,
          DIAGNOSTICS_JACOBIANS,
          DIAGNOSTICS_DENSE_LIMIT);

  /** The paths of all keys in order. */
  static final List<String> PATHS = ALL.stream().<String>map(Key::path).toList();

  private Keys() {}

  /** A block of a particle, in the order in which {@code flow.train} is written. */
  enum Block {
    U,
    W,
    B;

    private static List<Block> trained(Experiment experiment) {
      FlowSpec flow = experiment.flow();
      List<Block> blocks = new ArrayList<>();
      if (flow.trainU()) {
        blocks.add(U);
      }
      if (flow.trainW()) {
        blocks.add(W);
      }
      if (flow.trainB()) {
        blocks.add(B);
      }
      return blocks;
    }
  }
}
