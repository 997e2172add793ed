package org.cotflow.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.EngineFactory;
import org.cotflow.launch.SweepLaunch;
import org.cotflow.run.RunBits;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;

/**
 * Small runs and a sweep whose bits are written down here. As a program it does them in the
 * directory that is its argument and prints one line for each pin, so that any Java runtime can be
 * asked.
 */
final class PinnedRuns {
  private static final List<String> SMALL_MOONS =
      List.of("network.width=40", "network.depth=4", "data.samples=60");

  /** SHA-256 of the measure or of a table, as the first published version of the run has it. */
  static final Map<String, String> PINS = new LinkedHashMap<>();

  static {
    // The measure of README.
    PINS.put("digits measure", "59a04ef36aba0162d43a628738072588b4ed9ce162650452e3f4995d58faa121");
    PINS.put("relu measure", "559ad1a05ce5e45e79f8997f9168eed45686865dfc56d0abc840d0e22dc0fe8a");
    PINS.put("relu history", "8d17121eb53a131ed609c8a313d7868bf9481ac0b2bac1c90ded12328d4901f8");
    PINS.put("newton measure", "cc93e9a27264f2618589f171ae0000c1badcfbd1710ecec1ed9f3471e7b6704a");
    PINS.put("newton history", "f33d4ada2c83795d750763b6f88007545ecd321653b70e13cc4b67e89d062f64");
    PINS.put("batch measure", "6144997cfd2ceb7a754e8504623b8a4e08e18c4f57e3601201e26d5dcaee2701");
    PINS.put("batch history", "71de11977903b6bac03525644dea3633a24535f433249966acb234f0bb0d051f");
    PINS.put("fine measure", "fcdce1e7cefb8a39c1de67d9abdff4e4465fc0521635e8c6ed6ab8ab45a15970");
    PINS.put("fine history", "0340e17cc072cd5e388233f77c26714a0d772539f7006321a7b825db1b829b76");
    PINS.put("sweep runs", "7130bfdd208c1fe4539f7ca23e3811df7c0761e95923011b5ada19ae47981468");
    PINS.put("sweep laws", "14bd4967e54267d1c8d1a87e04ec1a8d76e81b3d46e1b27e4b5faa52dbac36b3");
  }

  private final Path directory;
  private final Map<String, String> found = new LinkedHashMap<>();

  private PinnedRuns(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException {
    Map<String, String> found = measure(Path.of(arguments[0]));
    found.forEach((pin, digest) -> System.out.println(pin + "=" + digest));
  }

  /** The digests that this Java runtime comes to, by pin. */
  static Map<String, String> measure(Path directory) throws IOException {
    PinnedRuns runs = new PinnedRuns(directory);
    runs.train("digits", "digits", List.of());
    runs.found.remove("digits history");
    runs.train(
        "relu",
        "moons",
        moons(
            "network.activation=relu",
            "network.loss=cross-entropy",
            "flow.steps=20",
            "flow.step=0.5"));
    runs.train(
        "newton",
        "gaussian",
        List.of(
            "engine.propagation=newton",
            "network.width=24",
            "network.depth=16",
            "data.samples=40",
            "flow.steps=10",
            "flow.step=0.1"));
    runs.train(
        "batch",
        "moons",
        moons(
            "network.activation=cos",
            "flow.batch=16",
            "output.record-every=1",
            "flow.steps=30",
            "flow.step=0.2"));
    // Double.toString of Java 17 prints the flow time of the first step, 2^-24, with a digit too
    // many.
    runs.train(
        "fine",
        "moons",
        List.of(
            "network.width=4",
            "network.depth=2",
            "data.samples=20",
            "flow.steps=3",
            "flow.step=5.9604644775390625E-8"));
    runs.sweep();
    return runs.found;
  }

  private static List<String> moons(String... further) {
    List<String> sets = new ArrayList<>(SMALL_MOONS);
    sets.addAll(List.of(further));
    return sets;
  }

  private void train(String name, String experiment, List<String> sets) throws IOException {
    EngineFactory engines = EngineFactory.inProcess(null);
    RunBits bits = RunBits.train(experiment, sets, directory.resolve(name), engines);
    found.put(name + " measure", bits.digest());
    String history = bits.history().stream().map(row -> row + "\n").collect(Collectors.joining());
    found.put(name + " history", sha256(history));
  }

  private void sweep() throws IOException {
    Path sweep = directory.resolve("sweep");
    List<String> sets =
        List.of(
            "data.samples=30",
            "network.depth=2",
            "flow.steps=3",
            "sweep.network.width=[4,8,16]",
            "sweep.init.seed=range(3)",
            "sweep.reference.network.width=32",
            "sweep.errors.at=[0,3]",
            "sweep.laws.width={of=output_error, power-law=[network.width]}");
    SweepLaunch.run(
        ExperimentSweep.of(ExperimentSource.load("moons", sets, Map.of(), false)),
        Locations.of(sweep.toString()),
        SweepMonitor.NONE);
    for (String table : List.of("runs", "laws")) {
      found.put("sweep " + table, sha256(Files.readString(sweep.resolve(table + ".csv"))));
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
