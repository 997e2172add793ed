package org.cotflow.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.cotflow.experiment.RunAnalysis;
import org.cotflow.report.chart.Axis;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.Key;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.theory.LayerDiagnostics;

/**
 * The ends of the kernels' spectra by layer, at up to five steps: from diagnostics.csv, or else
 * computed at the first and the last snapshot where that takes no time.
 */
final class SpectrumFigures {
  private static final int TIMES = 5;

  /** K N^3 and K (N d)^2 M up to which spectra are computed for a report. */
  private static final double CHEAP = 2e8;

  private SpectrumFigures() {}

  /** The figure of a run; null where nothing is known and computing it would take long. */
  static Figure of(ReportedRun run, TrainingData data) {
    List<LayerSpectrum> spectra = run.spectra();
    String source = "from diagnostics.csv";
    if (spectra.isEmpty()) {
      spectra = computed(run, data);
      source = "computed for this report at the first and the last snapshot";
    }
    if (spectra.isEmpty()) {
      return null;
    }
    List<Integer> steps = chosen(spectra);
    List<Key> legend = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      legend.add(Key.line("step " + steps.get(i), Ink.order(i, steps.size()), Dash.SOLID));
    }
    String caption =
        "Largest and smallest eigenvalue of each layer's kernel matrix E[\u03c3(z_i) \u03c3(z_j)]"
            + " over the training samples, "
            + source
            + "; a smallest eigenvalue away from 0 is what makes the risk decay exponentially.";
    List<Chart> charts = new ArrayList<>();
    charts.add(chart("Largest eigenvalue", spectra, steps, LayerSpectrum::largest));
    if (spectra.stream().anyMatch(one -> one.smallest() > 0)) {
      charts.add(chart("Smallest eigenvalue", spectra, steps, LayerSpectrum::smallest));
    } else {
      caption += " Here it is 0 in every layer: there are more samples than particles.";
    }
    if (spectra.stream().anyMatch(one -> one.smallest() > 0 && isRounding(one))) {
      caption += " Smallest ones below 1e-13 of the largest are rounding.";
    }
    return new Figure("Kernel spectrum by layer", caption, charts, legend);
  }

  private static boolean isRounding(LayerSpectrum spectrum) {
    return spectrum.smallest() < 1e-13 * spectrum.largest();
  }

  private static Chart chart(
      String title,
      List<LayerSpectrum> spectra,
      List<Integer> steps,
      ToDoubleFunction<LayerSpectrum> quantity) {
    Axis y = Axis.logarithmic(title.startsWith("L") ? "\u03bb max" : "\u03bb min");
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      int step = steps.get(i);
      List<LayerSpectrum> at = spectra.stream().filter(one -> one.step() == step).toList();
      double[] x = at.stream().mapToDouble(LayerSpectrum::layer).toArray();
      double[] values = at.stream().mapToDouble(quantity).toArray();
      Ink ink = Ink.order(i, steps.size());
      marks.add(
          x.length == 1
              ? new Mark.Points(ink, x, values)
              : new Mark.Line(ink, Dash.SOLID, x, values));
    }
    return new Chart(title, title + " against the layer", Axis.linear("layer"), y, marks);
  }

  private static List<Integer> chosen(List<LayerSpectrum> spectra) {
    List<Integer> steps =
        List.copyOf(new TreeSet<>(spectra.stream().map(LayerSpectrum::step).toList()));
    if (steps.size() <= TIMES) {
      return steps;
    }
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      chosen.add(steps.get((int) Math.round(i * (steps.size() - 1.0) / (TIMES - 1))));
    }
    return chosen;
  }

  private static List<LayerSpectrum> computed(ReportedRun run, TrainingData data) {
    if (data == null || run.snapshotSteps().isEmpty()) {
      return List.of();
    }
    List<LayerSpectrum> spectra = new ArrayList<>();
    try {
      if (!isCheap(run, data)) {
        return List.of();
      }
      RunAnalysis analysis = RunAnalysis.open(run.location());
      List<Integer> steps = run.snapshotSteps();
      for (int step : new TreeSet<>(List.of(steps.get(0), steps.get(steps.size() - 1)))) {
        for (LayerDiagnostics layer : analysis.at(step).diagnostics().layers()) {
          spectra.add(
              new LayerSpectrum(
                  step,
                  layer.layer(),
                  layer.features().smallest(),
                  layer.features().largest(),
                  layer.jacobianNorm()));
        }
      }
    } catch (IOException | RuntimeException notToBeHad) {
      // Without its data or with numbers that are not finite a run has no spectra to show.
      return List.of();
    }
    return spectra;
  }

  private static boolean isCheap(ReportedRun run, TrainingData data) throws IOException {
    double n = data.samples().count();
    double nd = n * run.snapshots().open(run.snapshotSteps().get(0)).stateDim();
    double particles = 0;
    for (int width : run.experiment().network().widths()) {
      particles += width;
    }
    int depth = run.experiment().network().widths().length;
    return depth * nd * nd * nd + nd * nd * particles <= CHEAP;
  }
}
