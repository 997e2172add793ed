package org.cotflow.sweep;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentSource;
import org.cotflow.run.lock.RunLock;
import org.cotflow.run.store.SealedText;
import org.cotflow.run.store.TableDigests;
import org.cotflow.sweep.grid.SweepReader;
import org.cotflow.sweep.grid.SweepSpec;
import org.cotflow.sweep.grid.SweepText;

/**
 * The directory of one sweep, held under a lock: sweep.conf, written first, says which sweep it is;
 * results of finished runs; tables, written at the end.
 */
final class SweepDirectory implements AutoCloseable {
  private static final String HEADER =
      "# The complete configuration of a sweep: the experiment, and how it varies.\n\n";

  private final Location location;
  private final RunLock lock;

  private SweepDirectory(Location location, RunLock lock) {
    this.location = location;
    this.lock = lock;
  }

  /**
   * Takes the directory of this sweep, which is made if there is none. A sweep that differs in its
   * laws only is the same one: its laws are fitted to the same runs.
   *
   * @throws UserInputException if it holds something else, or another sweep, or is in use
   */
  static SweepDirectory take(Location location, Experiment base, SweepSpec spec, String sweepText)
      throws IOException {
    requireFreeOrSame(location, base, spec);
    try {
      location.createDirectories();
    } catch (IOException e) {
      throw new UserInputException(e.getMessage() + "; choose another place with --out", e);
    }
    RunLock lock = RunLock.take(location);
    try {
      requireFreeOrSame(location, base, spec);
      Location conf = location.resolve(SweepFiles.CONFIG);
      String text = HEADER + ConfigText.render(base) + "\n" + sweepText;
      SealedText.write(conf, text); // laws may have changed
      return new SweepDirectory(location, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void requireFreeOrSame(Location location, Experiment base, SweepSpec spec)
      throws IOException {
    if (location.exists() && !location.isDirectory()) {
      throw new UserInputException(
          "output directory " + location + " is a file; choose another with --out");
    }
    Location conf = location.resolve(SweepFiles.CONFIG);
    if (conf.exists()) {
      requireSame(location, conf, base, spec);
      return;
    }
    boolean used =
        location.list().stream()
            .map(Location::name)
            .anyMatch(
                name ->
                    !RunLock.isLockFile(name) && !name.equals("." + SweepFiles.CONFIG + ".tmp"));
    if (used) {
      throw new UserInputException(
          "output directory "
              + location
              + " exists, is not empty and holds no sweep; choose another with --out");
    }
  }

  private static void requireSame(Location location, Location conf, Experiment base, SweepSpec spec)
      throws IOException {
    String text = SealedText.read(conf, ExperimentSource.SWEEP);
    ExperimentSource stored = ExperimentSource.parse(text, conf.toString());
    Optional<String> difference =
        ConfigKeys.difference(stored.experiment(), base, ConfigKeys::isPlace)
            .or(
                () ->
                    differentLine(
                        SweepText.renderRuns(SweepReader.read(stored)),
                        SweepText.renderRuns(spec)));
    if (difference.isPresent()) {
      throw new UserInputException(
          location
              + " holds a sweep with another configuration: "
              + difference.get()
              + "; choose another directory with --out");
    }
  }

  private static Optional<String> differentLine(String stored, String given) {
    List<String> there = stored.lines().map(String::strip).toList();
    List<String> here = given.lines().map(String::strip).toList();
    for (int i = 0; i < Math.max(there.size(), here.size()); i++) {
      String one = i < there.size() ? there.get(i) : "nothing";
      String other = i < here.size() ? here.get(i) : "nothing";
      if (!one.equals(other)) {
        return Optional.of("sweep has " + one + " there and " + other + " here");
      }
    }
    return Optional.empty();
  }

  Location location() {
    return location;
  }

  ResultStore results(Consumer<String> notices) {
    return new ResultStore(location, notices);
  }

  void writeTable(String name, String text) throws IOException {
    TableDigests.drop(location);
    location.resolve(name).replaceText(text);
  }

  void writeRuns(TrialTable runs) throws IOException {
    writeTable(SweepFiles.RUNS, runs.text());
    runs.writeParquet(location.resolve(SweepFiles.RUNS_PARQUET));
  }

  /** Writes the digests of the tables of a sweep that has come to its end. */
  void writeDigests() throws IOException {
    TableDigests.write(
        location,
        List.of(
            SweepFiles.RUNS,
            SweepFiles.RUNS_PARQUET,
            SweepFiles.REFERENCES,
            SweepFiles.LAWS,
            SweepFiles.FITS));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
