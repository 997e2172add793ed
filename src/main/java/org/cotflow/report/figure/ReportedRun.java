package org.cotflow.report.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.run.snapshot.Snapshots;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.LayerSpectrum;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;

/**
 * What a run directory holds, as far as it can be read: a run that was cut off has less, and what
 * is damaged is said in {@code damaged} instead.
 *
 * @param name the last part of the directory's path
 * @param experiment null where config.conf cannot be read
 * @param summary null where the run has not come to its end
 * @param rows of the history; empty where there is none
 * @param provenance by name; empty where there is none
 * @param snapshotSteps ascending
 * @param spectra of diagnostics.csv; empty where there is none
 * @param damaged what is damaged, one sentence each
 * @param missing what is not there, one sentence each
 */
public record ReportedRun(
    String name,
    Location location,
    String config,
    Experiment experiment,
    RunSummary summary,
    List<HistoryRow> rows,
    Map<String, String> provenance,
    Snapshots snapshots,
    List<Integer> snapshotSteps,
    List<LayerSpectrum> spectra,
    List<String> damaged,
    List<String> missing) {

  /** Something that is read from the directory. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Reads a run.
   *
   * @throws UserInputException if there is no run directory
   */
  public static ReportedRun read(Location place) throws IOException {
    return read(RunDirectory.open(place), null);
  }

  /**
   * Reads a run.
   *
   * @param remark how the run ended, where its files do not tell; else null
   */
  public static ReportedRun read(RunDirectory directory, String remark) throws IOException {
    Location place = directory.location();
    List<String> damaged = new ArrayList<>();
    String config = attempt(damaged, directory::config, "");
    Experiment experiment = config.isEmpty() ? null : attempt(damaged, directory::experiment, null);
    RunSummary summary = attempt(damaged, directory::summary, null);
    List<HistoryRow> rows = attempt(damaged, () -> directory.history().rows(), List.of());
    Map<String, String> provenance = attempt(damaged, directory::provenance, Map.of());
    List<Integer> steps = attempt(damaged, () -> directory.snapshots().steps(), List.of());
    List<Integer> unreadable =
        attempt(damaged, () -> directory.snapshots().unreadable(), List.of());
    if (!unreadable.isEmpty()) {
      damaged.add("Snapshots that are half written or damaged are left out: steps " + unreadable);
    }
    List<LayerSpectrum> spectra = attempt(damaged, () -> LayerSpectrum.read(place), List.of());
    List<String> missing = new ArrayList<>();
    if (remark != null) {
      missing.add(remark);
    } else if (summary == null) {
      missing.add("The run has no summary: it is still going on, was stopped, or diverged.");
    }
    if (steps.isEmpty()) {
      missing.add("The run has no snapshot, so its particles are not shown.");
    }
    return new ReportedRun(
        nameOf(place),
        place,
        config,
        experiment,
        summary,
        rows,
        provenance,
        directory.snapshots(),
        steps,
        spectra,
        List.copyOf(damaged),
        List.copyOf(missing));
  }

  private static <T> T attempt(List<String> damaged, Reading<T> reading, T otherwise) {
    try {
      return reading.read();
    } catch (IOException | UserInputException failure) {
      damaged.add("Not read: " + failure.getMessage() + ".");
      return otherwise;
    }
  }

  /** What is damaged, then what is missing, one sentence each. */
  public List<String> remarks() {
    return Stream.concat(damaged.stream(), missing.stream()).toList();
  }

  /** The last part of the path of a directory, or the path itself. */
  public static String nameOf(Location place) {
    return place.name().isEmpty() ? place.toString() : place.name();
  }

  /** Whether steps use all samples, so that risk and gradient are those of the whole problem. */
  boolean isFullBatch() {
    return experiment == null || experiment.flow().batch() == null;
  }

  /** The risk of all training samples; null where it was not recorded. */
  public Double risk(HistoryRow row) {
    return isFullBatch() ? row.risk() : row.number(HistoryColumn.FULL_RISK);
  }
}
