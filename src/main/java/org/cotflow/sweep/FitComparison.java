package org.cotflow.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.law.Interval;
import org.cotflow.sweep.trial.TrialResult;

/** Compares fitted laws with every trial that they were fitted to: the rows of fits.csv. */
final class FitComparison {
  private final FittedLaw fitted;
  private final Map<Grid.Run, LawFits.Observation> observed = new LinkedHashMap<>();
  private final Map<List<Double>, Double> means = new HashMap<>();
  private final Map<List<Double>, Interval> bands = new HashMap<>();

  private FitComparison(FittedLaw fitted) {
    this.fitted = fitted;
  }

  /** Law by law, the trials of a fit in their order. */
  static List<FitRow> of(Grid grid, Map<Integer, TrialResult> results, List<FittedLaw> laws) {
    List<FitRow> rows = new ArrayList<>();
    for (FittedLaw fitted : laws) {
      FitComparison comparison = new FitComparison(fitted);
      LawFits fits = new LawFits(fitted.law(), grid, results, SweepMonitor.NONE);
      for (Grid.Run run : grid.runs()) {
        LawFits.Observation observation =
            fits.group(run).equals(fitted.group()) ? fits.observation(run) : null;
        if (observation != null) {
          comparison.observed.put(run, observation);
        }
      }
      comparison.average();
      comparison.observed.forEach((run, one) -> rows.add(comparison.row(run, one)));
    }
    return rows;
  }

  /** Of runs at one place of the law, as the fit takes it: in quadrature of the squares. */
  private void average() {
    boolean squares = fitted.law().quadrature();
    Map<List<Double>, double[]> sums = new HashMap<>();
    for (LawFits.Observation one : observed.values()) {
      double[] sum = sums.computeIfAbsent(place(one), key -> new double[2]);
      sum[0] += squares ? one.value() * one.value() : one.value();
      sum[1]++;
    }
    sums.forEach(
        (place, sum) -> {
          double mean = sum[0] / sum[1];
          means.put(place, squares ? Math.sqrt(mean) : mean);
        });
  }

  private static List<Double> place(LawFits.Observation one) {
    return Arrays.stream(one.variables()).boxed().toList();
  }

  private FitRow row(Grid.Run run, LawFits.Observation one) {
    List<Double> place = place(one);
    Interval band = bands.computeIfAbsent(place, key -> fitted.band(one.variables()));
    return new FitRow(
        fitted.law().name(),
        fitted.law().of(),
        run.index(),
        fitted.group(),
        one.value(),
        fitted.value(one.variables()),
        band.low(),
        band.high(),
        means.get(place));
  }
}
