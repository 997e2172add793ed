package org.cotflow.report.prediction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.data.DataPart;
import org.cotflow.data.LabeledRows;
import org.cotflow.data.source.DataSources;
import org.cotflow.network.Loss;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.Score;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.figure.TrainingData;
import org.cotflow.run.NetworkOutputs;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.StoredMeasure;

/**
 * What a network of two inputs predicts all over their plane, at up to four snapshots: the regions
 * of classes, or the levels of a regression's first output.
 */
public final class DecisionFigure {
  static final String TITLE = "Decision regions";
  private static final int CELLS = 48;
  private static final int SNAPSHOTS = 4;
  private static final int SAMPLES = 300;
  private static final int HUES = 10;
  private static final int LEVELS = 9;
  private static final double MARGIN = 0.08;

  /** Probabilities at which the color of a region becomes stronger, and how strong. */
  private static final double[] SURE = {0.75, 0.95};

  private static final double[] OPACITIES = {0.14, 0.26, 0.4};

  private final NetworkFile network;
  private final LabeledRows rows;
  private final double[] range;

  private DecisionFigure(NetworkFile network, LabeledRows rows) {
    this.network = network;
    this.rows = rows;
    this.range = range(rows.features().values());
  }

  /** There is none but for two numeric inputs, and at most {@value #HUES} classes. */
  public static Drawing of(ReportedRun run, TrainingData data) {
    boolean plane = data != null && data.samples().inputDim() == 2;
    return new Drawing(TITLE, () -> plane ? figure(run) : null);
  }

  private static Figure figure(ReportedRun run) throws IOException {
    StoredMeasure last = EndPredictions.measure(run, SNAPSHOTS * CELLS * CELLS, -1);
    if (last == null
        || last.network().classNames().size() > HUES
        || !last.network().encoding().isPlain()) {
      return null;
    }
    LabeledRows rows =
        DataSources.part(
            run.experiment().data(), DataPart.TRAIN, run.provenance().get("dataDigest"));
    DecisionFigure figure = new DecisionFigure(last.network(), rows);
    return last.network().classNames().isEmpty() ? figure.levels(run) : figure.regions(run);
  }

  /** The least and the greatest of both coordinates, with a margin. */
  private static double[] range(double[] points) {
    double[] range = {
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (int i = 0; i < points.length; i++) {
      int at = 2 * (i % 2);
      range[at] = Math.min(range[at], points[i]);
      range[at + 1] = Math.max(range[at + 1], points[i]);
    }
    for (int at = 0; at < 4; at += 2) {
      double margin = MARGIN * (range[at + 1] - range[at]) + 1e-9;
      range[at] -= margin;
      range[at + 1] += margin;
    }
    return range;
  }

  private double edge(int coordinate, int place) {
    double low = range[2 * coordinate];
    return low + (range[2 * coordinate + 1] - low) * place / CELLS;
  }

  /** The outputs at the centers of the cells, row by row from below; the steps by snapshot. */
  private Map<Integer, double[]> outputs(ReportedRun run) throws IOException {
    double[] centers = new double[2 * CELLS * CELLS];
    for (int i = 0; i < CELLS * CELLS; i++) {
      centers[2 * i] = (edge(0, i % CELLS) + edge(0, i % CELLS + 1)) / 2;
      centers[2 * i + 1] = (edge(1, i / CELLS) + edge(1, i / CELLS + 1)) / 2;
    }
    Map<Integer, double[]> outputs = new TreeMap<>();
    for (int place : Thinning.places(run.snapshotSteps().size(), SNAPSHOTS)) {
      int step = run.snapshotSteps().get(place);
      StoredMeasure measure = EndPredictions.measure(run, CELLS * CELLS, step);
      try (NetworkOutputs evaluated =
          NetworkOutputs.inProcess(network, measure.shape(), measure.source(), 1)) {
        outputs.put(step, evaluated.of(centers));
      }
    }
    return outputs;
  }

  private Figure regions(ReportedRun run) throws IOException {
    int classes = network.classNames().size();
    boolean sure = network.network().loss().kind() == LossKind.CROSS_ENTROPY;
    int[] truth = new int[rows.features().count()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = Score.argMax(rows.targets(), i * classes, classes);
    }
    List<Chart> charts = new ArrayList<>();
    for (Map.Entry<Integer, double[]> at : outputs(run).entrySet()) {
      double[] shown = sure ? Loss.softmax(at.getValue(), classes) : at.getValue();
      int[] kinds = new int[CELLS * CELLS];
      for (int i = 0; i < kinds.length; i++) {
        int one = Score.argMax(shown, i * classes, classes);
        kinds[i] = one * OPACITIES.length + (sure ? certainty(shown[i * classes + one]) : 1);
      }
      List<Mark> marks = new ArrayList<>();
      rectangles(kinds)
          .forEach(
              (kind, areas) ->
                  marks.add(
                      areas.mark(
                          Ink.hue(kind / OPACITIES.length), OPACITIES[kind % OPACITIES.length])));
      addSamples(marks, truth, classes, false);
      charts.add(chart(run, at.getKey(), marks));
    }
    List<LegendKey> legend = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      legend.add(LegendKey.point("class " + network.classNames().get(c), Ink.hue(c)));
    }
    return new Figure(
        TITLE,
        "The class that is predicted over the plane of the two inputs, with training samples"
            + (sure
                ? "; in stronger color where its probability is above 0.75, and above 0.95."
                : ". The squared loss has no probabilities."),
        charts,
        legend);
  }

  private static int certainty(double probability) {
    int certainty = 0;
    for (double bound : SURE) {
      certainty += probability > bound ? 1 : 0;
    }
    return certainty;
  }

  private Figure levels(ReportedRun run) throws IOException {
    int outputDim = network.targetNames().size();
    Map<Integer, double[]> outputs = outputs(run);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] some : outputs.values()) {
      for (int i = 0; i < some.length; i += outputDim) {
        low = Math.min(low, some[i]);
        high = Math.max(high, some[i]);
      }
    }
    int[] truth = levelsOf(rows.targets(), outputDim, low, high);
    List<Chart> charts = new ArrayList<>();
    for (Map.Entry<Integer, double[]> at : outputs.entrySet()) {
      List<Mark> marks = new ArrayList<>();
      rectangles(levelsOf(at.getValue(), outputDim, low, high))
          .forEach((level, areas) -> marks.add(areas.mark(Ink.order(level, LEVELS), 0.45)));
      addSamples(marks, truth, LEVELS, true);
      charts.add(chart(run, at.getKey(), marks));
    }
    String name = network.targetNames().get(0);
    List<String> levels = Numbers.alike(List.of(low, (low + high) / 2, high), 3);
    return new Figure(
        "Predictions over the plane of inputs",
        "The prediction of "
            + name
            + " in "
            + LEVELS
            + " levels over the plane of the two inputs, and training samples in the color of"
            + " their true value; what lies beyond has the color of the nearest level.",
        charts,
        List.of(
            LegendKey.area(name + " = " + levels.get(0), Ink.order(0, LEVELS)),
            LegendKey.area(levels.get(1), Ink.order(LEVELS / 2, LEVELS)),
            LegendKey.area(levels.get(2), Ink.order(LEVELS - 1, LEVELS))));
  }

  private static int[] levelsOf(double[] values, int outputDim, double low, double high) {
    int[] levels = new int[values.length / outputDim];
    for (int i = 0; i < levels.length; i++) {
      double share = high > low ? (values[i * outputDim] - low) / (high - low) : 0.5;
      levels[i] = (int) Math.max(0, Math.min(LEVELS - 1, Math.floor(share * LEVELS)));
    }
    return levels;
  }

  private Chart chart(ReportedRun run, int step, List<Mark> marks) {
    String time = "";
    for (HistoryRow row : run.rows()) {
      time = row.step() == step ? ", t = " + Numbers.brief(row.flowTime(), 4) : time;
    }
    List<String> names = network.featureNames();
    return new Chart(
        "Step " + step + time,
        "Predictions over the plane of inputs at step " + step,
        PlotAxis.linear(names.get(0)).within(range[0], range[1]),
        PlotAxis.linear(names.get(1)).within(range[2], range[3]),
        marks);
  }

  private void addSamples(List<Mark> marks, int[] kinds, int count, boolean ordered) {
    double[] points = rows.features().values();
    int[] places = Thinning.places(kinds.length, SAMPLES);
    for (int kind = 0; kind < count; kind++) {
      int own = kind;
      int[] of = Arrays.stream(places).filter(i -> kinds[i] == own).toArray();
      if (of.length > 0) {
        marks.add(
            new Mark.Points(
                ordered ? Ink.order(kind, count) : Ink.hue(kind),
                Arrays.stream(of).mapToDouble(i -> points[2 * i]).toArray(),
                Arrays.stream(of).mapToDouble(i -> points[2 * i + 1]).toArray()));
      }
    }
  }

  /** Rectangles of one kind. */
  private static final class Areas {
    private final List<double[]> edges = new ArrayList<>();

    Mark mark(Ink ink, double opacity) {
      double[][] columns = new double[4][edges.size()];
      for (int i = 0; i < edges.size(); i++) {
        for (int side = 0; side < 4; side++) {
          columns[side][i] = edges.get(i)[side];
        }
      }
      return new Mark.Rectangles(ink, opacity, columns[0], columns[1], columns[2], columns[3]);
    }
  }

  /** Neighboring cells of a kind in a row become one rectangle. */
  private Map<Integer, Areas> rectangles(int[] kinds) {
    Map<Integer, Areas> areas = new TreeMap<>();
    for (int row = 0; row < CELLS; row++) {
      int from = 0;
      for (int place = 1; place <= CELLS; place++) {
        int kind = kinds[row * CELLS + from];
        if (place == CELLS || kinds[row * CELLS + place] != kind) {
          areas
              .computeIfAbsent(kind, key -> new Areas())
              .edges
              .add(new double[] {edge(0, from), edge(0, place), edge(1, row), edge(1, row + 1)});
          from = place;
        }
      }
    }
    return areas;
  }
}
