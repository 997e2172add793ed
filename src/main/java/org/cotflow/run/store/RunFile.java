package org.cotflow.run.store;

import java.io.IOException;
import java.util.stream.Stream;
import org.cotflow.base.Location;
import org.cotflow.run.lock.RunLock;

/** The files of a run directory. Each name stands here and nowhere else. */
public enum RunFile {
  /** The resolved configuration, written first. */
  CONFIG("config.conf"),
  /** Which program on which machine, the digest of the data, the seeds. */
  PROVENANCE("provenance.json"),
  /** The network without the particles, as needed to use it. */
  NETWORK("network.npz"),
  /** One row for each recorded step, see {@link HistoryColumn}. */
  HISTORY("history.csv"),
  /** One row for each step: what depends on machine and cluster, see {@link MetricsRow}. */
  METRICS("metrics.csv"),
  /** One row for each layer at each step with diagnostics, see {@link LayerSpectrum}. */
  DIAGNOSTICS("diagnostics.csv"),
  /** One row for each followed particle at each recorded step. */
  TRAJECTORIES("trajectories.csv"),
  /** One row for each step at which a certificate was tried, see {@link CertificateRow}. */
  CERTIFICATES("certificates.csv"),
  /** A certificate that holds from one of the snapshots. */
  CERTIFICATE("certificate.json"),
  /** The directory of the snapshots. */
  MEASURE("measure"),
  /** The outcome, written last. */
  SUMMARY("summary.json"),
  /** The report, where one was asked for. */
  REPORT("report.html"),
  /** The directory of the event file of TensorBoard, where one is asked for. */
  TENSORBOARD("tensorboard"),
  /** The directory of the file store of MLflow, where one is asked for. */
  MLFLOW("mlruns"),
  /** The history as JSON Lines, where they are asked for. */
  LOG_LINES("log.jsonl"),
  /** Held by the process that writes to a run on the local disk. */
  LOCK(RunLock.NAME);

  private final String fileName;

  RunFile(String fileName) {
    this.fileName = fileName;
  }

  public String fileName() {
    return fileName;
  }

  /**
   * Whether a run needs what it has in the file of this name: all but its report and certificate.
   *
   * @param directory where the file is
   */
  public static boolean isNeeded(Location directory, String name) throws IOException {
    return CONFIG.in(directory).exists()
        && PROVENANCE.in(directory).exists()
        && (name.equals(TableDigests.NAME)
            || Stream.of(values())
                .filter(file -> file != REPORT && file != CERTIFICATE)
                .anyMatch(file -> file.fileName.equals(name)));
  }

  /** The file in a run's directory. */
  public Location in(Location run) {
    return run.resolve(fileName);
  }

  /** The name that the file has while it is being written. */
  String halfWritten() {
    return "." + fileName + ".tmp";
  }
}
