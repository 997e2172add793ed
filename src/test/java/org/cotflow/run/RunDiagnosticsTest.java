package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.analysis.RunAnalysis;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.store.History;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.theory.KernelProbe;
import org.cotflow.theory.KernelSpectra;
import org.cotflow.theory.spectrum.Spectrum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run sees of its kernels on the way is what an analysis of its snapshots finds later. */
class RunDiagnosticsTest {
  private static final List<String> WIDE =
      List.of(
          "data.samples=20",
          "network.depth=3",
          "network.width=[24,40,17]",
          "engine.block=8",
          "init.u.std=0.3",
          "flow.step=0.5",
          "flow.steps=6",
          "output.snapshot-every=2");

  @TempDir Path directory;

  private RunBits train(String name, String... sets) throws IOException {
    List<String> all = new ArrayList<>(WIDE);
    all.addAll(List.of(sets));
    return RunBits.train("moons", all, directory.resolve(name), EngineFactory.inProcess(2));
  }

  private RunAnalysis analysis(String name) throws IOException {
    return RunAnalysis.open(Locations.of(directory.resolve(name).toString()));
  }

  private List<HistoryRow> rows(String name) throws IOException {
    return History.read(Locations.of(directory.resolve(name).toString())).rows();
  }

  /**
   * With full batches, with stages between the steps, and with mini-batches, where the ratio alone
   * is another one.
   */
  @Test
  void theNumbersAreThoseOfAnAnalysis() throws IOException {
    for (String name : List.of("flow.batch=full", "flow.method=heun", "flow.batch=7")) {
      RunBits bits = train(name, "diagnostics.every=2", "output.record-every=1", name);
      assertEquals(1 + 4 * 3, bits.diagnostics().size());
      for (int step = 0; step <= 6; step++) {
        HistoryRow found = rows(name).get(step);
        assertTrue(found.number(HistoryColumn.PL_RATIO) > 0);
        assertEquals(step % 2 == 0, found.number(HistoryColumn.LAMBDA_MIN) != null);
        assertEquals(step % 2 == 0, found.number(HistoryColumn.PL_BOUND) != null);
        if (step % 2 == 0) {
          assertSameAs(analysis(name).at(step), found, bits.diagnostics(), !name.endsWith("7"));
        }
      }
    }
  }

  /** Kernels are functions that do not change, but only the first layer's states stay. */
  @Test
  void rkhsNodeKeepsTheKernelOfItsFirstLayer() throws IOException {
    List<String> small =
        List.of("network.depth=3", "network.width=64", "flow.steps=6", "diagnostics.every=3");
    RunBits bits =
        RunBits.train("rkhs-node", small, directory.resolve("rkhs"), EngineFactory.inProcess(2));
    for (int layer = 0; layer < 3; layer++) {
      List<String> spectra = new ArrayList<>();
      for (String line : bits.diagnostics()) {
        List<String> cells = List.of(line.split(","));
        if (cells.get(1).equals("" + layer)) {
          spectra.add(String.join(",", cells.subList(2, cells.size() - 1)));
        }
      }
      assertEquals(3, spectra.size());
      assertEquals(layer == 0 ? 1 : 3, spectra.stream().distinct().count(), spectra.toString());
    }
    for (HistoryRow row : rows("rkhs")) {
      if (row.step() % 3 == 0) {
        double bound = row.number(HistoryColumn.PL_BOUND);
        assertTrue(0 < bound && bound <= row.number(HistoryColumn.PL_RATIO));
      }
    }
  }

  private static void assertSameAs(
      RunAnalysis.AtSnapshot expected, HistoryRow found, List<String> lines, boolean sameRatio) {
    double smallest = Double.POSITIVE_INFINITY;
    for (KernelSpectra layer : expected.diagnostics().layers()) {
      Spectrum features = layer.features();
      smallest = Math.min(smallest, features.smallest());
      String line =
          expected.step()
              + ","
              + layer.layer()
              + ","
              + features.smallest()
              + ","
              + features.smallestBound()
              + ","
              + features.largest()
              + ","
              + features.condition()
              + ","
              + features.method().keyword()
              + ","
              + layer.jacobianNorm();
      assertTrue(lines.contains(line), line + " is not in " + lines);
    }
    assertEquals(smallest, found.number(HistoryColumn.LAMBDA_MIN));
    assertEquals(expected.diagnostics().lowerBound(), found.number(HistoryColumn.PL_BOUND));
    assertTrue(found.number(HistoryColumn.PL_BOUND) >= 0);
    if (sameRatio) {
      assertEquals(1, expected.diagnostics().ratio() / found.number(HistoryColumn.PL_RATIO), 1e-11);
      assertTrue(found.number(HistoryColumn.PL_BOUND) <= found.number(HistoryColumn.PL_RATIO));
    }
  }

  @Test
  void theFlowDoesNotNotice() throws IOException {
    RunBits without = train("without");
    RunBits with = train("with", "diagnostics.every=1");
    assertEquals(without.digest(), with.digest());
    for (String column : List.of("risk", "grad_norm_sq", "pl_ratio")) {
      assertEquals(without.column(column), with.column(column));
    }
    assertEquals(List.of(), without.column("lambda_min"));
    assertEquals(7, with.column("lambda_min").size());
    assertFalse(Files.exists(directory.resolve("without/diagnostics.csv")));
  }

  /** Stages of a flow step go through a solver without memory, watched or not. */
  @Test
  void theMemoryOfAWatchedSolverIsThatOfItsSteps() throws IOException {
    String[] sets = {"engine.propagation=newton", "flow.method=heun", "init.u.std=1"};
    RunBits without = train("alone", sets);
    RunBits with = train("watched", sets[0], sets[1], sets[2], "diagnostics.every=2");
    assertEquals(without.digest(), with.digest());
    assertEquals(without.column("solver_evaluations"), with.column("solver_evaluations"));
  }

  @Test
  void aRunCutOffBetweenSnapshotsEndsInTheSameBytes() throws IOException {
    RunBits whole = train("whole", "diagnostics.every=1");
    Path cut = directory.resolve("cut");
    train("cut", "diagnostics.every=1", "flow.steps=5");
    // As if it had died after step 5: with rows behind its last snapshot, one of them torn off.
    Files.delete(cut.resolve("summary.json"));
    try (RunDirectory opened = RunDirectory.resume(Locations.of(cut.toString()))) {
      opened.snapshots().dropAfter(4);
    }
    Files.writeString(
        cut.resolve("diagnostics.csv"),
        Files.readString(cut.resolve("diagnostics.csv")) + "6,0,0.01");
    RunBits.resume(cut, EngineFactory.inProcess(1), "flow.steps=6");
    whole.assertSame(RunBits.of(cut), "cut off and resumed");
  }

  @Test
  void beyondTheLimitLanczosTakesOver() throws IOException {
    RunBits dense = train("dense", "diagnostics.every=6");
    RunBits lanczos = train("lanczos", "diagnostics.every=6", "diagnostics.dense-limit=15");
    assertTrue(dense.diagnostics().stream().skip(1).allMatch(line -> line.contains(",dense,")));
    assertTrue(lanczos.diagnostics().stream().skip(1).allMatch(line -> line.contains(",lanczos,")));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          dense.column("lambda_min").get(i), lanczos.column("lambda_min").get(i), 1e-8 * 20);
      assertEquals(0.0, lanczos.column("pl_bound").get(i));
    }
  }

  @Test
  void whatDoesNotApplyIsEmpty() throws IOException {
    RunBits scheme = train("midpoint", "diagnostics.every=3", "network.depth-scheme=midpoint");
    assertEquals(3, scheme.column("lambda_min").size());
    assertEquals(List.of(), scheme.column("pl_bound"));
    RunBits norms = train("norms", "diagnostics.every=3", "diagnostics.spectrum=false");
    assertEquals(List.of(), norms.column("lambda_min"));
    assertEquals(List.of(), norms.column("pl_bound"));
    assertTrue(norms.diagnostics().get(1).matches("0,0,,,,,,\\d.*"), norms.diagnostics().get(1));
    RunBits spectra = train("spectra", "diagnostics.every=3", "diagnostics.jacobians=false");
    assertEquals(List.of(), spectra.column("pl_bound"));
    assertTrue(spectra.diagnostics().get(1).endsWith(",dense,"), spectra.diagnostics().get(1));
    RunBits frozen = train("frozen", "diagnostics.every=6", "flow.train=[w,b]");
    assertEquals(List.of(0.0, 0.0), frozen.column("pl_bound"));
    RunBits other = train("entropy", "diagnostics.every=6", "network.loss=cross-entropy");
    assertEquals(List.of(), other.column("pl_bound"));
    assertEquals(2, other.column("lambda_min").size());
    assertEquals(other.column("lambda_min").get(0), spectra.column("lambda_min").get(0));
  }

  /** Activations whose squares overflow, one step before the run diverges. */
  @Test
  void kernelsThatOverflowHaveNoSpectrum() {
    RunProblem problem =
        RunProblem.of(
            ExperimentConfig.load(
                "gaussian",
                "network.activation=linear",
                "network.depth=1",
                "network.width=90",
                "data.samples=5",
                "init.w.std=1e170"));
    int rows = problem.data().train().count();
    for (int limit : new int[] {2, 100}) {
      KernelProbe probe =
          KernelProbe.of(
              problem.network(),
              problem.networkFile().discretization(),
              new double[][] {problem.network().embed(problem.data().train().features()), null},
              rows,
              org.cotflow.theory.ParticleSums.source(
                  problem.shape(), problem.initial(), problem.network().maps()),
              new KernelProbe.Wanted(limit, true, true));
      assertTrue(Double.isNaN(probe.smallestEigenvalue()));
      assertEquals(Double.POSITIVE_INFINITY, probe.layers().get(0).features().largest());
      assertEquals(0, probe.lowerBound());
    }
  }
}
