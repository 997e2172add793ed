package org.cotflow.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cotflow.data.DataSpec;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.UnseenCategory;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.SparkSpec;
import org.cotflow.flow.FlowSpec;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapName;
import org.cotflow.kernel.map.MapOptions;
import org.cotflow.measure.InitSpec;
import org.cotflow.network.NetworkSpec;

/** Experiments with every key at random in its range. */
final class RandomExperiments {
  private static final String[] TEXTS = {
    "x",
    "null",
    "auto",
    "true",
    "12",
    "a b",
    "\u00e9\u4e2d",
    "q\"uote",
    "back\\slash",
    "${name}",
    "{",
    "#",
    "=",
    "a.b"
  };
  private final SplittableRandom random;

  RandomExperiments(long seed) {
    random = new SplittableRandom(seed);
  }

  Experiment next() {
    NetworkSpec network = network();
    return new Experiment(
        text().replace('\\', '-'),
        data(),
        network,
        init(),
        flow(),
        engine(Discretization.of(network).isResidual()),
        spark(),
        output(),
        diagnostics());
  }

  private DataSpec data() {
    return new DataSpec(
        pick("digits", "moons", "csv:" + text(), "npz:/a/" + text(), "parquet:s3a://b/" + text()),
        List.copyOf(new java.util.TreeSet<>(texts())),
        List.copyOf(new java.util.TreeSet<>(texts())),
        maybe(DataSpec.Task.CLASSIFICATION),
        pick(DataSpec.Scaling.values()),
        random.nextBoolean(),
        pick(DataSpec.TargetScaling.values()),
        random.nextDouble(),
        0.5 + random.nextDouble() / 4,
        pick(
            ByColumn.all("none"),
            ByColumn.all("balanced"),
            ByColumn.all("1, 2.5e-3"),
            new ByColumn("error", new TreeMap<>(Map.of("a " + text(), "2.5"))),
            new ByColumn("1e2", new TreeMap<>(Map.of("b", "2.5")))),
        maybe(count()),
        random.nextLong(),
        count(),
        count(),
        count(),
        Math.abs(real()),
        pick("UTF-8", "ISO-8859-1", "windows-1252"),
        pick("auto", "semicolon", "tab", "^"),
        pick(DataSpec.Decimal.values()),
        maybe(random.nextBoolean()),
        pick(null, "none", "0", "id"),
        byColumn(pick("error", "drop", "mean", "-0.5", text())),
        List.copyOf(new java.util.TreeSet<>(texts())),
        byColumn(pick("error", "one-hot")),
        pick(UnseenCategory.values()));
  }

  private ByColumn byColumn(String value) {
    Map<String, String> columns =
        texts().stream().collect(Collectors.toMap(name -> "a " + name, name -> value, (a, b) -> a));
    return new ByColumn(random.nextBoolean() ? "error" : value, new TreeMap<>(columns));
  }

  private NetworkSpec network() {
    int depth = 1 + random.nextInt(5);
    List<Integer> widths = new ArrayList<>();
    int entries = random.nextBoolean() ? 1 : depth;
    for (int k = 0; k < entries; k++) {
      widths.add(count());
    }
    NetworkSpec.LossKind loss = pick(NetworkSpec.LossKind.values());
    return new NetworkSpec(
        depth,
        widths,
        maybe(count()),
        List.of(MapName.NEURON),
        null,
        MapOptions.DEFAULT,
        List.of(),
        NetworkSpec.Pooling.FLATTEN,
        NetworkSpec.Positions.NONE,
        1,
        pick(Activation.values()),
        random.nextBoolean(),
        pick(NetworkSpec.EmbeddingKind.values()),
        pick(NetworkSpec.ReadoutKind.values()),
        real(),
        pick(NetworkSpec.DepthSchemeKind.values()),
        count(),
        loss,
        loss == NetworkSpec.LossKind.SQUARED && random.nextBoolean(),
        maybe(random.nextLong()));
  }

  private InitSpec init() {
    return new InitSpec(
        Neuron.parts(0.0, Math.abs(real()), Math.abs(real())),
        random.nextBoolean(),
        random.nextLong(),
        maybe(pick("npz:", "run:") + text()));
  }

  private FlowSpec flow() {
    FlowSpec.Method method = pick(FlowSpec.Method.values());
    return new FlowSpec(
        method,
        Math.abs(real()),
        Math.abs(real()),
        random.nextInt(Integer.MAX_VALUE),
        maybe(Math.abs(real())),
        method == FlowSpec.Method.ADAPTIVE ? null : maybe(count()),
        java.util.List.of("u", "w", "b").stream().filter(part -> random.nextBoolean()).toList(),
        new FlowSpec.Multipliers(
            Neuron.parts(Math.abs(real()), Math.abs(real()), Math.abs(real()))),
        new FlowSpec.StopSpec(
            maybe(Math.abs(real())),
            maybe(Math.abs(real())),
            maybe(count()),
            maybe(Math.abs(real())),
            random.nextBoolean()));
  }

  /** All layers at once only where the scheme allows it. */
  private EngineSpec engine(boolean residual) {
    return new EngineSpec(
        pick(EngineSpec.Kind.values()),
        maybe(count()),
        count(),
        maybe(count()),
        residual
            ? pick(EngineSpec.Propagation.values())
            : pick(EngineSpec.Propagation.AUTO, EngineSpec.Propagation.SWEEP),
        Math.abs(real()),
        pick("auto", "none", "1"));
  }

  private SparkSpec spark() {
    Map<String, String> conf = new TreeMap<>();
    for (String text : texts()) {
      conf.put("spark." + text, text());
    }
    return new SparkSpec(maybe(text()), count(), conf);
  }

  private OutputSpec output() {
    return new OutputSpec(
        text(),
        maybe(count()),
        count(),
        maybe(count()),
        new TrajectorySpec(pick(List.of(), List.of(0)), random.nextInt(3)),
        pick(List.of(), List.of(LogFormat.MLFLOW, LogFormat.TENSORBOARD)));
  }

  private DiagnosticsSpec diagnostics() {
    return new DiagnosticsSpec(
        maybe(count()),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextInt(2049),
        maybe(count()));
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      texts.add(text());
    }
    return texts;
  }

  private String text() {
    return pick(TEXTS) + pick("", "_", "-y z", "+");
  }

  private int count() {
    return random.nextBoolean() ? 1 + random.nextInt(5) : 1 + random.nextInt(Integer.MAX_VALUE);
  }

  /** Any finite double but 0, subnormals and extremes included. */
  private double real() {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) && value != 0 ? value : Double.MIN_VALUE;
  }

  private <T> T maybe(T value) {
    return random.nextBoolean() ? value : null;
  }

  @SafeVarargs
  private final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }
}
