package org.cotflow.experiment.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.experiment.ExperimentSource;

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
    try (InputStream in = conf.openRead()) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    ExperimentSource source = ExperimentSource.parse(text, conf.toString());
    Grid grid = Grid.of(source, SweepReader.read(source));
    ResultStore store = new ResultStore(directory);
    Map<Integer, RunResult> results = new TreeMap<>();
    for (Grid.Run run : grid.runs()) {
      RunResult result = store.read(run.index());
      if (result != null) {
        results.put(run.index(), result);
      }
    }
    List<RunResult> references = new ArrayList<>();
    for (int index = 0; index < grid.references().size(); index++) {
      RunResult result = store.readReference(index);
      if (result != null) {
        references.add(result);
      }
    }
    return new UnfinishedSweep(
        Tables.runs(grid, results),
        Tables.references(references),
        grid.runs().size() - results.size(),
        grid.references().size() - references.size());
  }
}
