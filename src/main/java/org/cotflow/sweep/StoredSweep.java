package org.cotflow.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentSource;
import org.cotflow.run.lock.RunLock;
import org.cotflow.run.store.RunFile;
import org.cotflow.run.store.SealedText;
import org.cotflow.run.store.TableDigests;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.SweepReader;
import org.cotflow.sweep.trial.TrialResult;

/**
 * What a sweep directory holds. Of a sweep that is not finished, the trials that are; laws are
 * fitted after the last one.
 *
 * @param config the text of sweep.conf; empty where there is none
 * @param missingRuns how many trials are not finished
 * @param missingReferences likewise
 */
public record StoredSweep(
    String config,
    TrialTable runs,
    TrialTable references,
    List<LawRow> laws,
    List<FitRow> fits,
    int missingRuns,
    int missingReferences) {
  public StoredSweep {
    laws = List.copyOf(laws);
    fits = List.copyOf(fits);
  }

  /** Whether a directory is one of a sweep. */
  public static boolean isAt(Location place) throws IOException {
    return place.resolve(SweepFiles.RUNS).exists() || place.resolve(SweepFiles.CONFIG).exists();
  }

  /**
   * Deletes a sweep, so that another may take its place.
   *
   * @throws UserInputException if the directory holds other files too, or the sweep is going on
   */
  public static void discard(Location place) throws IOException {
    Set<String> others =
        Set.of(
            TableDigests.NAME,
            RunFile.PROVENANCE.fileName(),
            RunFile.REPORT.fileName(),
            RunFile.LOCK.fileName());
    RunLock.discard(place, name -> SweepFiles.ALL.contains(name) || others.contains(name));
  }

  /**
   * Reads a sweep directory. What is not there is empty.
   *
   * @param damage told why finished trials of an unfinished sweep cannot be read; the tables that
   *     are there are read then
   * @throws IOException if a table cannot be read
   */
  public static StoredSweep read(Location place, Consumer<String> damage) throws IOException {
    String config = "";
    if (place.resolve(SweepFiles.CONFIG).exists()) {
      config = SealedText.read(place.resolve(SweepFiles.CONFIG), ExperimentSource.SWEEP);
    }
    if (!place.resolve(SweepFiles.LAWS).exists()) {
      try {
        return unfinished(place, config);
      } catch (IOException | UserInputException failure) {
        damage.accept(failure.getMessage());
      }
    }
    return new StoredSweep(
        config,
        TrialTable.read(TableDigests.read(place, SweepFiles.RUNS)),
        TrialTable.read(TableDigests.read(place, SweepFiles.REFERENCES)),
        LawRow.TABLE.read(TableDigests.read(place, SweepFiles.LAWS)),
        FitRow.TABLE.read(TableDigests.read(place, SweepFiles.FITS)),
        0,
        0);
  }

  private static StoredSweep unfinished(Location place, String config) throws IOException {
    ExperimentSource source =
        ExperimentSource.parse(config, place.resolve(SweepFiles.CONFIG).toString());
    Grid grid = Grid.of(source, SweepReader.read(source));
    ResultStore store = new ResultStore(place, damaged -> {});
    Map<Integer, TrialResult> results = new TreeMap<>();
    for (Grid.Run run : grid.runs()) {
      TrialResult result = store.read(run.index());
      if (result != null) {
        results.put(run.index(), result);
      }
    }
    List<TrialResult> references = new ArrayList<>();
    for (int index = 0; index < grid.references().size(); index++) {
      TrialResult result = store.readReference(index);
      if (result != null) {
        references.add(result);
      }
    }
    return new StoredSweep(
        config,
        TrialTable.ofRuns(grid, results),
        TrialTable.ofReferences(references),
        List.of(),
        List.of(),
        grid.runs().size() - results.size(),
        grid.references().size() - references.size());
  }
}
