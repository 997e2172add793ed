package org.cotflow.report.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.HeldClouds;
import org.cotflow.transport.LayerClouds;
import org.cotflow.transport.Slice;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.solver.SolverPolicy;

/** The COT distances between the last measures of several runs. */
public final class DistanceFigure {
  private static final String TITLE = "COT distance between runs";

  /** Particles of a layer that enter, by falling effort. */
  private static final int[] SAMPLE_SIZES = {1024, 512, 256, 128, 64};

  /** Entries of all cost matrices up to which a sample size is chosen. */
  private static final double LARGEST_EFFORT = 4e6;

  private static final int MOST_RUNS = 16;

  /** How much higher than its curve a chart is. */
  private static final double ROOM = 1.06;

  private DistanceFigure() {}

  /** The figure of the runs; there is none where no two have particles of the same dimension. */
  public static Drawing of(List<ReportedRun> runs) {
    boolean few = runs.size() >= 2 && runs.size() <= MOST_RUNS;
    return new Drawing(TITLE, () -> few ? figure(runs) : null);
  }

  /** Why runs have no figure, in a sentence; null where there is nothing to say. */
  public static String leftOut(List<ReportedRun> runs, boolean drawn) {
    if (drawn || runs.size() < 2) {
      return null;
    }
    return runs.size() > MOST_RUNS
        ? "COT distances are shown between up to "
            + MOST_RUNS
            + " runs, and there are "
            + runs.size()
            + ": report fewer, or call cotflow distance on two."
        : "COT distances are not shown: no two of the runs have particles of the same dimension.";
  }

  private static Figure figure(List<ReportedRun> runs) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    int deepest = 0;
    int widest = 0;
    for (ReportedRun run : runs) {
      List<Integer> steps = run.snapshotSteps();
      Snapshot last = steps.isEmpty() ? null : run.snapshots().open(steps.get(steps.size() - 1));
      snapshots.add(last);
      if (last != null) {
        deepest = Math.max(deepest, last.widths().length);
        for (int width : last.widths()) {
          widest = Math.max(widest, width);
        }
      }
    }
    int count = sampleSize(runs.size(), deepest);
    List<LayerClouds> clouds = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      clouds.add(snapshot == null ? null : clouds(snapshot, count));
    }
    String particles =
        widest > count
            ? ", between the first " + count + " particles of every layer."
            : ", with all particles.";
    return runs.size() == 2 ? alongDepth(clouds, particles) : matrix(clouds, particles);
  }

  /** Of two runs: where along depth they differ. Null where they cannot be compared. */
  private static Figure alongDepth(List<LayerClouds> clouds, String particles) {
    CotDistance distance = between(clouds.get(0), clouds.get(1));
    if (distance == null) {
      return null;
    }
    List<CotDistance.SliceDistance> slices = distance.slices();
    double[] s = new double[2 * slices.size()];
    double[] w = new double[s.length];
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i).slice();
      s[2 * i] = (double) slice.from() / slice.whole();
      s[2 * i + 1] = (double) slice.to() / slice.whole();
      w[2 * i] = slices.get(i).squaredDistance().distance();
      w[2 * i + 1] = w[2 * i];
    }
    double all = distance.value();
    PlotAxis x = PlotAxis.linear("layer time s");
    double most = Arrays.stream(w).max().orElse(0);
    PlotAxis y = PlotAxis.linear("W\u2082").within(0, most > 0 ? ROOM * most : 1);
    return Figure.of(
        TITLE,
        "W\u2082 between the layers of the last measures of both runs, each solved exactly"
            + particles
            + " The COT distance, the root of the mean of its square over layer time, is "
            + Numbers.brief(all, 4)
            + ".",
        x,
        y,
        List.of(
            new Mark.Line(Ink.QUIET, Dash.DASHED, new double[] {0, 1}, new double[] {all, all}),
            Thinning.line(Ink.HUE_1, Dash.SOLID, x, y, s, w)),
        List.of(
            LegendKey.line("W\u2082 of layers", Ink.HUE_1, Dash.SOLID),
            LegendKey.line("COT distance", Ink.QUIET, Dash.DASHED)));
  }

  /** Of more than two runs; null where there is no pair to compare. */
  private static Figure matrix(List<LayerClouds> clouds, String particles) {
    double[][] distances = distances(clouds);
    if (distances == null) {
      return null;
    }
    boolean unlike =
        Arrays.stream(distances).flatMapToDouble(Arrays::stream).anyMatch(Double::isNaN);
    List<String> numbers = new ArrayList<>();
    for (int i = 1; i <= clouds.size(); i++) {
      numbers.add(String.valueOf(i));
    }
    List<String> down = new ArrayList<>(numbers);
    Collections.reverse(down);
    Collections.reverse(Arrays.asList(distances));
    return Figure.of(
        TITLE,
        "COT distance between the last measures of the runs, numbered as in the table above: the"
            + " root of the mean over layer time of W\u2082\u00b2, each solved exactly"
            + particles
            + (unlike ? " Runs whose particles differ in dimension have no distance." : ""),
        PlotAxis.categories("run", numbers),
        PlotAxis.categories("run", down),
        List.of(new Mark.Cells(distances, false)),
        List.of());
  }

  private static int sampleSize(int runs, int depth) {
    double pairs = runs * (runs - 1) / 2.0;
    for (int size : SAMPLE_SIZES) {
      if (pairs * depth * size * size <= LARGEST_EFFORT) {
        return size;
      }
    }
    return SAMPLE_SIZES[SAMPLE_SIZES.length - 1];
  }

  /** Null where there is no pair to compare. */
  private static double[][] distances(List<LayerClouds> clouds) {
    double[][] distances = new double[clouds.size()][clouds.size()];
    boolean any = false;
    for (int i = 0; i < clouds.size(); i++) {
      for (int j = 0; j < i; j++) {
        CotDistance found = between(clouds.get(i), clouds.get(j));
        any |= found != null;
        double distance = found == null ? Double.NaN : found.value();
        distances[i][j] = distance;
        distances[j][i] = distance;
      }
    }
    return any ? distances : null;
  }

  /** Null where one has no measure, or the dimensions differ. */
  private static CotDistance between(LayerClouds one, LayerClouds other) {
    return one != null && other != null && CotDistance.comparable(one, other)
        ? CotDistance.between(
            one, other, Metric.plain(), SolverPolicy.exact(), OrderedTasks.on(Runnable::run))
        : null;
  }

  /** The first particles of every layer, in memory. */
  private static LayerClouds clouds(Snapshot snapshot, int most) {
    double[][] layers = new double[snapshot.widths().length][];
    for (int layer = 0; layer < layers.length; layer++) {
      layers[layer] = FirstParticles.of(snapshot, layer, most);
    }
    return new HeldClouds(snapshot.layouts().map(ParticleLayout::size), layers);
  }
}
