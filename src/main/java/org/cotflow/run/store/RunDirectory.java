package org.cotflow.run.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cotflow.base.Build;
import org.cotflow.base.LocalFiles;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.run.lock.RunLock;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.snapshot.SnapshotDamagedException;
import org.cotflow.run.snapshot.Snapshots;

/**
 * The directory of one run. Reading needs no lock; of an unfinished run it sees the part so far.
 * {@link #create} and {@link #resume} take the lock that writing needs, until {@link #close}.
 */
public final class RunDirectory implements AutoCloseable {
  private final Location location;
  private final Snapshots snapshots;
  private final RunLock lock;

  private RunDirectory(Location location, RunLock lock) {
    this.location = location;
    this.snapshots = new Snapshots(RunFile.MEASURE.in(location), Build.current().version());
    this.lock = lock;
  }

  /**
   * Fails as {@link #create} would if the place is not free, and makes nothing.
   *
   * @throws UserInputException if the location exists and is not an empty directory
   */
  public static void requireFree(Location location) throws IOException {
    if (location.exists() && !location.isDirectory()) {
      throw new UserInputException(
          "output directory " + location + " is a file; choose another with --out");
    }
    boolean used = location.list().stream().anyMatch(child -> !precedesARun(child.name()));
    if (used) {
      String advice =
          RunFile.CONFIG.in(location).exists()
              ? " holds a run already; go on with it by cotflow resume, start again by --force, or"
                  + " choose another with --out"
              : " exists and is not empty; choose another with --out";
      throw new UserInputException("output directory " + location + advice);
    }
  }

  /**
   * Makes the directory of a new run. Call it after all input of the user has been checked.
   *
   * @param config the text of config.conf
   * @throws UserInputException if the location exists and is not an empty directory, cannot be
   *     made, or another run is just taking it
   */
  public static RunDirectory create(Location location, String config) throws IOException {
    requireFree(location);
    try {
      location.createDirectories();
    } catch (IOException e) {
      throw new UserInputException(e.getMessage() + "; choose another place with --out", e);
    }
    RunLock lock = RunLock.take(location);
    try {
      requireFree(location);
      RunDirectory run = new RunDirectory(location, lock);
      run.writeConfig(config);
      return run;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Takes an existing run to go on with it.
   *
   * @throws UserInputException if the location holds no run, the run is going on elsewhere, or a
   *     symbolic link leads out of it
   */
  public static RunDirectory resume(Location location) throws IOException {
    requireRun(location);
    LocalFiles.requireNoLinks(location);
    return new RunDirectory(location, RunLock.take(location));
  }

  /**
   * Opens an existing run for reading only.
   *
   * @throws UserInputException if the location holds no run
   */
  public static RunDirectory open(Location location) throws IOException {
    requireRun(location);
    return new RunDirectory(location, null);
  }

  /** Whether a run that was killed before it had a configuration may leave such a file. */
  private static boolean precedesARun(String name) {
    return RunLock.isLockFile(name) || name.equals(RunFile.CONFIG.halfWritten());
  }

  /** Whether a run, or a part of one, lies there. */
  public static boolean isRun(Location location) throws IOException {
    return RunFile.CONFIG.in(location).exists();
  }

  /**
   * Deletes a run, so that another may take its place.
   *
   * @throws UserInputException if the directory holds other files too, or the run is going on
   */
  public static void discard(Location location) throws IOException {
    requireRun(location);
    RunLock.discard(
        location,
        name ->
            name.equals(TableDigests.NAME)
                || Arrays.stream(RunFile.values())
                    .anyMatch(
                        file -> name.equals(file.fileName()) || name.equals(file.halfWritten())));
  }

  private static void requireRun(Location location) throws IOException {
    if (!isRun(location)) {
      throw new UserInputException(
          location
              + (location.exists() ? " is not a run directory: it has no " : " does not exist: no ")
              + RunFile.CONFIG.fileName()
              + "; give the directory that train wrote");
    }
  }

  public Location location() {
    return location;
  }

  public Snapshots snapshots() {
    return snapshots;
  }

  /**
   * A snapshot that a user asked for.
   *
   * @param step null for the last
   * @throws UserInputException if there is none; for a missing step it lists those there are
   */
  public Snapshot snapshot(Integer step) throws IOException {
    if (step != null) {
      return snapshots.open(step);
    }
    return snapshots
        .latest()
        .orElseThrow(() -> new UserInputException(location + " has no snapshot yet"));
  }

  /**
   * The text of config.conf.
   *
   * @throws UserInputException if the file was cut off or changed
   */
  public String config() throws IOException {
    return SealedText.read(RunFile.CONFIG.in(location));
  }

  /**
   * The experiment of config.conf, in this directory.
   *
   * @throws UserInputException if the file was cut off or changed
   */
  public Experiment experiment() throws IOException {
    return ExperimentConfig.readStored(
        config(), RunFile.CONFIG.in(location).toString(), location.toString());
  }

  /** Replaces config.conf, as a resumed run does whose keys were changed. */
  public void writeConfig(String config) throws IOException {
    requireLock();
    SealedText.write(RunFile.CONFIG.in(location), config);
  }

  public void writeProvenance(Provenance provenance) throws IOException {
    requireLock();
    provenance.write(location);
  }

  /** Where the run's numbers come from, as texts by name; empty where it was not written down. */
  public Map<String, String> provenance() throws IOException {
    return Provenance.read(location);
  }

  public void writeSummary(RunSummary summary) throws IOException {
    requireLock();
    summary.write(location);
  }

  /** The summary; null where the run has not come to an end. */
  public RunSummary summary() throws IOException {
    return RunSummary.read(location);
  }

  /** Removes the summary, because the run goes on. */
  public void dropSummary() throws IOException {
    requireLock();
    RunFile.SUMMARY.in(location).deleteRecursively();
    TableDigests.drop(location);
  }

  /** Writes the digests of the tables of a run that has come to its end. */
  public void writeDigests() throws IOException {
    requireLock();
    TableDigests.write(
        location,
        Stream.of(RunFile.HISTORY, RunFile.DIAGNOSTICS, RunFile.TRAJECTORIES)
            .map(RunFile::fileName)
            .toList());
  }

  /**
   * The history; of an unfinished run the rows so far.
   *
   * @throws UserInputException if rows that the newest snapshot counts are not there, or were
   *     changed
   */
  public History history() throws IOException {
    Optional<Snapshot> newest = newestSnapshot();
    History history = History.read(location);
    if (newest.isPresent()) {
      requireHistory(newest.get());
    }
    return history;
  }

  /**
   * @throws UserInputException if rows of tables that the snapshot counts are not there, or were
   *     changed
   */
  public void requireTables(Snapshot snapshot) throws IOException {
    requireHistory(snapshot);
    for (Map.Entry<String, ResumePoint.Rows> table : snapshot.tables().entrySet()) {
      StepTable.requireRows(location, table.getKey(), table.getValue(), snapshot.step());
    }
  }

  private void requireHistory(Snapshot snapshot) throws IOException {
    StepTable.requireRows(
        location, RunFile.HISTORY.fileName(), snapshot.historyRows(), snapshot.step());
  }

  private Optional<Snapshot> newestSnapshot() throws IOException {
    try {
      return snapshots.latest();
    } catch (SnapshotDamagedException damaged) {
      return Optional.empty();
    }
  }

  /**
   * Begins the run's history, or goes on with it.
   *
   * @param validation whether the run has a validation part
   * @param point where the run goes on, or null at its beginning; rows after it are dropped
   */
  public StepTable<HistoryRow> writeHistory(boolean validation, ResumePoint point)
      throws IOException {
    requireLock();
    return History.write(location, HistoryColumn.of(validation), point);
  }

  /** Begins the run's metrics, or goes on with them; rows from the point on are dropped. */
  public StepTable<MetricsRow> writeMetrics(ResumePoint point) throws IOException {
    requireLock();
    return StepTable.open(location, RunFile.METRICS, MetricsRow.COLUMNS, point);
  }

  /** Begins the run's diagnostics, or goes on with them; rows from the point on are dropped. */
  public StepTable<LayerSpectrum.Probed> writeDiagnostics(ResumePoint point) throws IOException {
    requireLock();
    return StepTable.open(location, RunFile.DIAGNOSTICS, LayerSpectrum.COLUMNS, point);
  }

  /** Begins the run's certificates, or goes on with them; rows from the point on are dropped. */
  public StepTable<CertificateRow> writeCertificates(ResumePoint point) throws IOException {
    requireLock();
    return StepTable.open(location, RunFile.CERTIFICATES, CertificateRow.COLUMNS, point);
  }

  private void requireLock() {
    if (lock == null) {
      throw new IllegalStateException("the run " + location + " is open for reading only");
    }
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
