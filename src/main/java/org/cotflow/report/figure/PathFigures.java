package org.cotflow.report.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cotflow.data.Samples;
import org.cotflow.depth.Discretization;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Score;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.NetworkFile;

/** The states of some training samples along depth, x(s) for s in [0, 1], after training. */
public final class PathFigures {
  private static final String TITLE = "Samples through depth";
  private static final int SAMPLES = 40;
  private static final int HUES = 10;
  private static final int LEVELS = 5;

  /** Numbers of all particles up to which the measure is read for a picture. */
  private static final long LARGEST_MEASURE = 1L << 23;

  private PathFigures() {}

  /** The figure of a run; there is none where samples or particles cannot be read quickly. */
  public static Drawing of(ReportedRun run, TrainingData data) {
    boolean readable = data != null && !run.snapshotSteps().isEmpty();
    return new Drawing(TITLE, () -> readable ? figure(run, data) : null);
  }

  private static Figure figure(ReportedRun run, TrainingData data) throws IOException {
    int last = run.snapshotSteps().get(run.snapshotSteps().size() - 1);
    Snapshot snapshot = run.snapshots().open(last);
    MeasureShape shape = snapshot.shape(run.experiment().engine().block());
    if (shape.numberCount() > LARGEST_MEASURE) {
      return null;
    }
    Samples chosen = chosen(data);
    double[][] states = states(run, snapshot, shape, chosen);
    return figure(states, shape.stateDim(), groups(chosen, data), last);
  }

  private static double[][] states(
      ReportedRun run, Snapshot snapshot, MeasureShape shape, Samples samples) throws IOException {
    NetworkFile file = NetworkFile.read(run.location());
    double[] initial = file.network().embed(samples.features());
    try (Engine engine =
        EngineFactory.inProcess(null).start(shape, snapshot.source(), file.network().maps())) {
      return new Sweep(Discretization.of(run.experiment().network()))
          .forward(engine, initial, samples.count())
          .states();
    }
  }

  /** As many of each class as there is room for; of a regression evenly by the first target. */
  private static Samples chosen(TrainingData data) {
    Samples all = data.samples();
    int[] rows = data.classNames().isEmpty() ? byTarget(all) : byClass(all);
    double[] features = new double[rows.length * all.inputDim()];
    double[] targets = new double[rows.length * all.outputDim()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(
          all.features(), rows[i] * all.inputDim(), features, i * all.inputDim(), all.inputDim());
      System.arraycopy(
          all.targets(), rows[i] * all.outputDim(), targets, i * all.outputDim(), all.outputDim());
    }
    return new Samples(rows.length, all.inputDim(), all.outputDim(), features, targets);
  }

  private static int[] byTarget(Samples all) {
    Integer[] sorted = new Integer[all.count()];
    Arrays.setAll(sorted, i -> i);
    Arrays.sort(sorted, Comparator.comparing(i -> all.targets()[i * all.outputDim()]));
    return Arrays.stream(Thinning.places(sorted.length, SAMPLES)).map(i -> sorted[i]).toArray();
  }

  private static int[] byClass(Samples all) {
    int[] classes = classes(all);
    int[] taken = new int[all.outputDim()];
    int each = Math.max(1, SAMPLES / taken.length);
    return IntStream.range(0, classes.length)
        .filter(i -> taken[classes[i]]++ < each)
        .limit(SAMPLES)
        .toArray();
  }

  /** Samples that share a color. */
  private record Group(String name, Ink ink, List<Integer> samples) {}

  private static List<Group> groups(Samples samples, TrainingData data) {
    boolean classes = !data.classNames().isEmpty() && data.classNames().size() <= HUES;
    int count = classes ? data.classNames().size() : LEVELS;
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < count; g++) {
      String name =
          classes
              ? "class " + data.classNames().get(g)
              : g == 0 ? "lowest target" : g == count - 1 ? "highest target" : "\u2026";
      groups.add(new Group(name, classes ? Ink.hue(g) : Ink.order(g, count), new ArrayList<>()));
    }
    int[] places = classes ? classes(samples) : levels(samples, count);
    for (int i = 0; i < samples.count(); i++) {
      groups.get(places[i]).samples().add(i);
    }
    return groups.stream().filter(group -> !group.samples().isEmpty()).toList();
  }

  private static int[] classes(Samples samples) {
    int[] classes = new int[samples.count()];
    for (int i = 0; i < classes.length; i++) {
      int at = i * samples.outputDim();
      classes[i] = Score.argMax(samples.targets(), at, samples.outputDim());
    }
    return classes;
  }

  /** The quantile of each sample's first target. */
  private static int[] levels(Samples samples, int count) {
    double[] targets = new double[samples.count()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = samples.targets()[i * samples.outputDim()];
    }
    double[] sorted = targets.clone();
    Arrays.sort(sorted);
    int[] levels = new int[targets.length];
    for (int i = 0; i < targets.length; i++) {
      int rank = Arrays.binarySearch(sorted, targets[i]);
      levels[i] = Math.min(count - 1, rank * count / targets.length);
    }
    return levels;
  }

  private static Figure figure(double[][] all, int d, List<Group> groups, int step) {
    int[] places = Thinning.places(all.length, Thinning.PLACES);
    double[][] states = Arrays.stream(places).mapToObj(k -> all[k]).toArray(double[][]::new);
    double[] s = Arrays.stream(places).mapToDouble(k -> k / (all.length - 1.0)).toArray();
    int size = states[0].length;
    double[] moved = new double[states.length * size];
    for (int k = 0; k < states.length; k++) {
      for (int i = 0; i < size; i++) {
        moved[k * size + i] = states[k][i] - states[0][i];
      }
    }
    PrincipalPlane plane = PrincipalPlane.around(new double[d], moved);
    double[][][] coordinates = new double[states.length][][];
    for (int k = 0; k < states.length; k++) {
      coordinates[k] = plane.coordinates(Arrays.copyOfRange(moved, k * size, (k + 1) * size));
    }
    List<Chart> charts = new ArrayList<>();
    for (int c = 0; c < Math.min(2, d); c++) {
      charts.add(chart(s, coordinates, c, groups));
    }
    List<LegendKey> legend =
        groups.stream()
            .filter(group -> !group.name().equals("\u2026"))
            .map(group -> LegendKey.line(group.name(), group.ink(), Mark.Dash.SOLID))
            .toList();
    String caption =
        plane.isPoint()
            ? "Depth does not move %s training samples after step %s: x(s) is x(0)."
                .formatted(size / d, step)
            : "How depth moves %s training samples after step %s: x(s) \u2212 x(0) along the two principal directions of this motion (%s of its square)."
                .formatted(size / d, step, plane.shares());
    return new Figure(TITLE, caption, charts, legend);
  }

  private static Chart chart(double[] s, double[][][] coordinates, int c, List<Group> groups) {
    List<Mark> marks = new ArrayList<>();
    for (Group group : groups) {
      List<double[]> x = new ArrayList<>();
      List<double[]> y = new ArrayList<>();
      for (int sample : group.samples()) {
        double[] path = new double[s.length];
        for (int k = 0; k < s.length; k++) {
          path[k] = coordinates[k][c][sample];
        }
        x.add(s);
        y.add(path);
      }
      marks.add(new Mark.Lines(group.ink(), x, y));
    }
    String title = c == 0 ? "First principal direction" : "Second principal direction";
    return new Chart(
        title,
        "x(s) \u2212 x(0) of sample paths against layer time, " + title.toLowerCase(Locale.ROOT),
        PlotAxis.linear("layer time s"),
        PlotAxis.linear("x(s) \u2212 x(0)"),
        marks);
  }
}
