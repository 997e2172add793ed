package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cotflow.base.Location;
import org.cotflow.format.CsvTable;
import org.cotflow.theory.KernelProbe;
import org.cotflow.theory.spectrum.Spectrum;

/**
 * The ends of a layer's kernel spectrum at a step, as diagnostics.csv has them.
 *
 * @param jacobianNorm NaN where it was not computed
 */
public record LayerSpectrum(
    int step, int layer, double smallest, double largest, double jacobianNorm) {
  private static final String STEP = "step";
  private static final String LAYER = "layer";
  private static final String SMALLEST = "lambda_min";
  private static final String LARGEST = "lambda_max";
  private static final String JACOBIAN_NORM = "jacobian_norm";

  /** The columns of diagnostics.csv; one is added here and nowhere else. */
  static final List<StepTable.Column<Probed>> COLUMNS =
      List.of(
          new StepTable.Column<>(STEP, Probed::step),
          new StepTable.Column<>(LAYER, at -> at.found().layer()),
          new StepTable.Column<>(SMALLEST, at -> at.spectrum(Spectrum::smallest)),
          new StepTable.Column<>("lambda_min_bound", at -> at.spectrum(Spectrum::smallestBound)),
          new StepTable.Column<>(LARGEST, at -> at.spectrum(Spectrum::largest)),
          new StepTable.Column<>("condition", at -> at.spectrum(Spectrum::condition)),
          new StepTable.Column<>("method", at -> at.spectrum(found -> found.method().keyword())),
          new StepTable.Column<>(JACOBIAN_NORM, at -> at.found().jacobianNorm()));

  /** The diagnostics of a layer at a step: one row. */
  public record Probed(int step, KernelProbe.Layer found) {
    private Object spectrum(Function<Spectrum, ?> quantity) {
      return found.features() == null ? null : quantity.apply(found.features());
    }
  }

  /** The rows of a run's diagnostics; empty where there are none. */
  public static List<LayerSpectrum> read(Location run) throws IOException {
    CsvTable table = TableDigests.read(run, RunFile.DIAGNOSTICS.fileName());
    List<LayerSpectrum> spectra = new ArrayList<>();
    for (CsvTable.Row row : table.rows()) {
      Double step = row.number(STEP);
      Double layer = row.number(LAYER);
      Double smallest = row.number(SMALLEST);
      Double largest = row.number(LARGEST);
      if (step != null && layer != null && smallest != null && largest != null) {
        Double norm = row.number(JACOBIAN_NORM);
        spectra.add(
            new LayerSpectrum(
                step.intValue(),
                layer.intValue(),
                smallest,
                largest,
                norm == null ? Double.NaN : norm));
      }
    }
    return spectra;
  }
}
