package org.cotflow.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentSource;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.SweepReader;
import org.cotflow.sweep.trial.TrialResult;

/**
 * The tables of a sweep that has not come to its end, from the results that are there.
 *
 * @param runs as runs.csv, of the runs that are finished
 * @param references as references.csv
 * @param missingRuns how many are not finished
 * @param missingReferences likewise
 */
public record UnfinishedSweep(
    String runs, String references, int missingRuns, int missingReferences) {

  /**
   * Reads a sweep directory.
   *
   * @throws UserInputException if its sweep.conf is no sweep
   * @throws IOException if it or a result cannot be read
   */
  public static UnfinishedSweep read(Location directory) throws IOException {
    Location conf = directory.resolve(SweepDirectory.CONF);
    String text;
    text = conf.readText();
    ExperimentSource source = ExperimentSource.parse(text, conf.toString());
    Grid grid = Grid.of(source, SweepReader.read(source));
    ResultStore store = new ResultStore(directory);
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
    return new UnfinishedSweep(
        SweepCsv.runs(grid, results),
        SweepCsv.references(references),
        grid.runs().size() - results.size(),
        grid.references().size() - references.size());
  }
}
