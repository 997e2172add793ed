package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.StoredMeasure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks whose layers cycle through a list of maps. */
class LayerMapsTest {
  private static final String LAST = "measure/step=00000012/";

  @TempDir Path directory;

  private RunProblem small(String... further) {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "data.samples=6",
                "data.test-fraction=0",
                "network.map=[attention,neuron-by-token,gated]",
                "network.sites=[3]",
                "network.state-dim=6",
                "network.embedding=gaussian",
                "network.readout=gaussian",
                "network.depth=4",
                "network.width=[2,3,2,1]",
                "engine.block=2",
                "engine.propagation=sweep",
                "init.u.std=0.5",
                "init.o.std=0.6"));
    sets.addAll(List.of(further));
    return RunBits.problem("moons", sets, directory.resolve("small"));
  }

  private RunBits train(String name, List<String> sets) throws IOException {
    return RunBits.train("moons", sets, directory.resolve(name), EngineFactory.inProcess(2));
  }

  @Test
  void aListOfOneMapIsThatMap() throws IOException {
    RunBits alone = train("alone", SmallRuns.FULL_BATCH.sets());
    RunBits one = train("one", SmallRuns.FULL_BATCH.sets("network.map=[neuron]"));
    alone.assertSame(one, "[neuron]");
    alone.assertSame(
        train("two", SmallRuns.FULL_BATCH.sets("network.map=[neuron,neuron]")), "[neuron,neuron]");
    assertEquals(config("alone"), config("one").replace("/one", "/alone"));
    assertEquals(-1, Files.mismatch(part("alone"), part("one")));
    assertFalse(text("one", LAST + "_manifest.json").contains("layouts"));
  }

  private String text(String run, String file) throws IOException {
    return Files.readString(directory.resolve(run).resolve(file));
  }

  /** Without the digest of its text, which names the directory. */
  private String config(String run) throws IOException {
    return text(run, "config.conf").replaceAll("# SHA-256 of all lines above: [0-9a-f]{64}", "");
  }

  private Path part(String run) {
    return directory.resolve(run).resolve(LAST + "part-00000000.parquet");
  }

  @Test
  void snapshotsAndExportsHoldTheParticlesOfAllLayers() throws IOException {
    RunBits run = train("run", SmallRuns.TRANSFORMER.sets());
    RunDirectory opened = RunDirectory.open(Locations.of(directory.resolve("run").toString()));
    StoredMeasure measure = StoredMeasure.open(directory.resolve("run").toString(), null);
    assertEquals(List.of("q", "k", "v", "o"), measure.shape().layout(2).names());
    assertEquals(List.of("u", "w", "b"), measure.shape().layout(1).names());
    assertEquals(12, opened.snapshots().latestValid().orElseThrow().step());
    Path npz = directory.resolve("run.npz");
    measure.writeNpz(Locations.of(npz.toString()));
    RunBits again =
        train("again", SmallRuns.TRANSFORMER.sets("init.from=npz:" + npz, "flow.steps=0"));
    assertEquals(run.digest(), again.digest());
    RunBits further =
        train(
            "further",
            SmallRuns.TRANSFORMER.sets(
                "init.from=run:" + directory.resolve("again"), "flow.steps=1"));
    assertNotEquals(run.digest(), further.digest());
    List<String> header = List.of(run.trajectories().get(0).split(","));
    String[] row = run.trajectories().get(1 + 9).split(",", -1);
    assertEquals("", row[header.indexOf("q_0")], "layer 1 has no q");
    assertTrue(!row[header.indexOf("u_0")].isEmpty());
  }

  @Test
  void whatDoesNotFitAListIsRefused() {
    Map<String, String> complaints =
        Map.of(
            "flow.train=[u,z]", "expected a list of different ones of q, k, v, o, u, w, b, c",
            "init.hidden.std=1", "have the parts q, k, v, o, u, w, b, c",
            "network.map-options.rank=1", "network.map-options.rank",
            "network.map=[attention,neurone]", "or a list of these that layers cycle through");
    complaints.forEach(
        (set, complaint) -> {
          String message = assertThrows(UserInputException.class, () -> small(set)).getMessage();
          assertTrue(message.contains(complaint), message);
        });
    String cosines = "network.activation=cos";
    String message =
        assertThrows(
                UserInputException.class,
                () -> small("network.map=[random-features,neuron,attention]", cosines))
            .getMessage();
    assertEquals(
        "flow.train: random-features holds its part w, which another map of network.map ="
            + " [random-features, neuron, attention] trains; name the parts that move",
        message);
    small("network.map=[random-features,neuron,attention]", cosines, "flow.train=[u]");
  }
}
