package org.cotflow.sweep;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.law.Interval;
import org.cotflow.sweep.trial.TrialResult;

/** What fitted laws say of every run that they were fitted to: fits.csv. */
final class FitTable {
  private static final List<String> COLUMNS =
      List.of("law", "of", "run", "group", "value", "fitted", "low", "high", "mean");

  private final FittedLaw fitted;
  private final Map<Grid.Run, LawFits.Observation> observed = new LinkedHashMap<>();
  private final Map<List<Double>, Double> means = new HashMap<>();
  private final Map<List<Double>, Interval> bands = new HashMap<>();

  private FitTable(FittedLaw fitted) {
    this.fitted = fitted;
  }

  /** The text of the file, law by law, a fit's runs in their order. */
  static String of(Grid grid, Map<Integer, TrialResult> results, List<FittedLaw> laws) {
    StringBuilder text = new StringBuilder(SweepCsv.line(COLUMNS));
    for (FittedLaw fitted : laws) {
      FitTable table = new FitTable(fitted);
      LawFits fits = new LawFits(fitted.law(), grid, results, SweepMonitor.NONE);
      for (Grid.Run run : grid.runs()) {
        LawFits.Observation observation =
            fits.group(run).equals(fitted.group()) ? fits.observation(run) : null;
        if (observation != null) {
          table.observed.put(run, observation);
        }
      }
      table.average();
      table.observed.forEach((run, one) -> text.append(table.line(run, one)));
    }
    return text.toString();
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

  private String line(Grid.Run run, LawFits.Observation one) {
    List<Double> place = place(one);
    Interval band = bands.computeIfAbsent(place, key -> fitted.band(one.variables()));
    return SweepCsv.line(
        List.of(
            fitted.law().name(),
            fitted.law().of(),
            String.valueOf(run.index()),
            fitted.group(),
            SweepCsv.number(one.value()),
            SweepCsv.number(fitted.value(one.variables())),
            SweepCsv.number(band.low()),
            SweepCsv.number(band.high()),
            SweepCsv.number(means.get(place))));
  }
}
