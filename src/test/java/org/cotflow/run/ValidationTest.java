package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.engine.EngineFactory;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that watch a validation part, and runs whose classes have weights. */
class ValidationTest {
  /** Noise that is learned by heart: the validation risk falls, then rises. */
  private static final List<String> OVERFITTED =
      List.of(
          "data.samples=60",
          "data.noise=0.5",
          "data.test-fraction=0.25",
          "data.validation-fraction=0.25",
          "network.depth=2",
          "network.width=32",
          "engine.block=8",
          "flow.step=1.5",
          "flow.steps=60",
          "init.w.std=3",
          "output.snapshot-every=7");

  @TempDir Path directory;

  private RunBits train(String name, String experiment, List<String> sets, String... further)
      throws IOException {
    return RunBits.train(
        experiment, all(sets, further), directory.resolve(name), EngineFactory.inProcess(1));
  }

  private static List<String> all(List<String> sets, String... further) {
    List<String> all = new java.util.ArrayList<>(sets);
    all.addAll(Arrays.asList(further));
    return all;
  }

  private RunSummary summary(String name) throws IOException {
    return RunSummary.read(Locations.of(directory.resolve(name).toString()));
  }

  private List<Integer> snapshots(String name) throws IOException {
    try (RunDirectory run = RunDirectory.open(Locations.of(directory.resolve(name).toString()))) {
      return run.snapshots().steps();
    }
  }

  /** The first step, of those recorded, with the smallest validation risk. */
  private static int best(List<Double> risks, int every) {
    return every * risks.indexOf(Collections.min(risks));
  }

  @Test
  void patienceEndsTheRunAndSaysWhichStepWasBest() throws IOException {
    RunBits whole = train("whole", "moons", OVERFITTED);
    List<Double> risks = whole.column("validation_risk");
    int best = best(risks, 1);
    assertTrue(best > 2 && best < 50, "best at " + best);
    assertEquals(best, summary("whole").bestStep());
    assertEquals(risks.get(best), summary("whole").bestValidationRisk());
    assertEquals(risks.get(60), summary("whole").validationRisk());
    RunBits early = train("early", "moons", OVERFITTED, "flow.stop.patience=5");
    assertEquals(best + 5, summary("early").steps());
    assertEquals(whole.history().subList(0, best + 7), early.history());
    assertEquals(best, summary("early").bestStep());

    train("sparse", "moons", OVERFITTED, "flow.stop.patience=2", "output.record-every=4");
    List<Double> every = new java.util.ArrayList<>();
    for (int step = 0; step < risks.size(); step += 4) {
      every.add(risks.get(step));
    }
    assertEquals(best(every, 4) + 8, summary("sparse").steps());
  }

  @Test
  void whereItEndsDoesNotDependOnInterruptions() throws IOException {
    String[] sets = {"flow.stop.patience=5", "output.record-every=2"};
    RunBits whole = train("whole", "moons", OVERFITTED, sets);
    int end = summary("whole").steps();
    for (int step : new int[] {0, 1, end - 9, end - 3, end - 2, end - 1}) {
      String name = "until-" + step;
      train(
          name,
          "moons",
          OVERFITTED,
          all(List.of(sets), "flow.steps=" + step).toArray(String[]::new));
      TrainingRun.Result result =
          RunBits.resume(directory.resolve(name), EngineFactory.inProcess(1), "flow.steps=60");
      assertEquals(TrainingLoop.End.PATIENCE, result.end());
      whole.assertSame(RunBits.of(directory.resolve(name)), name);
      assertEquals(summary("whole").bestStep(), summary(name).bestStep());
    }
    RunBits.resume(
        directory.resolve("until-0"), EngineFactory.inProcess(1), "flow.stop.patience=6");
    assertEquals(end + 2, summary("until-0").steps());
  }

  @Test
  void theSnapshotOfTheBestStepIsKept() throws IOException {
    String[] sets = {"output.snapshot-every=1", "output.keep=2"};
    train("kept", "moons", OVERFITTED, sets);
    int best = summary("kept").bestStep();
    assertEquals(List.of(0, best, 59, 60), snapshots("kept"));
    train(
        "until",
        "moons",
        OVERFITTED,
        all(List.of(sets), "flow.steps=" + (best + 4)).toArray(String[]::new));
    RunBits.resume(directory.resolve("until"), EngineFactory.inProcess(1), "flow.steps=60");
    assertEquals(List.of(0, best, 59, 60), snapshots("until"));
  }

  @Test
  void aValidationPartDoesNotChangeTheTestPart() throws IOException {
    RunProblem with = RunBits.problem("moons", OVERFITTED, directory.resolve("x"));
    RunProblem without =
        RunBits.problem(
            "moons", all(OVERFITTED, "data.validation-fraction=0"), directory.resolve("x"));
    assertEquals(
        Arrays.toString(without.data().test().targets()),
        Arrays.toString(with.data().test().targets()));
  }

  private static final List<String> WEIGHTED =
      List.of(
          "data.samples=24",
          "data.class-weights=[1,5]",
          "network.depth=2",
          "network.width=64",
          "init.w.std=3",
          "flow.method=rk4",
          "flow.step=0.05",
          "flow.steps=20");

  /** The risk falls by what the weighted gradient dissipates, to the order of the method. */
  @Test
  void theEnergyBalanceIsThatOfTheWeightedRisk() throws IOException {
    for (String loss : List.of("squared", "cross-entropy")) {
      RunBits bits = train(loss, "moons", WEIGHTED, "network.loss=" + loss);
      List<Double> risks = bits.column("risk");
      List<Double> defects = bits.column("balance_defect");
      assertTrue(risks.get(0) - risks.get(20) > 0.05, risks.toString());
      assertEquals(0, defects.get(defects.size() - 1), 1e-6);
    }
  }

  /** The classes have different weights, so the bound must count the smallest. */
  @Test
  void theBoundOfTheWeightedRiskIsBelowTheRatio() throws IOException {
    RunBits bits =
        train(
            "bound",
            "moons",
            WEIGHTED,
            "data.samples=8",
            "diagnostics.every=5",
            "flow.method=euler");
    RunBits equal =
        train(
            "equal",
            "moons",
            WEIGHTED,
            "data.samples=8",
            "diagnostics.every=5",
            "flow.method=euler",
            "data.class-weights=none");
    List<Double> bounds = bits.column("pl_bound");
    assertEquals(5, bounds.size());
    for (int i = 0; i < bounds.size(); i++) {
      assertTrue(bounds.get(i) > 0, bounds.toString());
      assertTrue(bounds.get(i) <= bits.column("pl_ratio").get(5 * i));
    }
    double smallest =
        Collections.min(
            RunBits.problem("moons", all(WEIGHTED, "data.samples=8"), directory)
                .network()
                .loss()
                .classWeights());
    assertTrue(smallest < 0.5, "" + smallest);
    assertEquals(smallest, bounds.get(0) / equal.column("pl_bound").get(0), 1e-12);
  }
}
