package org.cotflow.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Locations;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.config.ExperimentSource;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.Samples;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainedMeasure;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.SweepReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built-in sweeps do what the papers write: the same draws trained by the papers' own formulas
 * give the same predictions, and small versions show the published laws.
 */
class PublishedSweepsTest {
  @TempDir Path directory;

  @Test
  void chizat2025TrainsAsItsNotebookWrites() {
    Experiment experiment =
        ExperimentConfig.load("chizat-2025", "network.depth=5", "network.width=4", "flow.steps=7");
    RunProblem problem = RunProblem.of(experiment);
    PublishedNetworks paper =
        new PublishedNetworks(problem, StrictMath::tanh, PublishedSweepsTest::tanhSlope);
    int dim = 10;
    PublishedNetworks.scaleInPlace(paper.ins, dim); // U = D w
    double[][] firsts = rows(problem.data().train().features(), dim);
    double[][] targets = rows(problem.data().train().targets(), dim);
    double outer = 1.0 / (5 * 4);
    for (int step = 0; step < 7; step++) {
      // Risk sum (h - y)^2 / (2 N D). The gradients of the notebook lack the factor 1/(L M), so
      // that
      // its step D is D L M on those of the risk.
      paper.descend(
          firsts,
          (i, last) -> difference(last, targets[i], 1.0 / (firsts.length * dim)),
          1.0 / dim,
          outer,
          dim / outer,
          dim / outer);
    }
    double[][] expected = new double[firsts.length][];
    for (int i = 0; i < firsts.length; i++) {
      expected[i] = paper.states(firsts[i], 1.0 / dim, outer)[5];
    }
    assertSame(expected, experiment, problem.data().train());
  }

  @Test
  void chizat2026TrainsAsItsNotebookWrites() {
    int dim = 7;
    Experiment experiment =
        ExperimentConfig.load(
            "chizat-2026",
            "network.depth=4",
            "network.width=3",
            "network.state-dim=" + dim,
            "init.u.std=" + Math.sqrt(dim),
            "init.w.std=" + 1 / Math.sqrt(dim),
            "flow.multipliers.u=" + dim,
            "flow.multipliers.w=" + 1.0 / dim,
            "flow.steps=6");
    RunProblem problem = RunProblem.of(experiment);
    PublishedNetworks paper =
        new PublishedNetworks(problem, StrictMath::tanh, PublishedSweepsTest::tanhSlope);
    PublishedNetworks.scaleInPlace(paper.ins, dim);
    Samples train = problem.data().train();
    double[][] firsts = rows(problem.network().embed(train.features()), dim);
    double[][] targets = rows(train.targets(), 5);
    double[][] readout = rows(problem.network().readout().values(), dim); // (1/D) WU^T
    double outer = 1.0 / (4 * 3);
    for (int step = 0; step < 6; step++) {
      // The notebook multiplies the last gradient by D, divides U^T h and V^T b by D, and leaves
      // out 1/(L M) in both gradients: on those of the risk its step 1 is L M D for both.
      paper.descend(
          firsts,
          (i, last) -> pulledBack(readout, last, targets[i], 1.0 / (10 * 5)),
          1.0 / dim,
          outer,
          dim / outer,
          dim / outer);
    }
    double[][] expected = new double[firsts.length][5];
    for (int i = 0; i < firsts.length; i++) {
      double[] last = paper.states(firsts[i], 1.0 / dim, outer)[4];
      for (int o = 0; o < 5; o++) {
        expected[i][o] = PublishedNetworks.dot(readout[o], last);
      }
    }
    assertSame(expected, experiment, train);
  }

  @Test
  void marion2023TrainsAsThePaperWrites() {
    Experiment experiment =
        ExperimentConfig.load("marion-2023", "network.depth=3", "data.samples=20", "flow.steps=9");
    RunProblem problem = RunProblem.of(experiment);
    PublishedNetworks paper =
        new PublishedNetworks(problem, PublishedSweepsTest::gelu, PublishedSweepsTest::geluSlope);
    PublishedNetworks.scaleInPlace(paper.ins, 4); // W = sqrt(q) w
    PublishedNetworks.scaleInPlace(paper.outs, 1 / Math.sqrt(32)); // V = u / sqrt(m)
    assertEquals(paper.ins[0][5][3], paper.ins[2][5][3]);
    assertEquals(0, paper.outs[1][5][3]);
    double[][] firsts = rows(problem.data().train().features(), 16);
    double[][] targets = rows(problem.data().train().targets(), 16);
    double outer = 1 / (3 * Math.sqrt(32));
    for (int step = 0; step < 9; step++) {
      // Steps of 0.01 L on V and W, of the mean over samples of |h - y|^2 / 2.
      paper.descend(
          firsts,
          (i, last) -> difference(last, targets[i], 1.0 / firsts.length),
          1.0 / 4,
          outer,
          0.01 * 3,
          0.01 * 3);
    }
    double[][] expected = new double[firsts.length][];
    for (int i = 0; i < firsts.length; i++) {
      expected[i] = paper.states(firsts[i], 1.0 / 4, outer)[3];
    }
    assertSame(expected, experiment, problem.data().train());
  }

  @Test
  void chizat2026SharesEndsWithItsReferencesAndNothingElse() {
    Grid grid = grid("chizat-2026");
    assertEquals(2000, grid.runs().size());
    assertEquals(5, grid.references().size());
    for (Grid.Run run : List.of(grid.runs().get(0), grid.runs().get(777), grid.runs().get(1999))) {
      Experiment own = run.experiment();
      Experiment reference = grid.references().get(run.reference());
      double dim = own.network().stateDim();
      assertEquals(Math.sqrt(dim), own.init().parts().get("u"), 1e-15 * dim);
      assertEquals(1 / Math.sqrt(dim), own.init().parts().get("w"), 1e-15);
      assertEquals(Math.sqrt(2000), reference.init().parts().get("u"), 1e-12);
      assertEquals(2000, reference.network().stateDim());
      assertEquals(List.of(2000), reference.network().width());
      assertEquals(own.network().seed(), reference.network().seed());
      assertNotEquals(own.init().seed(), reference.init().seed());
      assertEquals(own.data(), reference.data());
    }
  }

  @Test
  void theOtherGridsAreThePublishedOnes() {
    Grid chizat = grid("chizat-2025");
    assertEquals(9 * 9 * 5, chizat.runs().size());
    assertEquals(1, chizat.references().size());
    Grid seeds = grid("chizat-2025", "sweep.data.seed=range(20)");
    assertEquals(20 * 405, seeds.runs().size());
    assertEquals(20, seeds.references().size());
    Grid marion = grid("marion-2023");
    assertEquals(10, marion.runs().size());
    assertEquals(1 << 14, marion.references().get(0).network().depth());
    assertEquals(marion.runs().get(0).experiment().init(), marion.references().get(0).init());
    for (Grid.Run run : grid("width-limit").runs()) {
      int product = run.experiment().network().depth() * run.experiment().network().width().get(0);
      assertEquals(1024, product);
    }
  }

  @Test
  void theProductOfDepthAndWidthDecidesTheError() throws IOException {
    SweepSummary summary =
        sweep(
            "width-limit",
            "sweep.network.depth=[32,128,512]",
            "sweep.network.width=512 / network.depth",
            "sweep.reference.network.depth=256",
            "sweep.reference.network.width=256",
            "flow.steps=20");
    Table runs = Table.read(directory.resolve("runs.csv"));
    double[] means = new double[3];
    for (Map<String, String> row : runs.rows()) {
      int split = List.of("32", "128", "512").indexOf(row.get("network.depth"));
      means[split] += Double.parseDouble(row.get("output_error")) / 10;
    }
    assertEquals(1, means[1] / means[0], 0.2, Arrays.toString(means));
    assertEquals(1, means[2] / means[1], 0.2, Arrays.toString(means));
    LawRow exponent = summary.laws().get(1);
    assertEquals("network.depth", exponent.term());
    assertEquals(0, exponent.estimate(), 0.08);

    String times = Files.readString(directory.resolve("metrics.csv"));
    SweepSummary again =
        sweep(
            "width-limit",
            "sweep.network.depth=[32,128,512]",
            "sweep.network.width=512 / network.depth",
            "sweep.reference.network.depth=256",
            "sweep.reference.network.width=256",
            "flow.steps=20",
            "sweep.laws.split.power-law=[network.width]",
            "sweep.laws.term.of=output_error",
            "sweep.laws.term.exponents=free",
            "sweep.laws.term.terms.x=1 / network.depth");
    assertEquals(times, Files.readString(directory.resolve("metrics.csv")), "no run was repeated");
    assertEquals(List.of("coefficient", "network.width", "x", "x^"), terms(again));
    assertEquals(-exponent.estimate(), again.laws().get(1).estimate(), 1e-10);
    assertEquals(-exponent.estimate(), again.laws().get(3).estimate(), 1e-6);
    assertTrue(again.laws().get(3).low() <= again.laws().get(3).estimate());
  }

  /**
   * Sixteen times as many heads: a quarter of the error, or somewhat more of a finite reference.
   */
  @Test
  void transformersApproachTheirLimitLikeNeurons() throws IOException {
    SweepSummary summary =
        sweep(
            "transformer-limit",
            "sweep.network.depth=[8,32]",
            "sweep.network.width=[8,32]",
            "sweep.reference.network.depth=64",
            "sweep.reference.network.width=64",
            "sweep.laws.output.where=network.depth >= 8",
            "sweep.laws.shape.where=network.depth >= 8",
            "sweep.laws.width.where=network.depth >= 8",
            "flow.steps=5");
    assertTrue(summary.laws().get(1).low() > 0, summary.laws().toString());
    double[] squares = new double[2];
    for (Map<String, String> row : Table.read(directory.resolve("runs.csv")).rows()) {
      if (row.get("network.depth").equals(row.get("network.width"))) {
        double error = Double.parseDouble(row.get("output_error"));
        squares[row.get("network.depth").equals("8") ? 0 : 1] += error * error;
      }
    }
    assertEquals(0.25, Math.sqrt(squares[1] / squares[0]), 0.12);
  }

  private static List<String> terms(SweepSummary summary) {
    return summary.laws().stream().map(LawRow::term).toList();
  }

  @Test
  void tiedLayersStayNeighborsAndErrorsFallLikeOneOverTheDepth() throws IOException {
    SweepSummary summary =
        sweep(
            "marion-2023",
            "sweep.network.depth=[4,8,16,32,64]",
            "sweep.reference.network.depth=2048",
            "sweep.laws.output.where=network.depth >= 8",
            "sweep.laws.neighbors.where=network.depth >= 8",
            "data.samples=20",
            "flow.steps=10");
    List<LawRow> slopes =
        summary.laws().stream().filter(row -> row.term().equals("network.depth")).toList();
    assertEquals(2, slopes.size());
    for (LawRow slope : slopes) {
      assertEquals(-1, slope.estimate(), 0.05, slope.toString());
    }
    TrainedMeasure four =
        TrainedMeasure.of(
            ExperimentConfig.load(
                "marion-2023", "network.depth=4", "data.samples=20", "flow.steps=10"));
    Map<String, String> row = Table.read(directory.resolve("runs.csv")).only("network.depth", "4");
    assertEquals(gap(four), Double.parseDouble(row.get("layer_gap")), 1e-14);
  }

  /** The largest root mean square distance of neighboring layers, from the stored particles. */
  private static double gap(TrainedMeasure trained) {
    List<ParticleBlock> layers = trained.measure().blocks();
    double largest = 0;
    for (int k = 0; k + 1 < layers.size(); k++) {
      double sum = 0;
      for (int m = 0; m < 32; m++) {
        for (int j = 0; j < 2 * 16; j++) {
          int at = layers.get(k).index(m, j);
          double difference = layers.get(k + 1).values()[at] - layers.get(k).values()[at];
          sum += difference * difference / 32;
        }
      }
      largest = Math.max(largest, Math.sqrt(sum));
    }
    return largest;
  }

  private SweepSummary sweep(String name, String... sets) throws IOException {
    ExperimentSource source = ExperimentSource.load(name, List.of(sets), Map.of(), false);
    return ExperimentSweep.of(source)
        .run(Locations.of(directory.toString()), ThreadRunner.of(2), SweepMonitor.NONE);
  }

  private static Grid grid(String name, String... sets) {
    ExperimentSource source = ExperimentSource.load(name, List.of(sets), Map.of(), false);
    return Grid.of(source, SweepReader.read(source));
  }

  private static void assertSame(double[][] expected, Experiment experiment, Samples train) {
    double[] predicted =
        TrainedMeasure.of(experiment)
            .predict(new FeatureRows(train.count(), train.features()))
            .values();
    double[] flat = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
    assertArrayEquals(flat, predicted, 1e-11);
  }

  private static double[][] rows(double[] flat, int length) {
    double[][] rows = new double[flat.length / length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * length, (i + 1) * length);
    }
    return rows;
  }

  private static double[] difference(double[] a, double[] b, double factor) {
    double[] difference = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      difference[j] = factor * (a[j] - b[j]);
    }
    return difference;
  }

  /** B^T (B h - y) times a factor. */
  private static double[] pulledBack(
      double[][] readout, double[] last, double[] target, double factor) {
    double[] gradient = new double[last.length];
    for (int o = 0; o < readout.length; o++) {
      double residual = factor * (PublishedNetworks.dot(readout[o], last) - target[o]);
      for (int j = 0; j < last.length; j++) {
        gradient[j] += readout[o][j] * residual;
      }
    }
    return gradient;
  }

  private static double tanhSlope(double z) {
    double t = StrictMath.tanh(z);
    return 1 - t * t;
  }

  private static double gelu(double z) {
    return z * normalDistribution(z);
  }

  private static double geluSlope(double z) {
    return normalDistribution(z) + z * StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The series 1/2 + phi(z) (z + z^3/3 + z^5/15 + ...). */
  private static double normalDistribution(double z) {
    double term = z;
    double sum = z;
    for (int k = 3; k < 200; k += 2) {
      term *= z * z / k;
      sum += term;
    }
    return 0.5 + sum * StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }
}
