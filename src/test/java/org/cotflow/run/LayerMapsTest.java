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
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.flow.KeptGradients;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.network.Loss;
import org.cotflow.network.Network;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.StoredMeasure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks whose layers cycle through a list of maps. */
class LayerMapsTest {
  private static final double DIFFERENCE = 2e-3;
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

  private static Engine engine(RunProblem problem, HeldMeasure measure) {
    return EngineFactory.inProcess(1).start(problem.shape(), measure, problem.network().maps());
  }

  private static Trajectory forward(RunProblem problem, Sweep sweep, Engine engine) {
    Samples train = problem.data().train();
    return sweep.forward(engine, problem.network().embed(train.features()), train.count());
  }

  private static Loss.Evaluation loss(RunProblem problem, Trajectory trajectory) {
    Network network = problem.network();
    Samples train = problem.data().train();
    double[] predictions = network.predict(trajectory.last());
    return network
        .loss()
        .evaluate(predictions, train.targets(), train.count(), network.outputDim());
  }

  private static double risk(RunProblem problem, Sweep sweep, HeldMeasure measure) {
    try (Engine engine = engine(problem, measure)) {
      return loss(problem, forward(problem, sweep, engine)).risk();
    }
  }

  @Test
  void gradientsOfAllPartsAgreeWithCentralDifferences() {
    RunProblem problem = small();
    Sweep sweep = new Sweep(ButcherTableau.MIDPOINT, 2);
    HeldMeasure measure = HeldMeasure.of(problem.shape(), problem.initial());
    HeldMeasure gradient = HeldMeasure.of(problem.shape(), measure);
    try (Engine engine = engine(problem, measure)) {
      Trajectory trajectory = forward(problem, sweep, engine);
      double[] last = problem.network().lastAdjoints(loss(problem, trajectory).gradients());
      KeptGradients keep = new KeptGradients(gradient.blocks(), problem.data().train().count());
      sweep.backward(engine, trajectory, last, keep);
    }
    double errorSquared = 0;
    double normSquared = 0;
    for (int b = 0; b < measure.blocks().size(); b++) {
      ParticleBlock block = measure.blocks().get(b);
      int width = problem.shape().width(block.layer());
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < block.size(); j++) {
          int at = block.index(m, j);
          double slope = difference(problem, sweep, measure, block.values(), at) * 4 * width;
          double expected = gradient.blocks().get(b).values()[at];
          errorSquared += (slope - expected) * (slope - expected);
          normSquared += expected * expected;
        }
      }
    }
    assertTrue(normSquared > 1e-6, "a gradient of 0 shows nothing");
    assertEquals(0, Math.sqrt(errorSquared / normSquared), 1e-7);
  }

  /** Fourth-order central difference. */
  private static double difference(
      RunProblem problem, Sweep sweep, HeldMeasure measure, double[] values, int at) {
    double held = values[at];
    double[] risks = new double[4];
    int[] offsets = {-2, -1, 1, 2};
    for (int i = 0; i < 4; i++) {
      values[at] = held + offsets[i] * DIFFERENCE;
      risks[i] = risk(problem, sweep, measure);
    }
    values[at] = held;
    return (risks[0] - 8 * risks[1] + 8 * risks[2] - risks[3]) / (12 * DIFFERENCE);
  }

  private RunBits train(String name, List<String> sets) throws IOException {
    return RunBits.train("moons", sets, directory.resolve(name), EngineFactory.inProcess(2));
  }

  private static double last(RunBits run, String column) {
    List<String> names = List.of(run.history().get(0).split(",", -1));
    String row = run.history().get(run.history().size() - 1);
    return Double.parseDouble(row.split(",", -1)[names.indexOf(column)]);
  }

  @Test
  void theEnergyBalanceCloses() throws IOException {
    RunBits run =
        train("balance", SmallRuns.TRANSFORMER.sets("flow.method=adaptive", "flow.tolerance=1e-7"));
    assertEquals(0, last(run, "balance_defect"), 1e-6);
    assertTrue(last(run, "risk") < 0.9 * Double.parseDouble(run.history().get(1).split(",")[2]));
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
