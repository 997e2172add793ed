package org.cotflow.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cotflow.analysis.Certification;
import org.cotflow.analysis.RunAnalysis;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.Workplace;
import org.cotflow.report.Report;
import org.cotflow.run.Prediction;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.cost.Calibration;
import org.cotflow.run.cost.Forecast;
import org.cotflow.run.cost.KernelRates;
import org.cotflow.run.cost.Machines;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.StoredMeasure;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.StoredSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.SweepSummary;
import org.cotflow.sweep.ThreadRunner;
import org.cotflow.transport.CotBarycenter;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.CotGeodesic;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.solver.SolverPolicy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command does, a program in another package can do. */
class CommandsAsCallsTest {
  @TempDir static Path directory;

  private static TrainingRun.Result trained;

  private static Location place(String name) {
    return Locations.of(directory.resolve(name).toString());
  }

  private static StoredMeasure measure(Integer step) throws IOException {
    return StoredMeasure.open(place("run").toString(), step);
  }

  @BeforeAll
  static void train() throws IOException {
    trained = trained("moons", "run", 4);
  }

  private static TrainingRun.Result trained(String experiment, String name, int steps)
      throws IOException {
    RunProblem problem =
        RunProblem.of(
            ExperimentConfig.load(
                experiment,
                "data.samples=30",
                "network.depth=2",
                "network.width=8",
                "flow.steps=" + steps,
                "output.dir=\"" + place(name) + "\""));
    return TrainingRun.start(problem, EngineFactory.inProcess(1), RunMonitor.NONE);
  }

  @Test
  void trainAndResume() throws IOException {
    assertEquals(4, trained.step());
    TrainingRun.Result same =
        TrainingRun.resume(
            place("run"), null, List.of(), chosen -> EngineFactory.inProcess(1), RunMonitor.NONE);
    assertEquals(trained.summary().measureDigest(), same.summary().measureDigest());
  }

  @Test
  void predict() throws IOException {
    StringWriter csv = new StringWriter();
    trained("digits", "images", 1);
    StoredMeasure images = StoredMeasure.open(place("images").toString(), null);
    Prediction.of(images, "digits", EngineFactory.inProcess(1))
        .writeCsv(new PrintWriter(csv, true));
    assertTrue(csv.toString().startsWith("sample,"), csv.toString());
  }

  @Test
  void exportAndDistance() throws IOException {
    Location npz = place("start.npz");
    measure(0).writeNpz(npz);
    StoredMeasure start = StoredMeasure.open(npz.toString(), null);
    assertEquals(0, distance(start, measure(0)));
    assertTrue(distance(start, measure(4)) > 0);
  }

  private static double distance(StoredMeasure one, StoredMeasure other) {
    return CotDistance.between(
            one.clouds(),
            other.clouds(),
            Metric.plain(),
            SolverPolicy.exact(),
            Workplace.inProcess(1).tasks())
        .value();
  }

  @Test
  void geodesicAndBarycenter() throws IOException {
    StoredMeasure start = measure(0);
    StoredMeasure end = measure(4);
    CotGeodesic way =
        CotGeodesic.between(
            start.clouds(),
            end.clouds(),
            Metric.plain(),
            SolverPolicy.exact(),
            Workplace.inProcess(1).tasks());
    CotBarycenter mean =
        CotBarycenter.of(
            List.of(start.clouds(), end.clouds()),
            new double[] {1, 1},
            Metric.plain(),
            SolverPolicy.exact(),
            100,
            Workplace.inProcess(1).tasks());
    start.writeNpz(place("half.npz"), way.at(0.5));
    start.writeNpz(place("mean.npz"), mean.clouds());
    double half = way.distance().value() / 2;
    for (String name : List.of("half.npz", "mean.npz")) {
      StoredMeasure between = StoredMeasure.open(place(name).toString(), null);
      assertEquals(half, distance(start, between), 1e-9, name);
    }
  }

  @Test
  void analyze() throws IOException {
    RunAnalysis analysis = RunAnalysis.open(place("run"));
    assertEquals(List.of(0, 4), analysis.steps());
    assertEquals(2, analysis.at(4).diagnostics().layers().size());
  }

  @Test
  void certify() {
    Certification certification =
        Certification.of(ExperimentConfig.load("moons", "data.samples=4", "network.width=8"));
    assertFalse(certification.certificate().holds());
  }

  @Test
  void plan() {
    RunProblem problem = RunProblem.of(ExperimentConfig.load("moons", "data.samples=30"));
    KernelRates rates = Calibration.measure(problem.size(), problem.network().maps(), 1, 0.2);
    double heap = Runtime.getRuntime().maxMemory();
    Forecast forecast =
        Forecast.of(
            problem.size(), rates, null, new Machines(1, 1, heap, false), 20, null, 1, heap);
    assertTrue(forecast.fastest(false).cost().seconds() > 0);
  }

  @Test
  void report() throws IOException {
    assertEquals(List.of(), Report.write(RunDirectory.open(place("run")), null));
    Report report = Report.of(List.of(place("run")));
    assertEquals(report.html(), Files.readString(directory.resolve("run").resolve(Report.NAME)));
    assertTrue(report.plain().contains("Energy balance"));
  }

  @Test
  void sweep() throws IOException {
    ExperimentSource source =
        ExperimentSource.parse(
            """
            data { source = gaussian, samples = 6 }
            flow.steps = 2
            sweep {
              network.width = [2, 4, 8]
              reference { network.width = 20, init.seed = 9 }
              laws.size { of = output_error, power-law = [network.width] }
            }
            """,
            "sweep.conf");
    SweepSummary summary =
        ExperimentSweep.of(source).run(place("sweep"), ThreadRunner.of(2), SweepMonitor.NONE);
    assertEquals(3, summary.done());
    StoredSweep stored =
        StoredSweep.read(
            place("sweep"),
            damage -> {
              throw new AssertionError(damage);
            });
    assertEquals(summary.laws(), stored.laws(), "laws read back to the same bits");
    assertEquals(3, stored.runs().rows().size());
    assertEquals(List.of("network.width"), stored.runs().keys());
    assertEquals("8", stored.runs().rows().get(2).cells().get("network.width"));
    assertEquals(3, stored.fits().size());
    assertEquals(1, stored.references().rows().size());
    assertEquals(List.of(), Report.write(place("sweep")));
    String text = Report.of(List.of(place("sweep"))).plain();
    assertTrue(text.contains("size  output error = "), text);
    assertTrue(text.contains("M is network.width."), text);
  }
}
