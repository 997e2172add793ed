package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.format.RowFile;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.theory.KernelProbe;
import org.cotflow.theory.spectrum.Spectrum;

/** Writes a run's diagnostics.csv: one row for each layer at each step looked at. */
public final class DiagnosticsWriter implements AutoCloseable {
  static final String NAME = "diagnostics.csv";

  private static final String HEADER =
      "step,layer,lambda_min,lambda_min_bound,lambda_max,condition,method,jacobian_norm";

  private final RowFile file;

  private DiagnosticsWriter(RowFile file) {
    this.file = file;
  }

  /**
   * Begins the file, or goes on with it.
   *
   * @param point where the run goes on: rows of this step and later ones are dropped; null at its
   *     beginning
   */
  static DiagnosticsWriter open(Location runDirectory, ResumePoint point) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    if (point != null) {
      RowFile.lines(runDirectory.resolve(NAME)).stream()
          .filter(line -> isBefore(line, point.step()))
          .forEach(lines::add);
    }
    return new DiagnosticsWriter(RowFile.start(runDirectory, NAME, lines));
  }

  private static boolean isBefore(String line, int step) {
    String own = line.substring(0, Math.max(0, line.indexOf(',')));
    return own.matches("\\d{1,9}") && Integer.parseInt(own) < step;
  }

  public void append(int step, KernelProbe probe) throws IOException {
    for (KernelProbe.Layer layer : probe.layers()) {
      file.append(step + "," + layer.layer() + "," + cells(layer.features()) + "," + norm(layer));
    }
  }

  private static String norm(KernelProbe.Layer layer) {
    return Double.isNaN(layer.jacobianNorm()) ? "" : String.valueOf(layer.jacobianNorm());
  }

  private static String cells(Spectrum spectrum) {
    return spectrum == null
        ? ",,,,"
        : spectrum.smallest()
            + ","
            + spectrum.smallestBound()
            + ","
            + spectrum.largest()
            + ","
            + spectrum.condition()
            + ","
            + spectrum.method().keyword();
  }

  public void persist() throws IOException {
    file.persist();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
