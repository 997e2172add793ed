package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.format.Json;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzReader;
import org.cotflow.format.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code geodesic} and {@code barycenter}, and what the other commands make of their files. */
class GeodesicCommandTest {
  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private void train(String name, String... sets) {
    List<String> all = new ArrayList<>(List.of("data.samples=30"));
    all.addAll(List.of(sets));
    Call.train("moons", directory.resolve(name), all.toArray(String[]::new));
  }

  private double distance(String one, String other) {
    List<String> lines = Call.done("distance", path(one), path(other)).outLines();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.startsWith("cot_distance "), last);
    return Double.parseDouble(last.substring("cot_distance ".length()));
  }

  /** New samples for networks trained on moons. */
  private String samples() throws IOException {
    Path file = directory.resolve("samples.csv");
    Files.writeString(file, "x0,x1\n0.5,-0.25\n1,0\n-0.7,0.9\n");
    return file.toString();
  }

  private void trainTwo() {
    train("a", "network.depth=2", "network.width=[20,12]", "flow.steps=3");
    train("b", "network.depth=2", "network.width=[20,12]", "flow.steps=3", "init.seed=1");
  }

  @Test
  void pointsOfTheGeodesicAreMeasuresOnTheWay() throws IOException {
    trainTwo();
    Call call =
        Call.done("geodesic", path("a"), path("b"), "--at", "0,0.25,0.5", "--out", path("g"));
    double length = distance("a", "b");
    assertTrue(call.out().endsWith("cot_distance " + length + "\n"), call.out());
    assertTrue(call.out().contains("t=0.25.npz: 2 layers, 32 particles"), call.out());
    assertEquals(0, distance("a", "g/t=0.0.npz"));
    assertEquals(0.25 * length, distance("a", "g/t=0.25.npz"), 1e-13 * length);
    assertEquals(0.75 * length, distance("b", "g/t=0.25.npz"), 1e-13 * length);
    assertEquals(0.25 * length, distance("g/t=0.25.npz", "g/t=0.5.npz"), 1e-13 * length);

    String samples = samples();
    assertEquals(
        Call.done("predict", path("a"), "--data", samples).out(),
        Call.done("predict", path("g/t=0.0.npz"), "--data", samples).out());
    Call middle = Call.done("predict", path("g/t=0.5.npz"), "--data", samples);
    assertEquals("sample,", middle.outLines().get(0).substring(0, 7));
    train(
        "further",
        "network.depth=2",
        "network.width=[20,12]",
        "flow.steps=0",
        "init.from=npz:" + path("g/t=0.5.npz"));
    assertEquals(0, distance("further", "g/t=0.5.npz"));
    try (var files = Files.list(directory.resolve("g"))) {
      assertEquals(3, files.count());
    }
  }

  @Test
  void networksOfOtherDepthAndWidthAreMet() {
    train("a", "network.depth=2", "network.width=6", "flow.steps=2");
    train("deep", "network.depth=3", "network.width=4", "flow.steps=2", "init.seed=3");
    Call call = Call.done("geodesic", path("a"), path("deep"), "--at", "0.5", "--out", path("g"));
    assertTrue(call.out().contains("t=0.5.npz: 6 layers, 72 particles"), call.out());
    double length = distance("a", "deep");
    assertEquals(0.5 * length, distance("a", "g/t=0.5.npz"), 1e-12 * length);
    assertEquals(0.5 * length, distance("g/t=0.5.npz", "deep"), 1e-12 * length);
  }

  @Test
  void theBarycenterOfTwoIsThePointBetween() throws IOException {
    trainTwo();
    Call.done("geodesic", path("a"), path("b"), "--at", "0.5,0.75", "--out", path("g"));
    Call call = Call.done("barycenter", path("a"), path("b"), "--out", path("mean.npz"));
    double length = distance("a", "b");
    assertEquals(0, distance("mean.npz", "g/t=0.5.npz"), 1e-14 * length);
    List<String> lines = call.outLines();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.startsWith("mean_squared_distance "), last);
    double squared = Double.parseDouble(last.substring("mean_squared_distance ".length()));
    assertEquals(0.25 * length * length, squared, 1e-12 * length * length);
    Call.done("barycenter", path("a"), path("b"), "--weights", "1,3", "--out", path("far.npz"));
    assertEquals(0, distance("far.npz", "g/t=0.75.npz"), 1e-14 * length);
    Call.done("predict", path("mean.npz"), "--data", samples());
  }

  /** Over so many layers that sums by different rules would differ. */
  @Test
  void textAndJsonHaveTheSameMean() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      train(
          name,
          "network.depth=40",
          "network.width=3",
          "flow.steps=1",
          "init.seed=" + (int) name.charAt(0));
    }
    List<String> words =
        List.of("barycenter", path("a"), path("b"), path("c"), "--out", path("mean.npz"));
    List<String> lines = Call.done(words.toArray(String[]::new)).outLines();
    List<String> json = new ArrayList<>(words);
    json.add("--json");
    Number mean =
        Json.parse(Call.done(json.toArray(String[]::new)).out()).number("meanSquaredDistance");
    assertEquals("mean_squared_distance " + mean, lines.get(lines.size() - 1));
  }

  /** The order in which a layer's particles stand says nothing. */
  @Test
  void permutedParticlesGiveTheSameMeasures() throws IOException {
    trainTwo();
    Call.done("export", path("b"), "--npz", path("b.npz"));
    reverseParticles("b.npz", "reversed.npz");
    assertEquals(0, distance("b", "reversed.npz"));
    Call.done("geodesic", path("a"), path("b"), "--at", "0.3", "--out", path("g"));
    Call.done("geodesic", path("a"), path("reversed.npz"), "--at", "0.3", "--out", path("h"));
    assertEquals(0, distance("g/t=0.3.npz", "h/t=0.3.npz"));
    Call.done("barycenter", path("a"), path("b"), "--out", path("mean.npz"));
    Call.done("barycenter", path("a"), path("reversed.npz"), "--out", path("other.npz"));
    assertEquals(0, distance("mean.npz", "other.npz"));
  }

  private void reverseParticles(String from, String to) throws IOException {
    Location file = Locations.of(path(from));
    NpzReader.Contents contents = NpzReader.read(file);
    try (NpzWriter npz = NpzWriter.create(Locations.of(path(to)))) {
      for (var entry : contents.numbers().entrySet()) {
        NpyArray array = entry.getValue();
        boolean particles = entry.getKey().matches("[uwb]_\\d+");
        npz.write(entry.getKey(), particles ? reversed(array) : array);
      }
    }
  }

  private static NpyArray reversed(NpyArray array) {
    int count = array.shape()[0];
    int size = array.values().length / count;
    double[] values = new double[count * size];
    for (int m = 0; m < count; m++) {
      System.arraycopy(array.values(), m * size, values, (count - 1 - m) * size, size);
    }
    return new NpyArray(array.shape(), values);
  }

  @Test
  void whatCannotBeIsOneLine() {
    trainTwo();
    train("wide", "network.depth=2", "network.width=9", "flow.steps=0");
    train("deep", "network.depth=3", "network.width=9", "flow.steps=0");
    train("high", "network.depth=2", "network.width=9", "network.state-dim=9", "flow.steps=0");
    String out = path("out");
    for (Call call :
        List.of(
            Call.of("geodesic", path("a"), path("b"), "--at", "1.5", "--out", out),
            Call.of("geodesic", path("a"), path("b"), "--at", "NaN", "--out", out),
            Call.of("geodesic", path("a"), path("b"), "--at", "half", "--out", out),
            Call.of("geodesic", path("a"), path("b"), "--out", out),
            Call.of("geodesic", path("a"), path("high"), "--at", "0.5", "--out", out),
            Call.of("geodesic", path("a"), path("none"), "--at", "0.5", "--out", out),
            Call.of("geodesic", path("a"), path("b"), "--at", "0", "--out", path("a/config.conf")),
            Call.of("barycenter", path("a"), path("wide"), "--out", out + ".npz"),
            Call.of("barycenter", path("wide"), path("deep"), "--out", out + ".npz"),
            Call.of("barycenter", path("a"), path("b"), "--out", out),
            Call.of("barycenter", path("a"), path("b"), "--weights", "1", "--out", out + ".npz"),
            Call.of("barycenter", path("a"), path("b"), "--weights", "1,0", "--out", out + ".npz"),
            Call.of("barycenter", "--out", out + ".npz"))) {
      assertEquals(2, call.code(), call.err());
      assertEquals(1, call.errLines().size(), call.err());
    }
    assertFalse(Files.exists(Path.of(out)));
    assertFalse(Files.exists(Path.of(out + ".npz")));
  }

  @Test
  void otherNetworksAreNotedAndBareFilesDoNotPredict() throws IOException {
    train("a", "network.depth=1", "network.width=8", "flow.steps=0");
    train("b", "network.depth=1", "network.width=8", "flow.steps=0", "network.scale=2");
    Call call = Call.done("geodesic", path("a"), path("b"), "--at", "1", "--out", path("g"));
    assertEquals(1, call.errLines().stream().filter(line -> line.startsWith("note: ")).count());
    assertTrue(call.err().contains("another scale"), call.err());
    NpzReader.Contents contents = NpzReader.read(Locations.of(path("g/t=1.0.npz")));
    try (NpzWriter npz = NpzWriter.create(Locations.of(path("bare.npz")))) {
      for (String name : List.of("u", "w", "b", "A", "B")) {
        npz.write(name, contents.numbers().get(name));
      }
    }
    Call bare = Call.of("predict", path("bare.npz"), "--data", samples());
    assertEquals(2, bare.code(), bare.err());
    assertTrue(bare.err().contains("bare.npz has no meta"), bare.err());
    Call step = Call.of("predict", path("bare.npz"), "--step", "3", "--data", samples());
    assertEquals(2, step.code(), step.err());
  }
}
