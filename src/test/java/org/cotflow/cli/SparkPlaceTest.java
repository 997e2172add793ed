package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that read runs print and write the same bytes in process and on Spark. */
class SparkPlaceTest {
  private static final List<String> ON_SPARK =
      List.of("--set", "engine.kind=spark", "--set", "spark.master=local[2]");

  @TempDir static Path directory;

  @BeforeAll
  static void train() {
    for (String seed : List.of("0", "1")) {
      Call.train(
          "moons",
          directory.resolve("run" + seed),
          "init.seed=" + seed,
          "data.samples=30",
          "network.depth=3",
          "network.width=[40,17,30]",
          "engine.block=8",
          "flow.steps=2");
    }
    Call.done("export", path("run1"), "--npz", path("run1.npz"));
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  private void assertSameBytes(String... arguments) throws IOException {
    List<String> here = new ArrayList<>(List.of(arguments));
    List<String> there = new ArrayList<>(here);
    here.addAll(List.of("--csv", path("here.csv")));
    there.addAll(List.of("--csv", path("there.csv")));
    there.addAll(ON_SPARK);
    Call inProcess = Call.of(here.toArray(String[]::new));
    Call onSpark = Call.of(there.toArray(String[]::new));
    assertEquals(0, inProcess.code(), inProcess.err());
    assertEquals(0, onSpark.code(), onSpark.err());
    assertEquals(inProcess.out(), onSpark.out());
    assertTrue(inProcess.out().length() > 100);
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("here.csv")),
        Files.readAllBytes(directory.resolve("there.csv")));
  }

  @Test
  void distancesAreTheSame() throws IOException {
    assertSameBytes("distance", path("run0"), path("run1"), "--wasserstein", "--sliced", "16");
    assertSameBytes("distance", path("run0"), path("run1.npz"), "--method", "entropic");
  }

  @Test
  void analysesAreTheSame() throws IOException {
    assertSameBytes("analyze", path("run0"));
  }

  @Test
  void geodesicsAndBarycentersAreTheSame() throws IOException {
    for (List<String> command :
        List.of(
            List.of("geodesic", path("run0"), path("run1"), "--at", "0.25,1", "--out"),
            List.of("barycenter", path("run0"), path("run1.npz"), "--weights", "2,1", "--out"))) {
      boolean one = command.contains("barycenter");
      List<String> here = new ArrayList<>(command);
      List<String> there = new ArrayList<>(command);
      here.add(path(one ? "here.npz" : "here"));
      there.add(path(one ? "there.npz" : "there"));
      there.addAll(ON_SPARK);
      Call inProcess = Call.of(here.toArray(String[]::new));
      Call onSpark = Call.of(there.toArray(String[]::new));
      assertEquals(0, inProcess.code(), inProcess.err());
      assertEquals(0, onSpark.code(), onSpark.err());
      assertEquals(inProcess.out().replace("here", "there"), onSpark.out());
      for (String file : one ? List.of(".npz") : List.of("/t=0.25.npz", "/t=1.0.npz")) {
        assertArrayEquals(
            Files.readAllBytes(directory.resolve("here" + file)),
            Files.readAllBytes(directory.resolve("there" + file)),
            file);
      }
    }
  }

  @Test
  void certificatesAreTheSame() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("certify", path("run0"), "--out"));
    arguments.add(path("here.json"));
    Call inProcess = Call.of(arguments.toArray(String[]::new));
    arguments.set(3, path("there.json"));
    arguments.addAll(ON_SPARK);
    Call onSpark = Call.of(arguments.toArray(String[]::new));
    assertEquals(0, inProcess.code(), inProcess.err());
    assertEquals(0, onSpark.code(), onSpark.err());
    assertEquals(inProcess.out(), onSpark.out());
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("here.json")),
        Files.readAllBytes(directory.resolve("there.json")));
  }

  @Test
  void wrongPlacesAreOneLineEach() {
    for (String set :
        List.of(
            "flow.steps=3",
            "engine",
            "engine.block=4",
            "engine.kind=sprk",
            "engine.threads=0",
            "spark.mastr=local")) {
      for (List<String> command :
          List.of(
              List.of("distance", path("run0"), path("run1")), List.of("analyze", path("run0")))) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--set", set));
        Call call = Call.of(arguments.toArray(String[]::new));
        assertEquals(2, call.code(), call.err());
        assertEquals(1, call.errLines().size(), call.err());
        assertEquals("", call.out());
      }
    }
    Call call = Call.of("distance", path("run0"), path("run1"), "--set", "engine.block=4");
    assertTrue(call.err().contains("engine.kind, engine.threads, engine.partitions"), call.err());
  }
}
