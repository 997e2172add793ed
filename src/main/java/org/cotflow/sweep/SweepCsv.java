package org.cotflow.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cotflow.base.ShortestDouble;
import org.cotflow.format.Csv;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.TrialColumns;
import org.cotflow.sweep.trial.StepResult;
import org.cotflow.sweep.trial.TrialResult;

/** The CSV tables of a sweep. Cells with commas, quotation marks or line ends are quoted. */
final class SweepCsv {
  private SweepCsv() {}

  /** runs.csv: no times, so that it is the same to the byte however the sweep was done. */
  static String runs(Grid grid, Map<Integer, TrialResult> results) {
    List<String> header = new ArrayList<>(List.of("run"));
    header.addAll(grid.columns());
    header.addAll(List.of("step", "status", "reason"));
    header.addAll(TrialColumns.NUMBERS);
    header.add("measure_digest");
    StringBuilder text = new StringBuilder(line(header));
    for (Grid.Run run : grid.runs()) {
      TrialResult result = results.get(run.index());
      if (result == null) {
        continue;
      }
      for (StepResult step : result.steps()) {
        List<String> cells = new ArrayList<>(List.of(String.valueOf(run.index())));
        cells.addAll(run.cells());
        addStep(cells, result, step);
        text.append(line(cells));
      }
    }
    return text.toString();
  }

  /** references.csv: the same of the references. */
  static String references(List<TrialResult> references) {
    List<String> header = new ArrayList<>(List.of("reference", "step", "status", "reason"));
    header.addAll(TrialColumns.NUMBERS);
    header.add("measure_digest");
    StringBuilder text = new StringBuilder(line(header));
    for (int index = 0; index < references.size(); index++) {
      for (StepResult step : references.get(index).steps()) {
        List<String> cells = new ArrayList<>(List.of(String.valueOf(index)));
        addStep(cells, references.get(index), step);
        text.append(line(cells));
      }
    }
    return text.toString();
  }

  private static void addStep(List<String> cells, TrialResult result, StepResult step) {
    cells.add(String.valueOf(step.step()));
    cells.add(result.status().word());
    cells.add(result.reason());
    for (String column : TrialColumns.NUMBERS) {
      cells.add(number(step.number(column)));
    }
    cells.add(step.measureDigest() == null ? "" : step.measureDigest());
  }

  /** metrics.csv: what depends on the machine. */
  static String metrics(Map<Integer, TrialResult> results, List<TrialResult> references) {
    StringBuilder text = new StringBuilder("kind,index,status,seconds,seconds_per_step\n");
    for (int index = 0; index < references.size(); index++) {
      text.append(metrics("reference", index, references.get(index)));
    }
    results.forEach((index, result) -> text.append(metrics("run", index, result)));
    return text.toString();
  }

  private static String metrics(String kind, int index, TrialResult result) {
    return line(
        List.of(
            kind,
            String.valueOf(index),
            result.status().word(),
            number(result.seconds()),
            number(result.secondsPerStep())));
  }

  /** Empty for null and for what is no number. */
  static String number(Double value) {
    return value == null || value.isNaN() ? "" : ShortestDouble.of(value);
  }

  static String line(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\n"));
  }
}
