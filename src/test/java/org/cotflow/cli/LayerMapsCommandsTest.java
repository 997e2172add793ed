package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands make of a network whose layers cycle through two maps. */
class LayerMapsCommandsTest {
  private static final String[] NETWORK = {
    "data.samples=16",
    "network.map=[attention,neuron-by-token]",
    "network.sites=[2]",
    "network.state-dim=4",
    "network.depth=3",
    "network.width=6",
    "engine.block=4",
    "init.o.std=0.5",
    "flow.steps=2",
    "output.snapshot-every=1"
  };

  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  @BeforeEach
  void train() {
    Call.train("moons", directory.resolve("run"), NETWORK);
  }

  private static void assertRefused(String complaint, String... arguments) {
    Call call = Call.of(arguments);
    assertEquals(2, call.code(), call.err());
    assertTrue(call.err().contains(complaint), call.err());
    assertEquals(1, call.errLines().size(), call.err());
    assertEquals("", call.out());
  }

  @Test
  void kernelsOfTheLayersMakeUpTheGradient() throws IOException {
    Call call = Call.done("analyze", path("run"), "--csv", path("run.csv"));
    assertTrue(call.out().contains("network.map = attention has none"), call.out());
    List<String> rows = Files.readAllLines(directory.resolve("run.csv"));
    int column = List.of(rows.get(0).split(",")).indexOf("kernel_form_difference");
    assertTrue(rows.size() > 3 && column > 0, rows.toString());
    for (String row : rows.subList(1, rows.size())) {
      assertTrue(Double.parseDouble(row.split(",", -1)[column]) <= 1e-11, row);
    }
    assertRefused("network.map is [attention, neuron-by-token]", "certify", path("run"));
  }

  @Test
  void distancesGoFromLayerToLayer() {
    Call.done("export", path("run"), "--step", "0", "--out", path("start.npz"));
    Call same = Call.done("distance", path("run"), path("start.npz"), "--step", "0");
    assertTrue(same.out().endsWith("cot_distance 0.0\n"), same.out());
    Call moved = Call.done("distance", path("run"), path("start.npz"), "--sliced", "4");
    String last = moved.outLines().get(moved.outLines().size() - 1);
    assertTrue(Double.parseDouble(last.substring("cot_distance ".length())) > 0, last);
    assertRefused(
        "W_2 over all layers needs particles of one map",
        "distance",
        path("run"),
        path("run"),
        "--wasserstein");
    Call.train("moons", directory.resolve("deep"), changed("network.depth=6"));
    assertRefused("layers 0 and 1 meet", "distance", path("run"), path("deep"));
    Call.done("geodesic", path("run"), path("start.npz"), "--at", "0.5", "--out", path("between"));
    Call.done("distance", path("run"), path("between/t=0.5.npz"));
    Call.done("predict", path("run"), "--part", "train");
  }

  /** Eight numbers each, which mean other things: no distance, geodesic or barycenter. */
  @Test
  void particlesOfOtherPartsAreNotCompared() {
    String[] small = {
      "data.samples=16",
      "network.state-dim=2",
      "network.readout=gaussian",
      "network.depth=2",
      "network.width=3",
      "flow.steps=0"
    };
    Call.train("moons", directory.resolve("gated"), with(small, "network.map=gated"));
    String[] heads = with(small, "network.map=attention", "network.sites=[1]");
    Call.train("moons", directory.resolve("heads"), with(heads, "network.map-options.head=1"));
    String complaint =
        "measures of the parts u[2] w[2] b[1] v[2] c[1] and q[2] k[2] v[2] o[2]: distances need the"
            + " same state dimension and map";
    String gated = path("gated");
    String attention = path("heads");
    assertRefused(complaint, "distance", gated, attention);
    assertRefused(complaint, "distance", gated, attention, "--wasserstein", "--sliced", "3");
    assertRefused(complaint, "geodesic", gated, attention, "--at", "0.5", "--out", path("way"));
    assertRefused(complaint, "barycenter", gated, attention, "--out", path("mean.npz"));
    Call.done("export", attention, "--out", path("heads.npz"));
    assertRefused(complaint, "distance", gated, path("heads.npz"));
    Call.done("distance", attention, path("heads.npz"));
  }

  @Test
  void aPlanCalibratesTheMapsOfAList() {
    List<String> arguments =
        new ArrayList<>(List.of("plan", "moons", "--no-spark", "--calibration", "0.02"));
    arguments.addAll(TrainCalls.sets(NETWORK));
    Call call = Call.done(arguments.toArray(String[]::new));
    assertTrue(call.out().startsWith("moons: depth 3, width 6, state-dim 4, 18 "), call.out());
    assertEquals(9, call.out().lines().filter(line -> line.startsWith("in-process ")).count());
  }

  private static String[] changed(String... further) {
    return with(NETWORK, further);
  }

  private static String[] with(String[] given, String... further) {
    List<String> sets = new ArrayList<>(Arrays.asList(given));
    sets.addAll(List.of(further));
    return sets.toArray(String[]::new);
  }

  @Test
  void reportsPredictionsAndSweepsKnowSuchNetworks() throws IOException {
    Call.done("report", path("run"));
    String page = Files.readString(directory.resolve("run").resolve("report.html"));
    assertTrue(page.contains("Particles by layer"), "no figure of particles");
    List<String> arguments = new ArrayList<>(List.of("sweep", "moons", "--out", path("sweep")));
    arguments.addAll(
        TrainCalls.sets(
            changed(
                "sweep.network.width=[2,3]",
                "sweep.reference.network.width=8",
                "sweep.errors.cot=true")));
    Call.done(arguments.toArray(String[]::new));
    List<String> runs = Files.readAllLines(directory.resolve("sweep").resolve("runs.csv"));
    int column = List.of(runs.get(0).split(",")).indexOf("cot_error");
    assertTrue(column > 0, runs.get(0));
    assertTrue(Double.parseDouble(runs.get(1).split(",", -1)[column]) > 0, runs.get(1));
  }
}
