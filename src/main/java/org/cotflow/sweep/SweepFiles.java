package org.cotflow.sweep;

import java.io.IOException;
import java.util.Set;
import org.cotflow.base.Location;
import org.cotflow.run.store.RunFile;
import org.cotflow.run.store.TableDigests;

/** The files of a sweep directory, beside provenance.json. */
public final class SweepFiles {
  /** The complete configuration, written first. */
  public static final String CONFIG = "sweep.conf";

  /** A row per trial and step: {@link TrialTable}. */
  public static final String RUNS = "runs.csv";

  /** The same table as Parquet. */
  public static final String RUNS_PARQUET = "runs.parquet";

  /** A row per reference or limit and step: {@link TrialTable}. */
  public static final String REFERENCES = "references.csv";

  /** A row per fitted constant: {@link LawRow}. Written after the last trial. */
  public static final String LAWS = "laws.csv";

  /** A row per law and trial: {@link FitRow}. */
  public static final String FITS = "fits.csv";

  /** What depends on the machine: times. */
  public static final String METRICS = "metrics.csv";

  /** The directory of the results of finished trials: {@link ResultStore}. */
  static final String RESULTS = "results";

  /** The directory of the run directories, where trials are kept. */
  static final String KEPT_RUNS = "runs";

  /** All of them. */
  static final Set<String> ALL =
      Set.of(CONFIG, RUNS, RUNS_PARQUET, REFERENCES, LAWS, FITS, METRICS, RESULTS, KEPT_RUNS);

  private SweepFiles() {}

  /**
   * Whether a sweep needs what it has in the file of this name.
   *
   * @param directory where the file is
   */
  public static boolean isNeeded(Location directory, String name) throws IOException {
    return directory.resolve(CONFIG).exists()
        && (ALL.contains(name)
            || name.equals(RunFile.PROVENANCE.fileName())
            || name.equals(TableDigests.NAME));
  }
}
