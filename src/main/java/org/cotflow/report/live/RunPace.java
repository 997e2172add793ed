package org.cotflow.report.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cotflow.base.Printable;
import org.cotflow.format.CsvTable;
import org.cotflow.report.RunSections;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.figure.ReportedRun;

/**
 * How far a run has come, and how fast it goes.
 *
 * @param metrics the rows of metrics.csv
 * @param state in a word or two
 * @param step steps done
 * @param steps of the whole run; null where the configuration cannot be read
 * @param secondsPerStep the median of the last steps; null where it is not known
 * @param heapBytes of the process that steers the run, after the last step; null likewise
 */
record RunPace(
    ReportedRun run,
    CsvTable metrics,
    String state,
    int step,
    Integer steps,
    Double secondsPerStep,
    Double heapBytes) {
  /** The state of a run or sweep to which a process writes. */
  static final String RUNNING = "running";

  private static final int RECENT = 20;
  private static final double MEGABYTE = 1e6;

  /**
   * Takes it from the files of a run.
   *
   * @param held whether a process writes to the run
   */
  static RunPace of(ReportedRun run, CsvTable metrics, boolean held) {
    List<CsvTable.Row> recent =
        metrics.rows().subList(Math.max(0, metrics.rows().size() - RECENT), metrics.rows().size());
    List<Double> seconds = new ArrayList<>();
    Double heap = null;
    int step = run.rows().isEmpty() ? 0 : run.rows().get(run.rows().size() - 1).step();
    for (CsvTable.Row row : recent) {
      if (row.number("seconds") != null) {
        seconds.add(row.number("seconds"));
      }
      heap = row.number("heap_bytes") == null ? heap : row.number("heap_bytes");
      step = row.number("step") == null ? step : Math.max(step, row.number("step").intValue() + 1);
    }
    return new RunPace(
        run,
        metrics,
        run.summary() != null ? "ended" : held ? RUNNING : "stopped",
        run.summary() != null ? run.summary().steps() : step,
        run.experiment() == null ? null : run.experiment().flow().steps(),
        run.summary() != null && run.summary().secondsPerStep() != null
            ? run.summary().secondsPerStep()
            : seconds.isEmpty() ? null : seconds.stream().sorted().toList().get(seconds.size() / 2),
        heap);
  }

  boolean isRunning() {
    return state.equals(RUNNING);
  }

  /** State, steps and time left. */
  Map<String, String> progress() {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("state", state);
    numbers.put("steps", step + (steps == null || !isRunning() ? "" : " of " + steps));
    if (secondsPerStep != null && isRunning() && steps != null) {
      numbers.put("time left", Printable.duration((steps - step) * secondsPerStep));
    }
    return numbers;
  }

  /** Speed and memory. */
  Map<String, String> machine() {
    Map<String, String> numbers = new LinkedHashMap<>();
    if (secondsPerStep != null) {
      numbers.put(RunSections.SECONDS, Numbers.brief(secondsPerStep, 3));
    }
    if (heapBytes != null) {
      numbers.put("heap", Numbers.brief(heapBytes / MEGABYTE, 3) + " MB");
    }
    return numbers;
  }

  /** The numbers of the last row that has any. */
  Map<String, String> scores() {
    Map<String, String> scores = new LinkedHashMap<>();
    IntStream.range(0, run.rows().size())
        .mapToObj(i -> run.rows().get(run.rows().size() - 1 - i))
        .filter(row -> run.risk(row) != null)
        .findFirst()
        .ifPresent(row -> scores.putAll(RunSections.scores("risk", run.risk(row), row)));
    return scores;
  }
}
