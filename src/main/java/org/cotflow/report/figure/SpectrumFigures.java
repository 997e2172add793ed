package org.cotflow.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.run.store.LayerSpectrum;
import org.cotflow.run.store.RunFile;
import org.cotflow.theory.GradientProfile;

/**
 * The theory of a run by layer: the ends of the kernels' spectra at up to five steps, from
 * diagnostics.csv or else as {@link ComputedDiagnostics} computed them, and the layers' shares in
 * the Polyak-Lojasiewicz ratio.
 */
public final class SpectrumFigures {
  private static final int TIMES = 5;

  private static final String LAYER = "layer";
  private static final String KERNELS = "Kernel spectrum by layer";
  private static final String RATIO = "Polyak-\u0141ojasiewicz ratio by layer";

  private SpectrumFigures() {}

  /** Spectra of kernels, and ratios of gradient and risk, as far as they are known. */
  public static List<Drawing> of(ReportedRun run, ComputedDiagnostics computed) {
    return List.of(
        new Drawing(KERNELS, () -> kernels(run, computed)),
        new Drawing(RATIO, () -> ratio(computed)));
  }

  /** Null where nothing is known. */
  private static Figure kernels(ReportedRun run, ComputedDiagnostics computed) {
    List<LayerSpectrum> spectra = run.spectra();
    String source = "from " + RunFile.DIAGNOSTICS.fileName();
    if (spectra.isEmpty()) {
      spectra = spectra(computed);
      source = "computed for this report at " + snapshots(computed);
    }
    if (spectra.isEmpty()) {
      return null;
    }
    List<Integer> steps = chosen(spectra);
    List<LegendKey> legend = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      legend.add(LegendKey.line("step " + steps.get(i), Ink.order(i, steps.size()), Dash.SOLID));
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
      caption +=
          " Here the smallest is 0 in every layer, and not drawn: there are more samples than"
              + " particles.";
    }
    if (spectra.stream().anyMatch(one -> one.smallest() > 0 && isRounding(one))) {
      caption += " Smallest ones below 1e-13 of the largest are rounding.";
    }
    return new Figure(KERNELS, caption, charts, legend);
  }

  private static String snapshots(ComputedDiagnostics computed) {
    return computed.glances().size() == 1 ? "the only snapshot" : "the first and the last snapshot";
  }

  private static boolean isRounding(LayerSpectrum spectrum) {
    return spectrum.smallest() < 1e-13 * spectrum.largest();
  }

  private static Chart chart(
      String title,
      List<LayerSpectrum> spectra,
      List<Integer> steps,
      ToDoubleFunction<LayerSpectrum> quantity) {
    PlotAxis y = PlotAxis.logarithmic(title.toLowerCase(Locale.ROOT));
    PlotAxis layers = PlotAxis.integers(LAYER);
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
              : Thinning.line(ink, Dash.SOLID, layers, y, x, values));
    }
    return new Chart(title, title + " against the layer", layers, y, marks);
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

  private static List<LayerSpectrum> spectra(ComputedDiagnostics computed) {
    List<LayerSpectrum> spectra = new ArrayList<>();
    computed
        .glances()
        .forEach(
            (step, glance) ->
                glance
                    .kernels()
                    .forEach(
                        (layer, kernel) ->
                            spectra.add(
                                new LayerSpectrum(
                                    step,
                                    layer,
                                    kernel.smallest(),
                                    kernel.largest(),
                                    Double.NaN))));
    return spectra;
  }

  private static Figure ratio(ComputedDiagnostics computed) {
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    PlotAxis x = PlotAxis.integers(LAYER);
    PlotAxis y = PlotAxis.logarithmic("\u2016grad of the layer\u2016\u00b2 / L");
    for (Map.Entry<Integer, GradientProfile> entry : computed.glances().entrySet()) {
      GradientProfile glance = entry.getValue();
      double[] layers = new double[glance.gradNormSquared().length];
      double[] ratios = new double[layers.length];
      for (int k = 0; k < layers.length; k++) {
        layers[k] = k;
        ratios[k] = glance.gradNormSquared()[k] / glance.risk();
      }
      Ink ink = Ink.order(legend.size(), computed.glances().size());
      marks.add(Thinning.line(ink, Dash.SOLID, x, y, layers, ratios));
      legend.add(LegendKey.line("step " + entry.getKey(), ink, Dash.SOLID));
    }
    boolean any = marks.stream().anyMatch(mark -> ((Mark.Line) mark).x().length > 0);
    return any
        ? Figure.of(
            RATIO,
            "What each layer adds to the ratio of squared gradient norm and risk, at "
                + snapshots(computed)
                + ": the mean of \u2016G\u2016\u00b2 over its particles, over L. The mean of a curve over"
                + " layers is the ratio of the whole network.",
            x,
            y,
            marks,
            legend)
        : null;
  }
}
