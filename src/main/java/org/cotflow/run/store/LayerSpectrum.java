package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.format.CsvTable;

/**
 * The ends of a layer's kernel spectrum at a step, as diagnostics.csv has them.
 *
 * @param jacobianNorm NaN where it was not computed
 */
public record LayerSpectrum(
    int step, int layer, double smallest, double largest, double jacobianNorm) {
  private static final String NAME = "diagnostics.csv";

  /** The rows of a run's diagnostics; empty where there are none. */
  public static List<LayerSpectrum> read(Location run) throws IOException {
    CsvTable table = CsvTable.read(run.resolve(NAME));
    List<LayerSpectrum> spectra = new ArrayList<>();
    for (CsvTable.Row row : table.rows()) {
      Double step = row.number("step");
      Double layer = row.number("layer");
      Double smallest = row.number("lambda_min");
      Double largest = row.number("lambda_max");
      if (step != null && layer != null && smallest != null && largest != null) {
        Double norm = row.number("jacobian_norm");
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
