package org.cotflow.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.TrialColumns;
import org.cotflow.sweep.law.GridLimit;
import org.cotflow.sweep.law.GridSizes;
import org.cotflow.sweep.trial.Profile;
import org.cotflow.sweep.trial.StepResult;
import org.cotflow.sweep.trial.TrialResult;

/**
 * Errors against the limit of infinite depth and width, extrapolated from the runs themselves
 * ({@link GridLimit}): one limit for each combination of the keys that vary besides depth, width,
 * seed of the particles and what is tied to them. Runs of one {@code init.seed} are a replica
 * group. Predictions and risk have one; states and particles have none.
 */
final class ExtrapolatedLimit {
  private static final String DEPTH = "network.depth";
  private static final String WIDTH = "network.width";
  private static final Set<String> POOLED = Set.of(DEPTH, WIDTH, "init.seed");

  /** Of the bootstrap; a limit is a function of the table alone. */
  private static final long SEED = 0;

  private ExtrapolatedLimit() {}

  /**
   * Checks that depth or width varies.
   *
   * @throws UserInputException where neither depth nor width varies, or widths differ by layer
   */
  static void requireCovers(Grid grid) {
    boolean varies = grid.columns().contains(DEPTH) || grid.columns().contains(WIDTH);
    boolean equal =
        grid.runs().stream().allMatch(run -> run.experiment().network().width().size() == 1);
    if (!varies || !equal) {
      throw ConfigComplaint.of(
          "sweep.reference.kind = richardson extrapolates in network.depth and network.width, with"
              + " one width for all layers; let one of them vary, or take kind = run");
    }
  }

  /**
   * The limits that were found.
   *
   * @param results as results of their own: the root mean square of the predictions' error bar
   *     stands for their error, the risk's error bar for its error
   * @param rows the same by group and step
   */
  record Limits(List<TrialResult> results, List<LimitRow> rows) {}

  /** Puts the errors of all runs into their results. */
  static Limits compareInPlace(Grid grid, Map<Integer, TrialResult> results, SweepMonitor monitor) {
    List<TrialResult> limits = new ArrayList<>();
    List<LimitRow> rows = new ArrayList<>();
    groups(grid)
        .forEach(
            (key, group) -> {
              TrialResult limit = limit(group, results, monitor);
              limits.add(limit);
              for (StepResult step : limit.steps()) {
                if (step.number(TrialColumns.OUTPUT_ERROR) != null) {
                  rows.add(
                      new LimitRow(
                          String.join(" ", key),
                          step.step(),
                          step.risk(),
                          step.number(TrialColumns.RISK_ERROR),
                          step.number(TrialColumns.OUTPUT_ERROR)));
                }
              }
            });
    return new Limits(limits, rows);
  }

  private static Map<List<String>, List<Grid.Run>> groups(Grid grid) {
    Map<List<String>, List<Grid.Run>> groups = new LinkedHashMap<>();
    for (Grid.Run run : grid.runs()) {
      List<String> key = new ArrayList<>();
      for (int c = 0; c < grid.axisColumns(); c++) {
        if (!POOLED.contains(grid.columns().get(c))) {
          key.add(grid.columns().get(c) + "=" + run.cells().get(c));
        }
      }
      groups.computeIfAbsent(key, values -> new ArrayList<>()).add(run);
    }
    return groups;
  }

  private static TrialResult limit(
      List<Grid.Run> group, Map<Integer, TrialResult> results, SweepMonitor monitor) {
    int steps = results.get(group.get(0).index()).steps().size();
    List<StepResult> limits = new ArrayList<>();
    String reason = "";
    for (int s = 0; s < steps; s++) {
      int at = s;
      List<Grid.Run> known =
          group.stream().filter(run -> predictions(run, results, at) != null).toList();
      int step = results.get(group.get(0).index()).steps().get(s).step();
      try {
        GridLimit limit = limit(known, results, at);
        compare(known, results, at, limit);
        limits.add(asResult(step, limit));
      } catch (UserInputException tooFew) {
        reason = tooFew.getMessage();
        monitor.notice("no limit at step " + step + ": " + reason);
        limits.add(StepResult.missing(step));
      }
    }
    TrialResult.Status status =
        reason.isEmpty() ? TrialResult.Status.DONE : TrialResult.Status.FAILED;
    return new TrialResult(status, reason, 0, 0, null, limits, List.of());
  }

  private static double[] predictions(Grid.Run run, Map<Integer, TrialResult> results, int at) {
    List<StepResult> steps = results.get(run.index()).steps();
    boolean known = at < steps.size() && steps.get(at).risk() != null;
    return known ? steps.get(at).predictions() : null;
  }

  /** Of the predictions, and the risk behind them. */
  private static GridLimit limit(List<Grid.Run> runs, Map<Integer, TrialResult> results, int at) {
    double[] depths = new double[runs.size()];
    double[] widths = new double[runs.size()];
    double[][] values = new double[runs.size()][];
    List<Long> seeds = runs.stream().map(run -> run.experiment().init().seed()).distinct().toList();
    int[] groups = new int[runs.size()];
    for (int i = 0; i < values.length; i++) {
      Grid.Run run = runs.get(i);
      groups[i] = seeds.indexOf(run.experiment().init().seed());
      depths[i] = run.experiment().network().depth();
      widths[i] = run.experiment().network().width().get(0);
      double[] predictions = predictions(run, results, at);
      values[i] = java.util.Arrays.copyOf(predictions, predictions.length + 1);
      values[i][predictions.length] = results.get(run.index()).steps().get(at).risk();
    }
    if (values.length == 0) {
      throw new UserInputException("no run came to this step");
    }
    int order = runs.get(0).experiment().network().depthScheme().order();
    return GridLimit.of(new GridSizes(depths, widths, groups, order), values, SEED);
  }

  private static void compare(
      List<Grid.Run> runs, Map<Integer, TrialResult> results, int at, GridLimit limit) {
    int risk = limit.limit().length - 1;
    double[] predictions = java.util.Arrays.copyOf(limit.limit(), risk);
    for (Grid.Run run : runs) {
      TrialResult result = results.get(run.index());
      List<StepResult> steps = new ArrayList<>(result.steps());
      StepResult step = steps.get(at);
      steps.set(
          at,
          step.with(
                  TrialColumns.OUTPUT_ERROR,
                  Profile.rootMeanSquare(step.predictions(), predictions))
              .with(TrialColumns.RISK_ERROR, step.risk() - limit.limit()[risk]));
      results.put(run.index(), result.withSteps(steps));
    }
  }

  private static StepResult asResult(int step, GridLimit limit) {
    int risk = limit.limit().length - 1;
    double[] bars = java.util.Arrays.copyOf(limit.errorBar(), risk);
    return StepResult.missing(step)
        .with(TrialColumns.RISK, limit.limit()[risk])
        .with(TrialColumns.OUTPUT_ERROR, Profile.rootMeanSquare(bars, new double[risk]))
        .with(TrialColumns.RISK_ERROR, limit.errorBar()[risk]);
  }
}
