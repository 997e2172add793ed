package org.cotflow.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;

/** Figures of what the histories of runs record along flow time. */
public final class CurveFigures {
  private static final String TIME = "flow time t";
  private static final String ACCURACY = "accuracy";
  private static final String RATIO = "Polyak-\u0141ojasiewicz ratio";

  /** Of what was lost: beyond it steps do not follow the flow. */
  private static final double LARGE_GAP = 0.5;

  private final List<ReportedRun> runs;

  public CurveFigures(List<ReportedRun> runs) {
    this.runs = runs;
  }

  /** A quantity of a row; null where there is none. */
  private interface Quantity {
    Double of(ReportedRun run, HistoryRow row);
  }

  private record Drawn(String name, Dash dash, Quantity quantity) {}

  /** In the order of a page. */
  public List<Drawing> all() {
    return List.of(
        new Drawing("Risk", this::risk),
        new Drawing("Accuracy", this::score),
        new Drawing("Energy balance", this::energy),
        new Drawing(RATIO, this::ratioOrGradient));
  }

  private Figure ratioOrGradient() {
    Figure ratio = polyakLojasiewicz();
    return ratio == null ? gradient() : ratio;
  }

  private Figure risk() {
    return overTime(
        "Risk",
        riskCaption(),
        PlotAxis.logarithmic("risk"),
        List.of(
            new Drawn("training", Dash.SOLID, ReportedRun::risk),
            new Drawn("validation", Dash.DOTTED, number(HistoryColumn.VALIDATION_RISK)),
            new Drawn("test", Dash.DASHED, (run, row) -> row.testRisk())));
  }

  private String riskCaption() {
    if (runs.size() > 1) {
      return "The risk L of each run along the flow, both axes logarithmic.";
    }
    ReportedRun run = runs.get(0);
    HistoryRow first = firstWith(run, run::risk);
    HistoryRow last = lastWith(run, run::risk);
    if (first == null || first == last) {
      return "The risk L along the flow, both axes logarithmic.";
    }
    double factor = run.risk(first) / run.risk(last);
    return "From "
        + Numbers.brief(run.risk(first), 3)
        + " at the start the training risk has come to "
        + Numbers.brief(run.risk(last), 3)
        + " at t = "
        + Numbers.brief(last.flowTime(), 4)
        + (factor > 1 ? ", " + Numbers.about(factor, 2) + " times less." : ".");
  }

  /** Accuracy of classes, or R^2 of a regression. */
  private Figure score() {
    Figure accuracy =
        overTime(
            "Accuracy",
            "The share of samples whose class is predicted.",
            PlotAxis.linear(ACCURACY),
            List.of(
                new Drawn("training", Dash.SOLID, (run, row) -> row.trainAccuracy()),
                new Drawn("validation", Dash.DOTTED, number(HistoryColumn.VALIDATION_ACCURACY)),
                new Drawn("test", Dash.DASHED, (run, row) -> row.testAccuracy())));
    if (accuracy != null) {
      return accuracy;
    }
    return overTime(
        "Coefficient of determination",
        "The share of the targets' variance that is explained; 1 is all of it.",
        PlotAxis.linear("R\u00b2"),
        List.of(
            new Drawn("training", Dash.SOLID, number(HistoryColumn.TRAIN_R2)),
            new Drawn("validation", Dash.DOTTED, number(HistoryColumn.VALIDATION_R2)),
            new Drawn("test", Dash.DASHED, number(HistoryColumn.TEST_R2))));
  }

  private static Quantity number(HistoryColumn column) {
    return (run, row) -> row.number(column);
  }

  private Figure gradient() {
    return overTime(
        "Squared norm of the gradient",
        "The squared norm of the COT gradient, mean over layers and particles, and what of it is"
            + " trained: the dissipation.",
        PlotAxis.logarithmic("\u2016grad L\u2016\u00b2"),
        List.of(
            new Drawn("gradient", Dash.SOLID, (run, row) -> row.gradNormSquared()),
            new Drawn("dissipation", Dash.DOTTED, CurveFigures::otherDissipation)));
  }

  /** The dissipation where it is not the squared gradient norm itself. */
  private static Double otherDissipation(ReportedRun run, HistoryRow row) {
    return row.dissipation() == null || row.dissipation().equals(row.gradNormSquared())
        ? null
        : row.dissipation();
  }

  private Figure polyakLojasiewicz() {
    return overTime(
        RATIO,
        ratioCaption(),
        PlotAxis.logarithmic("\u2016grad L\u2016\u00b2 / L"),
        List.of(
            new Drawn("observed", Dash.SOLID, CurveFigures::ratio),
            new Drawn("proved bound", Dash.DOTTED, number(HistoryColumn.PL_BOUND))));
  }

  private String ratioCaption() {
    String meaning =
        "Where \u2016grad L\u2016\u00b2 stays above m L the risk decays at least like exp(\u2212m"
            + " t).";
    if (runs.size() > 1) {
      return meaning;
    }
    ReportedRun run = runs.get(0);
    double least = Double.POSITIVE_INFINITY;
    double time = 0;
    for (HistoryRow row : run.rows()) {
      Double ratio = ratio(run, row);
      if (ratio != null && ratio < least) {
        least = ratio;
        time = row.flowTime();
      }
    }
    return meaning
        + " At the recorded steps m was at least "
        + Numbers.brief(least, 3)
        + (time > 0 ? "." : ", at t = 0, which has no place on this axis.");
  }

  private static Double ratio(ReportedRun run, HistoryRow row) {
    if (!run.isFullBatch() || row.risk() == null || row.gradNormSquared() == null) {
      return null;
    }
    return row.risk() > 0 ? row.gradNormSquared() / row.risk() : null;
  }

  /** Along the exact flow risk lost and energy dissipated are equal. */
  private Figure energy() {
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    PlotAxis x = PlotAxis.logarithmic(TIME);
    PlotAxis y = PlotAxis.logarithmic("energy");
    double worst = 0;
    boolean grew = false;
    boolean recorded = true;
    for (int i = 0; i < runs.size(); i++) {
      EnergyBalance balance = EnergyBalance.of(runs.get(i));
      if (balance == null) {
        continue;
      }
      Ink ink = Ink.hue(i);
      String of = runs.size() > 1 ? runs.get(i).name() + ", " : "";
      Mark.Line lost = Thinning.line(ink, Dash.SOLID, x, y, balance.times(), balance.lost());
      if (lost.x().length > 0) {
        marks.add(lost);
        legend.add(LegendKey.line(of + "risk lost, L(0) \u2212 L(t)", ink, Dash.SOLID));
      }
      marks.add(Thinning.line(ink, Dash.DASHED, x, y, balance.times(), balance.dissipated()));
      legend.add(LegendKey.line(of + "dissipated", ink, Dash.DASHED));
      worst = Math.max(worst, balance.finalGap());
      grew |= balance.grew();
      recorded &= balance.recorded();
    }
    if (marks.isEmpty()) {
      return null;
    }
    String caption =
        "Along the exact flow the lost risk L(0) \u2212 L(t) is the energy dissipated, "
            + (recorded
                ? "\u00bd\u222b|\u03bc\u2032|\u00b2 + \u00bd\u222bD with the speed |\u03bc\u2032| and the dissipation D"
                : "\u222bD with the dissipation D")
            + ", and both curves are one; "
            + (grew ? "here the risk has grown" : gap(worst))
            + (grew || worst >= LARGE_GAP
                ? ": such long steps do not follow the flow"
                : ", the error of finite steps")
            + (recorded ? "." : "; a part is the trapezoidal rule over recorded steps.");
    return Figure.of("Energy balance", caption, x, y, marks, legend);
  }

  private String gap(double worst) {
    String most = runs.size() > 1 ? "at most " : "";
    return "at the end they differ by "
        + most
        + (worst < LARGE_GAP
            ? Numbers.brief(100 * worst, 2) + " %"
            : Numbers.about(worst, 2) + " times the risk lost");
  }

  /** A figure over flow time; null where no run has any of the quantities. */
  private Figure overTime(String title, String caption, PlotAxis y, List<Drawn> quantities) {
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    PlotAxis x = PlotAxis.logarithmic(TIME);
    for (int i = 0; i < runs.size(); i++) {
      for (Drawn drawn : quantities) {
        Mark.Line line = line(runs.get(i), Ink.hue(i), drawn, x, y);
        if (line.x().length > 0) {
          marks.add(line);
          legend.add(LegendKey.line(name(runs.get(i), drawn.name()), line.ink(), line.dash()));
        }
      }
    }
    boolean several = marks.size() > 1 || runs.size() > 1;
    PlotAxis shown = y.label().equals(ACCURACY) && isFlat(marks) ? y.within(-0.03, 1.03) : y;
    return marks.isEmpty()
        ? null
        : Figure.of(title, caption, x, shown, marks, several ? legend : List.of());
  }

  /** Whether all lines are at the same height. */
  private static boolean isFlat(List<Mark> marks) {
    return marks.stream()
            .flatMapToDouble(mark -> Arrays.stream(((Mark.Line) mark).y()))
            .distinct()
            .limit(2)
            .count()
        == 1;
  }

  private String name(ReportedRun run, String quantity) {
    return runs.size() == 1 ? quantity : run.name() + ", " + quantity;
  }

  private static Mark.Line line(ReportedRun run, Ink ink, Drawn drawn, PlotAxis x, PlotAxis y) {
    double[] times = run.rows().stream().mapToDouble(HistoryRow::flowTime).toArray();
    double[] values =
        run.rows().stream()
            .mapToDouble(
                row -> {
                  Double value = drawn.quantity().of(run, row);
                  return value == null ? Double.NaN : value;
                })
            .toArray();
    return Thinning.line(ink, drawn.dash(), x, y, times, values);
  }

  private static HistoryRow firstWith(ReportedRun run, Function<HistoryRow, Double> quantity) {
    return run.rows().stream().filter(row -> quantity.apply(row) != null).findFirst().orElse(null);
  }

  private static HistoryRow lastWith(ReportedRun run, Function<HistoryRow, Double> quantity) {
    return run.rows().stream()
        .filter(row -> quantity.apply(row) != null)
        .reduce((one, later) -> later)
        .orElse(null);
  }
}
