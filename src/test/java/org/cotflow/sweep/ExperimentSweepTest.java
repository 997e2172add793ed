package org.cotflow.sweep;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.FeatureRows;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainedMeasure;
import org.cotflow.run.npz.MeasureArrays;
import org.cotflow.run.npz.MeasureNpz;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.sweep.trial.StepResult;
import org.cotflow.sweep.trial.TrialInputs;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.MeasureClouds;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.solver.SolverPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep's table says of each run what the run by itself says, and of errors what they are. */
class ExperimentSweepTest {
  private static final String GRID =
      """
      network.depth = [1, 3]
      network.width = [2, 9]
      init.seed = range(2)
      reference { network.depth = 6, network.width = 11, init.seed = 1000 }
      errors { at = [0, 4], cot = true }
      laws {
        size { of = output_error, terms { a = "1/network.depth", c = "1/sqrt(network.width)" } }
        powers { of = output_error, power-law = [network.depth, network.width], step = 0 }
      }
      """;

  @TempDir Path directory;

  private Table swept(String name, String sweep, TrialRunner runner) throws IOException {
    SweepSummary summary = run(name, sweep, runner, SweepMonitor.NONE);
    assertTrue(summary.complete());
    return Table.read(directory.resolve(name).resolve("runs.csv"));
  }

  private SweepSummary run(String name, String sweep, TrialRunner runner, SweepMonitor monitor)
      throws IOException {
    return ExperimentSweep.of(SmallSweep.source(sweep))
        .run(Locations.of(directory.resolve(name).toString()), runner, monitor);
  }

  private static Experiment experiment(String... more) {
    return ExperimentConfig.parse(SmallSweep.BASE + String.join("\n", more), "small.conf");
  }

  private static double[] predictions(TrainedMeasure trained, Experiment experiment) {
    RunProblem problem = RunProblem.of(experiment);
    return trained.predict(new FeatureRows(6, problem.data().train().features())).values();
  }

  @Test
  void everyNumberIsThatOfTheRunByItself() throws IOException {
    Table table = swept("grid", GRID, new ThreadRunner(2, 1e9));
    assertEquals(16, table.size());
    Experiment alone = experiment("network.depth = 3", "network.width = 9", "init.seed = 1");
    Experiment large = experiment("network.depth = 6", "network.width = 11", "init.seed = 1000");
    TrainedMeasure run = TrainedMeasure.of(alone);
    TrainedMeasure reference = TrainedMeasure.of(large);
    Map<String, String> row = table.only("run", "7", "step", "4");
    assertEquals("3", row.get("network.depth"));
    assertEquals("9", row.get("network.width"));
    assertEquals("1", row.get("init.seed"));
    assertEquals("done", row.get("status"));
    assertEquals(run.summary().risk().toString(), row.get("risk"));
    assertEquals(run.summary().measureDigest(), row.get("measure_digest"));
    assertEquals("1.2", row.get("flow_time").substring(0, 3));
    assertEquals(
        run.summary().risk() - reference.summary().risk(),
        Double.parseDouble(row.get("risk_error")));
    double[] one = predictions(run, alone);
    double[] other = predictions(reference, large);
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    assertEquals(Math.sqrt(sum / one.length), Double.parseDouble(row.get("output_error")), 1e-14);
    double distance =
        CotDistance.between(
                new MeasureClouds(run.measure().shape(), run.measure()),
                new MeasureClouds(reference.measure().shape(), reference.measure()),
                Metric.plain(),
                SolverPolicy.standard(),
                OrderedTasks.on(Runnable::run))
            .value();
    assertEquals(distance, Double.parseDouble(row.get("cot_error")));
    assertTrue(Double.parseDouble(row.get("state_error")) > 0);
    assertEquals(
        TrainedMeasure.of(alone).history().get(0).risk(),
        Double.parseDouble(table.only("run", "7", "step", "0").get("risk")));
  }

  @Test
  void tablesAreTheSameForAnyThreadsAndMemory() throws IOException {
    swept("one", GRID, new ThreadRunner(1, 1e9));
    swept("three", GRID, new ThreadRunner(3, 1e9));
    swept("tight", GRID, new ThreadRunner(2, 1));
    for (String table : List.of("runs.csv", "laws.csv", "references.csv", "runs.parquet")) {
      String expected = Files.readString(directory.resolve("one").resolve(table), ISO_8859_1);
      assertFalse(expected.isEmpty());
      for (String other : List.of("three", "tight")) {
        assertEquals(
            expected, Files.readString(directory.resolve(other).resolve(table), ISO_8859_1), table);
      }
    }
    List<String> laws = Files.readAllLines(directory.resolve("one").resolve("laws.csv"));
    assertTrue(laws.get(0).startsWith("law,term,estimate,low,high,r2"), laws.get(0));
    assertEquals(6, laws.size(), laws.toString());
  }

  @Test
  void anInterruptedSweepGoesOnWithWhatIsMissing() throws IOException {
    swept("whole", GRID, new ThreadRunner(1, 1e9));
    List<String> known = new ArrayList<>();
    for (int stopAfter : new int[] {1, 3, 6}) {
      Stopping stopping = new Stopping(stopAfter - known.size());
      SweepSummary summary = run("pieces", GRID, ExperimentSweepTest::oneByOne, stopping);
      assertFalse(summary.complete());
      assertRowsOf("pieces", stopAfter - 1);
      known = results(known);
      assertEquals(stopAfter, known.size());
    }
    Counting counting = new Counting();
    run("pieces", GRID, new ThreadRunner(2, 1e9), counting);
    assertEquals(9 - 6, counting.finished);
    for (String table : List.of("runs.csv", "laws.csv", "references.csv", "runs.parquet")) {
      assertEquals(
          Files.readString(directory.resolve("whole").resolve(table), ISO_8859_1),
          Files.readString(directory.resolve("pieces").resolve(table), ISO_8859_1),
          table);
    }
  }

  /** The rows of so many runs are those of the whole sweep. */
  private void assertRowsOf(String name, int runs) throws IOException {
    Path table = directory.resolve(name).resolve("runs.csv");
    assertEquals(runs > 0, Files.exists(table));
    List<String> rows = runs > 0 ? Files.readAllLines(table) : List.of("no table");
    assertEquals(2 * runs, rows.size() - 1);
    if (runs > 0) {
      assertTrue(Files.readAllLines(directory.resolve("whole/runs.csv")).containsAll(rows));
    }
  }

  /** So that a sweep stops behind the very run that it is told to. */
  private static void oneByOne(
      List<TrialRunner.Weighed> tasks,
      TrialInputs inputs,
      TrialRunner.ResultSink done,
      BooleanSupplier stop)
      throws IOException {
    for (TrialRunner.Weighed task : tasks) {
      new ThreadRunner(1, 1e9).run(List.of(task), inputs, done, stop);
    }
  }

  /** The finished runs with their times; those that were there before are as they were. */
  private List<String> results(List<String> before) throws IOException {
    List<String> now = new ArrayList<>();
    try (var files = Files.list(directory.resolve("pieces/results"))) {
      for (Path file : files.sorted().toList()) {
        now.add(file.getFileName() + " " + Files.getLastModifiedTime(file));
      }
    }
    assertTrue(now.containsAll(before), before + " became " + now);
    return now;
  }

  @Test
  void resultsThatCannotBeReadAreMadeAgain() throws IOException {
    swept("torn", GRID, new ThreadRunner(2, 1e9));
    String runs = Files.readString(directory.resolve("torn/runs.csv"));
    String references = Files.readString(directory.resolve("torn/references.csv"));
    for (double share : new double[] {0, 0.3, 0.98}) {
      for (String file : List.of("run=00003.json", "reference=00000.npz")) {
        Path path = directory.resolve("torn/results").resolve(file);
        byte[] whole = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(whole, (int) (share * whole.length)));
      }
      Counting counting = new Counting();
      assertTrue(run("torn", GRID, new ThreadRunner(2, 1e9), counting).complete());
      assertEquals(2, counting.finished);
      assertEquals(2, counting.notices.size(), counting.notices.toString());
      assertTrue(counting.notices.get(0).startsWith("reference 0 is done again: "));
      assertTrue(counting.notices.get(1).startsWith("run 3 is done again: "));
      assertEquals(runs, Files.readString(directory.resolve("torn/runs.csv")));
      assertEquals(references, Files.readString(directory.resolve("torn/references.csv")));
    }
  }

  private static class Counting implements SweepMonitor {
    final List<String> notices = new ArrayList<>();
    int finished;

    @Override
    public void notice(String line) {
      notices.add(line);
    }

    @Override
    public void finished(double seconds, boolean done) {
      finished++;
    }
  }

  private static final class Stopping extends Counting {
    private final int after;

    Stopping(int after) {
      this.after = after;
    }

    @Override
    public boolean interrupted() {
      return finished >= after;
    }
  }

  @Test
  void runsThatFailOrDivergeSayWhyAndStopNoOther() throws IOException {
    Table table =
        swept(
            "troubled",
            "network.activation = [tanh, relu]\n flow.step = [0.3, 1e200]\n"
                + "network.state-dim = [2, 5, 6]\n errors.at = [0, 4]",
            new ThreadRunner(2, 1e9));
    assertEquals(24, table.size());
    Map<String, String> failed = table.only("run", "0", "step", "4");
    assertEquals("2", failed.get("network.state-dim"));
    assertEquals("failed", failed.get("status"));
    assertTrue(failed.get("reason").startsWith("network.state-dim is 2, but with "));
    assertEquals("done", table.only("run", "1", "step", "4").get("status"));
    Map<String, String> diverged = table.only("run", "11", "step", "4");
    assertEquals("diverged", diverged.get("status"));
    assertTrue(diverged.get("reason").startsWith("diverged at step "), diverged.toString());
    assertEquals("", diverged.get("risk"));
    assertNotEquals("", table.only("run", "11", "step", "0").get("measure_digest"));
  }

  @Test
  void numbersThatAreNotFiniteAreEmptyBeforeAndAfterAResume() throws IOException {
    String sweep =
        "flow.step = [0.3, 1e100, 1e155, 1e160]\n network.activation = [tanh, relu]\n"
            + "errors { at = [0, 1, 2], cot = true, layer-gap = true }\n"
            + "reference.init.seed = 1\n laws.all { of = risk, terms { a = \"1\" } }";
    swept("wild", sweep, new ThreadRunner(2, 1e9));
    List<String> first = texts("wild");
    swept("wild", sweep, new ThreadRunner(2, 1e9));
    assertEquals(first, texts("wild"));
    assertFalse(first.get(0).contains("Infinity"), first.get(0));
    StepResult step = StepResult.missing(1).with("risk", Double.POSITIVE_INFINITY);
    assertNull(step.number("risk"));
  }

  @Test
  void fileNamesAreTheSameInLocalesWithOtherDigits() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      swept("digits", "network.width = [2]\n keep-runs = true", new ThreadRunner(1, 1e9));
    } finally {
      Locale.setDefault(before);
    }
    assertTrue(Files.exists(directory.resolve("digits/results/run=00000.json")));
    assertTrue(Files.exists(directory.resolve("digits/runs/run=00000/measure/step=00000004")));
  }

  private List<String> texts(String name) throws IOException {
    return List.of(
        Files.readString(directory.resolve(name).resolve("runs.csv")),
        Files.readString(directory.resolve(name).resolve("laws.csv")),
        Files.readString(directory.resolve(name).resolve("references.csv")));
  }

  @Test
  void whatCannotBeRunIsRecordedAndTriedAgain() throws IOException {
    String sweep = "network.state-dim = [2, 5]\n network.width = [4]";
    SweepSummary summary = run("wrong", sweep, new ThreadRunner(2, 1e9), SweepMonitor.NONE);
    assertEquals(1, summary.done());
    assertEquals(1, summary.failed());
    Map<String, String> row = Table.read(directory.resolve("wrong/runs.csv")).only("run", "0");
    assertEquals("failed", row.get("status"));
    assertTrue(row.get("reason").startsWith("network.state-dim is 2, but with "), row.toString());
    assertEquals("", row.get("risk"));
    Counting again = new Counting();
    run("wrong", sweep, new ThreadRunner(2, 1e9), again);
    assertEquals(1, again.finished);
  }

  @Test
  void runsOfAReferenceThatFailedAreDoneOnceItWorks() throws IOException {
    String sweep =
        "network.depth = [1, 2]\n init.seed = range(2)\n errors.at = [0, 4]\n"
            + "reference { network.depth = 2, init.seed = \"init.seed\", init.from = \"npz:"
            + directory.resolve("start.npz")
            + "\" }\n laws.size { of = output_error, terms { a = \"1/network.depth\" } }";
    writeStart("start.npz");
    swept("undisturbed", sweep, new ThreadRunner(1, 1e9));
    Files.move(directory.resolve("start.npz"), directory.resolve("away.npz"));
    SweepSummary without = run("disturbed", sweep, new ThreadRunner(1, 1e9), SweepMonitor.NONE);
    assertEquals(4, without.failed());
    Map<String, String> row =
        Table.read(directory.resolve("disturbed/runs.csv")).only("run", "3", "step", "4");
    assertEquals("failed", row.get("status"));
    assertTrue(row.get("reason").startsWith("reference 1: cannot read "), row.toString());
    Files.move(directory.resolve("away.npz"), directory.resolve("start.npz"));
    swept("disturbed", sweep, new ThreadRunner(1, 1e9));
    for (String table : List.of("runs.csv", "laws.csv", "references.csv", "runs.parquet")) {
      String expected =
          Files.readString(directory.resolve("undisturbed").resolve(table), ISO_8859_1);
      assertEquals(
          expected,
          Files.readString(directory.resolve("disturbed").resolve(table), ISO_8859_1),
          table);
    }
  }

  /** The particles of a network of BASE. */
  private void writeStart(String name) throws IOException {
    TrainedMeasure measure = TrainedMeasure.of(experiment("init.seed = 7"));
    MeasureNpz.write(
        Locations.of(directory.resolve(name).toString()),
        measure.measure().shape(),
        measure.measure(),
        new MeasureArrays.Surroundings(null, null, null, null, null, null, null));
  }

  @Test
  void runsOfAReferenceThatDivergesAreDoneWithoutErrors() throws IOException {
    Table table =
        swept(
            "diverging",
            "network.depth = [1, 2]\n errors.at = [4]\n"
                + "reference { flow.step = 1e200, network.activation = relu }",
            new ThreadRunner(1, 1e9));
    for (Map<String, String> row : table.rows()) {
      assertEquals("done", row.get("status"));
      assertNotEquals("", row.get("risk"));
      assertEquals("", row.get("output_error"));
    }
    assertEquals(
        "diverged",
        Table.read(directory.resolve("diverging/references.csv"))
            .only("reference", "0")
            .get("status"));
  }

  @Test
  void aWiderRunBeginsWithTheParticlesOfTheNarrowerOne() throws IOException {
    Table table =
        swept(
            "nested",
            "network.width = [2, 2000]\n network.depth = [2]\n errors.at = [0]\n"
                + "reference { network.width = 1999 }",
            new ThreadRunner(2, 1e9));
    double wide = Double.parseDouble(table.only("run", "1").get("output_error"));
    double narrow = Double.parseDouble(table.only("run", "0").get("output_error"));
    assertTrue(wide > 0 && wide < 1e-2 * narrow, wide + " and " + narrow);
  }

  @Test
  void atStartTheLimitIsKnownInClosedForm() throws IOException {
    Table identity =
        swept(
            "identity",
            "init.u.std = [0.0]\n network.width = [3]\n errors.at = [0]\n"
                + "reference.kind = closed-form",
            new ThreadRunner(1, 1e9));
    assertEquals("0.0", identity.only("run", "0").get("output_error"));
    assertEquals("0.0", identity.only("run", "0").get("state_error"));
    assertEquals("0.0", identity.only("run", "0").get("risk_error"));
    Table drawn =
        swept(
            "drawn",
            "network.width = [10, 4000]\n errors.at = [0]\n reference.kind = closed-form",
            new ThreadRunner(1, 1e9));
    double narrow = Double.parseDouble(drawn.only("run", "0").get("output_error"));
    double wide = Double.parseDouble(drawn.only("run", "1").get("output_error"));
    assertTrue(wide > 0 && wide < narrow / 5, wide + " and " + narrow);
    UserInputException later =
        assertThrows(
            UserInputException.class,
            () ->
                ExperimentSweep.of(
                    SmallSweep.source("init.seed = [1]\n reference.kind = closed-form")));
    assertTrue(later.getMessage().contains("sweep.errors.at = [0]"), later.getMessage());
  }

  @Test
  void theLimitCanBeExtrapolatedFromTheRunsThemselves() throws IOException {
    Table table =
        swept(
            "extrapolated",
            "network.depth = [4, 8, 16]\n network.width = [40, 80]\n init.seed = range(3)\n"
                + "data.seed = range(2)\n reference.kind = richardson",
            new ThreadRunner(2, 1e9));
    double deep = 0;
    double shallow = 0;
    for (Map<String, String> row : table.rows()) {
      double error = Double.parseDouble(row.get("output_error"));
      deep += row.get("network.depth").equals("16") ? error : 0;
      shallow += row.get("network.depth").equals("4") ? error : 0;
      assertEquals("", row.get("state_error"));
    }
    assertTrue(deep > 0 && deep < shallow, deep + " and " + shallow);
    Table limits = Table.read(directory.resolve("extrapolated/references.csv"));
    assertEquals(2, limits.size());
    assertTrue(Double.parseDouble(limits.only("reference", "1").get("risk_error")) > 0);
  }

  @Test
  void cellsWithCommasAndQuotationMarksAreQuoted() throws IOException {
    Path data = directory.resolve("a,\"b\".csv");
    Files.writeString(data, "x,y\n1,2\n2,3\n4,4\n");
    Table table =
        swept(
            "quoted",
            "data.source = [\"csv:"
                + data.toString().replace("\"", "\\\"")
                + "\"]\n"
                + "network.width = [[2, 3]]",
            new ThreadRunner(1, 1e9));
    assertEquals("csv:" + data, table.only("run", "0").get("data.source"));
    assertEquals("[2, 3]", table.only("run", "0").get("network.width"));
  }

  @Test
  void runsCanKeepTheirDirectories() throws IOException {
    String sweep = "network.width = [4, 9]\n errors.at = [0, 4]\n";
    swept("plain", sweep, new ThreadRunner(2, 1e9));
    Table table = swept("kept", sweep + "keep-runs = true", new ThreadRunner(2, 1e9));
    assertEquals(
        Files.readString(directory.resolve("plain/runs.csv")),
        Files.readString(directory.resolve("kept/runs.csv")));
    try (RunDirectory run =
        RunDirectory.open(Locations.of(directory.resolve("kept/runs/run=00001").toString()))) {
      assertEquals(
          table.only("run", "1", "step", "4").get("measure_digest"), run.summary().measureDigest());
      assertEquals(5, run.history().rows().size());
    }
    assertFalse(Files.exists(directory.resolve("plain/runs")));
  }

  @Test
  void theDirectoryOfAnotherSweepIsRefused() throws IOException {
    swept("mine", "network.width = [2, 3]", new ThreadRunner(1, 1e9));
    String message =
        assertThrows(
                UserInputException.class,
                () -> swept("mine", "network.width = [2, 4]", new ThreadRunner(1, 1e9)))
            .getMessage();
    assertTrue(message.contains("network.width = [2, 3] there"), message);
    Files.createDirectories(directory.resolve("other"));
    Files.writeString(directory.resolve("other/x"), "");
    message =
        assertThrows(
                UserInputException.class,
                () -> swept("other", "network.width = [2, 4]", new ThreadRunner(1, 1e9)))
            .getMessage();
    assertTrue(message.contains("holds no sweep"), message);
  }
}
