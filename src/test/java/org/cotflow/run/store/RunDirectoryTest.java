package org.cotflow.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.Sha256;
import org.cotflow.base.UserInputException;
import org.cotflow.config.UserErrors;
import org.cotflow.network.Loss;
import org.cotflow.network.Metrics;
import org.cotflow.network.NetworkSpec.LossKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path directory;
  private Path path;
  private Location location;

  @BeforeEach
  void locate() {
    path = directory.resolve("runs/a");
    location = Locations.of(path.toString());
  }

  private static String refused(Location location) {
    UserInputException e =
        assertThrows(
            UserInputException.class, () -> RunDirectory.create(location, "x = 1").close());
    assertEquals(-1, e.getMessage().indexOf('\n'));
    return e.getMessage();
  }

  @Test
  void aNewRunHasItsConfigurationAndCanBeOpened() throws IOException {
    try (RunDirectory run = RunDirectory.create(location, "x = 1\n")) {
      assertEquals("x = 1\n", run.config());
    }
    assertEquals(
        "x = 1\n# SHA-256 of all lines above: " + Sha256.of("x = 1\n") + "\n",
        Files.readString(path.resolve("config.conf")));
    try (RunDirectory run = RunDirectory.open(location)) {
      assertEquals("x = 1\n", run.config());
      assertNull(run.summary());
      assertEquals(List.of(), run.snapshots().steps());
      assertThrows(IllegalStateException.class, () -> run.writeConfig("x = 2"));
    }
    try (RunDirectory run = RunDirectory.resume(location)) {
      run.writeConfig("x = 2\n");
      assertEquals("x = 2\n", run.config());
    }
  }

  @Test
  void usedDirectoriesAreRefusedAndLeftAlone() throws IOException {
    RunDirectory.create(location, "x = 1").close();
    assertTrue(refused(location).contains("holds a run already"));
    Files.createDirectories(directory.resolve("other"));
    RunDirectory.create(Locations.of(directory.resolve("other").toString()), "x = 1").close();
    Files.writeString(directory.resolve("file"), "text");
    assertTrue(refused(Locations.of(directory.resolve("file").toString())).contains("is a file"));
    Files.createDirectories(directory.resolve("full/x"));
    assertTrue(refused(Locations.of(directory.resolve("full").toString())).contains("not empty"));
    assertTrue(Files.readString(path.resolve("config.conf")).startsWith("x = 1\n#"));
  }

  @Test
  void whatIsNoRunCannotBeOpened() throws IOException {
    for (boolean exists : new boolean[] {false, true}) {
      if (exists) {
        Files.createDirectories(path);
      }
      String message =
          assertThrows(UserInputException.class, () -> RunDirectory.resume(location)).getMessage();
      assertTrue(message.contains(exists ? "is not a run directory" : "does not exist"), message);
      assertThrows(UserInputException.class, () -> RunDirectory.open(location));
      assertFalse(Files.exists(path.resolve(".lock")));
    }
  }

  @Test
  void twoRunsOfOneProcessCannotHaveOneDirectory() throws IOException {
    for (Location place : List.of(location, new UnflushedLocation(location.resolve("store")))) {
      try (RunDirectory run = RunDirectory.create(place, "x = 1")) {
        String message =
            assertThrows(UserInputException.class, () -> RunDirectory.resume(place)).getMessage();
        assertTrue(message.contains("process " + ProcessHandle.current().pid()), message);
        RunDirectory.open(place).close();
        run.writeConfig("x = 2");
      }
      RunDirectory.resume(place).close();
    }
  }

  @Test
  void anotherProcessKeepsTheDirectoryUntilItDies() throws Exception {
    for (String place : List.of(location.toString(), "store")) {
      String root = place.equals("store") ? directory.resolve("s").toString() : place;
      Location taken =
          place.equals("store") ? new UnflushedLocation(Locations.of(root)) : Locations.of(root);
      Process holder =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Holder.class.getName(),
                  root,
                  place.equals("store") ? "store" : "local")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        assertEquals("taken", holder.inputReader().readLine());
        String message =
            assertThrows(UserInputException.class, () -> RunDirectory.resume(taken)).getMessage();
        assertTrue(message.contains("process " + holder.pid()), message);
      } finally {
        holder.destroyForcibly();
      }
      assertTrue(holder.waitFor(300, TimeUnit.SECONDS));
      try (RunDirectory run = RunDirectory.resume(taken)) {
        assertEquals("x = 1\n", run.config());
      }
    }
  }

  /** Holds a run until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      Location local = Locations.of(args[0]);
      Location location = args[1].equals("store") ? new UnflushedLocation(local) : local;
      RunDirectory run = RunDirectory.create(location, "x = 1");
      System.out.println("taken");
      Thread.sleep(600_000);
      run.close();
    }
  }

  @Test
  void leasesOfOtherMachinesAreRespectedAndNamed() throws IOException {
    Location store = new UnflushedLocation(location);
    RunDirectory.create(store, "x = 1").close();
    Path lease = path.resolve(".lease-other");
    Files.writeString(lease, "{\"host\": \"far.example\", \"pid\": 1, \"start\": \"then\"}");
    String message =
        assertThrows(UserInputException.class, () -> RunDirectory.resume(store)).getMessage();
    assertTrue(message.contains("process 1 on far.example"), message);
    assertTrue(message.endsWith("delete " + store.resolve(".lease-other")), message);
    Files.writeString(lease, "{\"ho");
    assertThrows(UserInputException.class, () -> RunDirectory.resume(store));
    Files.delete(lease);
    RunDirectory.resume(store).close();
    assertFalse(store.list().stream().anyMatch(file -> file.name().startsWith(".lease-")));
  }

  private static final Metrics CLASSES =
      Metrics.ofClasses(
          new Loss(LossKind.SQUARED, false),
          new double[] {0.25, 0.5, 0.75, 0.125},
          new double[] {1, 0, 1, 0},
          List.of("a", "b"));

  private static final Metrics NUMBERS =
      Metrics.ofNumbers(
          new Loss(LossKind.SQUARED, false),
          new double[] {0.1, 0.2},
          new double[] {0.1, 0.5},
          List.of("y"),
          new double[] {3});

  @Test
  void summaryHasEveryFieldAndComesBack() throws IOException {
    RunSummary summary =
        new RunSummary(
            0.1 + 0.2,
            0.5,
            null,
            1.0,
            null,
            Double.NaN,
            null,
            null,
            null,
            150,
            0.25,
            true,
            200,
            400.0,
            1e-3 / 3,
            1e9,
            null,
            "abc",
            Map.of("test", CLASSES, "train", NUMBERS));
    try (RunDirectory run = RunDirectory.create(location, "x = 1")) {
      run.writeSummary(summary);
      RunSummary read = run.summary();
      assertEquals(summary.risk(), read.risk());
      assertEquals(summary.secondsPerStep(), read.secondsPerStep());
      assertNull(read.testAccuracy());
      assertEquals(200, read.steps());
      assertEquals("abc", read.measureDigest());
      assertEquals(summary.metrics(), read.metrics());
    }
    assertEquals(
        List.of(
            "risk",
            "validationRisk",
            "testRisk",
            "trainAccuracy",
            "validationAccuracy",
            "testAccuracy",
            "trainR2",
            "validationR2",
            "testR2",
            "bestStep",
            "bestValidationRisk",
            "certified",
            "steps",
            "flowTime",
            "secondsPerStep",
            "pairsPerSecond",
            "sparkJobsPerStep",
            "measureDigest",
            "metrics"),
        Files.readAllLines(path.resolve("summary.json")).stream()
            .filter(line -> line.matches("  \"\\w+\":.*"))
            .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf("\":")))
            .toList());
  }

  @Test
  void provenanceSaysWhatRan() throws IOException {
    try (RunDirectory run = RunDirectory.create(location, "x = 1")) {
      run.writeProvenance(
          new Provenance(
              Build.current(),
              "0123",
              List.of("as 784 features"),
              Map.of("init.seed", Long.MIN_VALUE, "data.seed", 3L),
              "scalar: said \"so\"\n<script>"));
    }
    Config read = ConfigFactory.parseFile(path.resolve("provenance.json").toFile());
    assertTrue(read.getString("version").matches("\\d+\\.\\d+\\.\\d+.*"), "filtered by the build");
    assertFalse(read.getString("commit").contains("$"));
    assertEquals("0123", read.getString("dataDigest"));
    assertEquals(List.of("as 784 features"), read.getStringList("dataNotes"));
    assertEquals(Long.MIN_VALUE, read.getConfig("seeds").getLong("\"init.seed\""));
    assertEquals("scalar: said \"so\"\n<script>", read.getString("kernel"));
    assertTrue(read.getString("java").contains(Runtime.version().toString()));
  }

  @Test
  void linksThatLeadOutAreRefused() throws IOException {
    Path run = directory.resolve("linked");
    RunDirectory.create(Locations.of(run.toString()), "{}").close();
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path kept = Files.writeString(outside.resolve("_manifest.json"), "{}");
    Path link = Files.createDirectories(run.resolve("measure")).resolve("step=00000000");
    Files.createSymbolicLink(link, outside);
    String line = UserErrors.line(() -> RunDirectory.resume(Locations.of(run.toString())));
    assertTrue(line.contains(link + " is a symbolic link"), line);
    Files.delete(link);
    RunDirectory.resume(Locations.of(run.toString())).close();
    assertTrue(Files.exists(kept));
  }
}
