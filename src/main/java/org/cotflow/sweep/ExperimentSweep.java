package org.cotflow.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentSource;
import org.cotflow.data.DataSpec;
import org.cotflow.data.PreparedData;
import org.cotflow.data.source.DataSources;
import org.cotflow.format.Csv;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.ReferenceSpec;
import org.cotflow.sweep.grid.SweepReader;
import org.cotflow.sweep.grid.SweepSpec;
import org.cotflow.sweep.grid.SweepText;
import org.cotflow.sweep.trial.ClosedForm;
import org.cotflow.sweep.trial.Profile;
import org.cotflow.sweep.trial.Trial;
import org.cotflow.sweep.trial.TrialInputs;
import org.cotflow.sweep.trial.TrialPurpose;
import org.cotflow.sweep.trial.TrialResult;

/**
 * Many runs of one experiment, their distances to references, and the laws behind them.
 *
 * <p>References run first, then the trials. Each trial is compared with its reference while it
 * runs, so that its states and particles need not be kept. A trial counts as finished once its
 * result is on disk; the same call again continues with the missing ones.
 */
public final class ExperimentSweep {
  private final Experiment base;
  private final SweepSpec spec;
  private final Grid grid;
  private final String text;

  private ExperimentSweep(Experiment base, SweepSpec spec, Grid grid, String text) {
    this.base = base;
    this.spec = spec;
    this.grid = grid;
    this.text = text;
  }

  /**
   * The sweep of a configuration, with every run known and checked.
   *
   * @throws UserInputException where something of it is wrong
   */
  public static ExperimentSweep of(ExperimentSource source) {
    SweepSpec spec = SweepReader.read(source);
    Grid grid = Grid.of(source, spec);
    if (spec.reference().kind() == ReferenceSpec.Kind.CLOSED_FORM) {
      ClosedForm.requireCovers(grid, spec.errors());
    }
    if (spec.reference().kind() == ReferenceSpec.Kind.RICHARDSON) {
      ExtrapolatedLimit.requireCovers(grid);
    }
    return new ExperimentSweep(
        source.experiment(), spec, grid, SweepText.render(spec, source.sweep()));
  }

  /** The experiment that varies; it also says which engine to use and where to write. */
  public Experiment experiment() {
    return base;
  }

  /** What the kernels of all trials would take. */
  public SweepCost cost() {
    return SweepCost.of(grid, preparedData());
  }

  /**
   * Runs the missing trials, then writes the tables. A call that is stopped writes the rows of
   * runs.csv that are known.
   *
   * @param place the sweep's directory, made if there is none
   * @throws UserInputException if the directory holds something else, another sweep, or one that
   *     was begun with other data
   */
  public SweepSummary run(Location place, TrialRunner runner, SweepMonitor monitor)
      throws IOException {
    Map<DataSpec, PreparedData> data = preparedData();
    try (SweepDirectory directory = SweepDirectory.take(place, base, spec, text)) {
      SweepProvenance provenance = SweepProvenance.of(grid, data);
      provenance.settle(directory.location());
      provenance.assumptions().forEach(monitor::notice);
      return new Call(directory, data, runner, monitor).run();
    }
  }

  private Map<DataSpec, PreparedData> preparedData() {
    Map<DataSpec, PreparedData> data = new HashMap<>();
    for (Grid.Run run : grid.runs()) {
      data.computeIfAbsent(run.experiment().data(), DataSources::prepare);
    }
    for (Experiment reference : grid.references()) {
      data.computeIfAbsent(reference.data(), DataSources::prepare);
    }
    return data;
  }

  /** One call of the sweep. */
  private final class Call {
    private final SweepDirectory directory;
    private final ResultStore store;
    private final Map<DataSpec, PreparedData> data;
    private final TrialRunner runner;
    private final SweepMonitor monitor;
    private final Map<Integer, TrialResult> results = new TreeMap<>();
    private final Map<Integer, TrialResult> failedBefore = new TreeMap<>();
    private final Map<Integer, TrialResult> references = new TreeMap<>();
    private List<LimitRow> limits = List.of();

    Call(
        SweepDirectory directory,
        Map<DataSpec, PreparedData> data,
        TrialRunner runner,
        SweepMonitor monitor) {
      this.directory = directory;
      this.store = directory.results(monitor::notice);
      this.data = data;
      this.runner = runner;
      this.monitor = monitor;
    }

    SweepSummary run() throws IOException {
      TrialInputs alone = new TrialInputs(data, List.of());
      doReferences(alone);
      if (references.size() < grid.references().size()) {
        return summary(List.of());
      }
      doRuns(new TrialInputs(data, profiles()));
      if (results.size() < grid.runs().size()) {
        writeWhatIsKnown();
        return summary(List.of());
      }
      return summary(writeTables());
    }

    private void doReferences(TrialInputs inputs) throws IOException {
      List<TrialRunner.Weighed> open = new ArrayList<>();
      for (int index = 0; index < grid.references().size(); index++) {
        TrialResult known = store.readReference(index);
        if (isFinal(known)) {
          references.put(index, known);
        } else {
          open.add(TrialCost.of(referenceTask(index), inputs));
        }
      }
      go(
          "references",
          references,
          open,
          inputs,
          (task, result) -> store.writeReference(task.index(), result));
      references.forEach(
          (index, result) -> {
            if (result.status() != TrialResult.Status.DONE) {
              monitor.notice(
                  "reference "
                      + index
                      + " has "
                      + Keyword.of(result.status())
                      + ": "
                      + result.reason());
            }
          });
    }

    private Trial referenceTask(int index) throws IOException {
      int[] depths =
          grid.runs().stream()
              .filter(run -> run.reference() == index)
              .mapToInt(run -> run.experiment().network().depth())
              .distinct()
              .toArray();
      Experiment reference = grid.references().get(index).withAbsoluteStart();
      return new Trial(
          index, reference, new TrialPurpose.ToCompareWith(depths), spec.errors(), null);
    }

    private List<List<Profile>> profiles() {
      return references.values().stream().map(TrialResult::profiles).toList();
    }

    private void doRuns(TrialInputs inputs) throws IOException {
      List<TrialRunner.Weighed> open = new ArrayList<>();
      List<Grid.Run> waiting = new ArrayList<>();
      for (Grid.Run run : grid.runs()) {
        TrialResult known = store.read(run.index());
        if (isFinal(known)) {
          results.put(run.index(), known);
          continue;
        }
        if (known != null) {
          failedBefore.put(run.index(), known);
        }
        if (hasFailed(references.get(run.reference()))) {
          waiting.add(run);
        } else {
          open.add(TrialCost.of(task(run), inputs));
        }
      }
      go("runs", results, open, inputs, (task, result) -> store.write(task.index(), result));
      for (Grid.Run run : waiting) {
        String why = references.get(run.reference()).reason();
        results.put(run.index(), task(run).notRun("reference " + run.reference() + ": " + why));
      }
    }

    private static boolean hasFailed(TrialResult reference) {
      return reference != null && reference.status() == TrialResult.Status.FAILED;
    }

    private Trial task(Grid.Run run) throws IOException {
      return new Trial(
          run.index(),
          run.experiment().withAbsoluteStart(),
          purpose(run),
          spec.errors(),
          spec.keepRuns() ? runDirectory(run.index()) : null);
    }

    private TrialPurpose purpose(Grid.Run run) {
      return switch (spec.reference().kind()) {
        case RUN -> new TrialPurpose.ComparedWith(run.reference());
        case RICHARDSON -> new TrialPurpose.Extrapolated();
        case CLOSED_FORM -> new TrialPurpose.ComparedWithClosedForm();
        case NONE -> new TrialPurpose.Alone();
      };
    }

    private Location runDirectory(int run) throws IOException {
      String name = String.format(Locale.ROOT, "run=%05d", run);
      return directory.location().absolute().resolve(SweepFiles.KEPT_RUNS).resolve(name);
    }

    /** A trial that failed is tried again: the reason may be gone. */
    private boolean isFinal(TrialResult result) {
      return result != null && result.status() != TrialResult.Status.FAILED;
    }

    private void go(
        String what,
        Map<Integer, TrialResult> finished,
        List<TrialRunner.Weighed> open,
        TrialInputs inputs,
        TrialRunner.ResultSink write)
        throws IOException {
      if (finished.isEmpty() && open.isEmpty()) {
        return;
      }
      Map<Trial, Double> seconds = new HashMap<>();
      open.forEach(one -> seconds.put(one.task(), one.seconds()));
      double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
      monitor.begin(what, finished.size() + open.size(), finished.size(), all);
      runner.run(
          open,
          inputs,
          new TrialRunner.ResultSink() {
            @Override
            public void begun(Trial task) {
              monitor.begun(seconds.get(task));
            }

            @Override
            public void take(Trial task, TrialResult result) throws IOException {
              write.take(task, result);
              finished.put(task.index(), result);
              monitor.finished(seconds.get(task), result.status() == TrialResult.Status.DONE);
            }
          },
          monitor::interrupted);
    }

    /** Rows of a sweep that is stopped; the call that completes it writes all of them again. */
    private void writeWhatIsKnown() throws IOException {
      Map<Integer, TrialResult> known = new TreeMap<>(failedBefore);
      known.putAll(results);
      if (!known.isEmpty()) {
        directory.writeRuns(TrialTable.ofRuns(grid, known));
      }
    }

    private List<LawRow> writeTables() throws IOException {
      List<TrialResult> known = new ArrayList<>(references.values());
      if (spec.reference().kind() == ReferenceSpec.Kind.RICHARDSON) {
        ExtrapolatedLimit.Limits found = ExtrapolatedLimit.compareInPlace(grid, results, monitor);
        known.addAll(found.results());
        limits = found.rows();
      }
      directory.writeRuns(TrialTable.ofRuns(grid, results));
      directory.writeTable(SweepFiles.METRICS, metrics());
      if (!known.isEmpty()) {
        directory.writeTable(SweepFiles.REFERENCES, TrialTable.ofReferences(known).text());
      }
      LawFits.Fits fits = LawFits.of(spec.laws(), grid, results, monitor);
      directory.writeTable(SweepFiles.LAWS, LawRow.TABLE.text(fits.rows()));
      directory.writeTable(
          SweepFiles.FITS, FitRow.TABLE.text(FitComparison.of(grid, results, fits.laws())));
      directory.writeDigests();
      return fits.rows();
    }

    /** What depends on the machine. */
    private String metrics() {
      List<List<Object>> rows = new ArrayList<>();
      references.forEach((index, result) -> rows.add(metrics("reference", index, result)));
      results.forEach((index, result) -> rows.add(metrics("run", index, result)));
      return Csv.table(List.of("kind", "index", "status", "seconds", "seconds_per_step"), rows);
    }

    private static List<Object> metrics(String kind, int index, TrialResult result) {
      return Arrays.asList(
          kind, index, Keyword.of(result.status()), result.seconds(), result.secondsPerStep());
    }

    private SweepSummary summary(List<LawRow> laws) {
      int[] counts = new int[TrialResult.Status.values().length];
      results.values().forEach(result -> counts[result.status().ordinal()]++);
      return new SweepSummary(
          grid.runs().size(),
          counts[TrialResult.Status.DONE.ordinal()],
          counts[TrialResult.Status.DIVERGED.ordinal()],
          counts[TrialResult.Status.FAILED.ordinal()],
          results.size() == grid.runs().size(),
          laws,
          limits,
          firstReason());
    }

    private String firstReason() {
      return results.entrySet().stream()
          .filter(entry -> entry.getValue().status() != TrialResult.Status.DONE)
          .map(entry -> "run " + entry.getKey() + ": " + entry.getValue().reason())
          .findFirst()
          .orElse("");
    }
  }
}
