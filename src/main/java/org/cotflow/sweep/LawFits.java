package org.cotflow.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.LawSpec;
import org.cotflow.sweep.law.Combination;
import org.cotflow.sweep.law.Estimate;
import org.cotflow.sweep.law.LawFit;
import org.cotflow.sweep.law.LinearLaw;
import org.cotflow.sweep.law.PowerLaw;
import org.cotflow.sweep.law.Spread;
import org.cotflow.sweep.law.StretchedLaw;
import org.cotflow.sweep.trial.StepResult;
import org.cotflow.sweep.trial.TrialResult;

/**
 * Fits the laws of a sweep to its results: one fit for each combination of the law's {@code per}
 * keys, and where there are several, the median and central 90 % of each constant over them.
 *
 * <p>Runs with the same values of all keys that end in {@code seed}, and vary and are not in {@code
 * per}, are one replica group: they share their random numbers. Where the data vary so, all runs of
 * one draw are a group, whatever their other seeds: they share the data, so they do not show
 * independently how results scatter over data.
 */
final class LawFits {
  /** Of the bootstrap; a fit is a function of the table alone. */
  private static final long SEED = 0;

  private static final String COEFFICIENT = "coefficient";
  private static final String DATA_SEED = "data.seed";

  private final LawSpec law;
  private final Grid grid;
  private final Map<Integer, TrialResult> results;
  private final SweepMonitor monitor;
  private final List<FittedLaw> fitted = new ArrayList<>();

  LawFits(LawSpec law, Grid grid, Map<Integer, TrialResult> results, SweepMonitor monitor) {
    this.law = law;
    this.grid = grid;
    this.results = results;
    this.monitor = monitor;
  }

  /**
   * All that was fitted.
   *
   * @param rows of laws.csv
   * @param laws to be compared with the runs
   */
  record Fits(List<LawRow> rows, List<FittedLaw> laws) {}

  /** Fits all laws. What cannot be fitted is a notice, and has no rows. */
  static Fits of(
      List<LawSpec> laws, Grid grid, Map<Integer, TrialResult> results, SweepMonitor monitor) {
    List<LawRow> rows = new ArrayList<>();
    List<FittedLaw> fitted = new ArrayList<>();
    for (LawSpec law : laws) {
      LawFits fits = new LawFits(law, grid, results, monitor);
      try {
        rows.addAll(fits.rows());
        fitted.addAll(fits.fitted);
      } catch (UserInputException unsuited) {
        monitor.notice(unsuited.getMessage());
      }
    }
    return new Fits(rows, fitted);
  }

  /** A row of the table that takes part in a fit. */
  record Observation(double[] variables, double value, double weight, String replica) {}

  private List<LawRow> rows() {
    Map<String, List<Observation>> groups = new LinkedHashMap<>();
    for (Grid.Run run : grid.runs()) {
      Observation observation = observation(run);
      List<Observation> all = groups.computeIfAbsent(group(run), name -> new ArrayList<>());
      if (observation != null) {
        all.add(observation);
      }
    }
    List<LawRow> rows = new ArrayList<>();
    groups.forEach((group, all) -> rows.addAll(fitted(group, all)));
    if (groups.size() > 1) {
      rows.addAll(spread(rows));
    }
    return rows;
  }

  /** The values of the law's {@code per} keys. */
  String group(Grid.Run run) {
    return law.per().stream()
        .map(key -> key + "=" + ConfigKeys.text(key, run.experiment()))
        .collect(Collectors.joining(" "));
  }

  /** Null where the run has no such number or does not take part. */
  Observation observation(Grid.Run run) {
    TrialResult result = results.get(run.index());
    StepResult step =
        result.steps().stream()
            .filter(one -> law.step() == null || one.step() == law.step())
            .reduce((first, second) -> second)
            .orElse(null);
    Double value = step == null ? null : step.number(law.of());
    if (value == null || !Double.isFinite(value)) {
      return null;
    }
    TrialNumbers numbers = new TrialNumbers(law, run, result, step, value);
    if (law.where() != null && !(law.where().value(numbers) != 0)) {
      return null;
    }
    double[] variables =
        law.terms().isEmpty()
            ? law.powers().stream().mapToDouble(numbers).toArray()
            : law.terms().values().stream().mapToDouble(term -> term.value(numbers)).toArray();
    double weight = law.weights() == null ? 1 : law.weights().value(numbers);
    return new Observation(variables, value, weight, replica(run));
  }

  private String replica(Grid.Run run) {
    int data = grid.columns().indexOf(DATA_SEED);
    if (data >= 0 && !law.per().contains(DATA_SEED)) {
      return run.cells().get(data);
    }
    StringBuilder replica = new StringBuilder();
    for (int c = 0; c < grid.columns().size(); c++) {
      String key = grid.columns().get(c);
      if (key.endsWith(".seed") && !law.per().contains(key)) {
        replica.append(run.cells().get(c)).append(' ');
      }
    }
    return replica.toString();
  }

  private List<LawRow> fitted(String group, List<Observation> observations) {
    double[][] variables =
        observations.stream().map(Observation::variables).toArray(double[][]::new);
    double[] values = observations.stream().mapToDouble(Observation::value).toArray();
    double[] weights =
        law.weights() == null
            ? null
            : observations.stream().mapToDouble(Observation::weight).toArray();
    List<String> names = observations.stream().map(Observation::replica).distinct().toList();
    int[] replicas = observations.stream().mapToInt(one -> names.indexOf(one.replica())).toArray();
    Combination combination = law.quadrature() ? Combination.QUADRATURE : Combination.SUM;
    try {
      LawFit fit =
          law.terms().isEmpty()
              ? PowerLaw.fit(variables, values, weights, replicas, SEED)
              : law.freeExponents()
                  ? StretchedLaw.fit(combination, variables, values, weights, replicas, SEED)
                  : LinearLaw.fit(combination, variables, values, weights, replicas, SEED);
      fitted.add(FittedLaw.of(law, group, fit));
      return rows(group, fit);
    } catch (UserInputException unsuited) {
      monitor.notice(
          "law "
              + law.name()
              + (group.isEmpty() ? "" : ", " + group)
              + ": "
              + unsuited.getMessage());
      return List.of();
    }
  }

  /** The coefficient, then keys; or terms, then their exponents as NAME^. */
  private List<String> constants() {
    List<String> names = new ArrayList<>();
    if (law.terms().isEmpty()) {
      names.add(COEFFICIENT);
      names.addAll(law.powers());
      return names;
    }
    names.addAll(law.terms().keySet());
    if (law.freeExponents()) {
      law.terms().keySet().forEach(name -> names.add(name + "^"));
    }
    return names;
  }

  private List<LawRow> rows(String group, LawFit fit) {
    List<String> names = constants();
    String warnings =
        fit.warnings().stream()
            .map(warning -> warning.describe(names))
            .collect(Collectors.joining("; "));
    List<LawRow> rows = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      Estimate estimate = fit.constants().get(j);
      rows.add(
          new LawRow(
              law.name(),
              names.get(j),
              estimate.value(),
              estimate.ninetyFive().low(),
              estimate.ninetyFive().high(),
              fit.goodness().rSquared(),
              group,
              estimate.ninety().low(),
              estimate.ninety().high(),
              fit.goodness().logRSquared(),
              fit.goodness().reducedChiSquared(),
              fit.pointCount(),
              fit.observationCount(),
              warnings));
    }
    return rows;
  }

  /** How each constant scatters over the groups. */
  private List<LawRow> spread(List<LawRow> fits) {
    Map<String, List<LawRow>> byTerm =
        fits.stream()
            .collect(Collectors.groupingBy(LawRow::term, LinkedHashMap::new, Collectors.toList()));
    List<LawRow> rows = new ArrayList<>();
    byTerm.forEach(
        (term, all) -> {
          Spread spread = Spread.of(all.stream().mapToDouble(LawRow::estimate).toArray());
          rows.add(
              new LawRow(
                  law.name(),
                  term,
                  spread.median(),
                  spread.smallest(),
                  spread.largest(),
                  null,
                  LawRow.over(spread.count(), law.per()),
                  spread.central90().low(),
                  spread.central90().high(),
                  null,
                  null,
                  all.stream().mapToInt(LawRow::points).sum(),
                  all.stream().mapToInt(LawRow::observations).sum(),
                  "median, smallest, largest and central 90 % over fits"));
        });
    return rows;
  }
}
