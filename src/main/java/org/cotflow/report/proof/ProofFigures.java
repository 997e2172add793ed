package org.cotflow.report.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.proof.ProvedConvergence.Funnel;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.TriedCertificate;

/** The inequalities that a certificate proves with the run inside, and the tries on the way. */
public final class ProofFigures {
  private static final String FUNNEL = "Proved convergence";
  private static final String TRIES = "Risk reached and risk needed";

  /** Risks by which the funnel falls where no run goes on in it: e to this. */
  private static final double SHOWN_DECAY = 7;

  private static final int POINTS = 100;

  private final ProvedConvergence proof;

  private ProofFigures(ProvedConvergence proof) {
    this.proof = proof;
  }

  /**
   * The figures of a run.
   *
   * @param proof null where nothing is proved
   */
  public static List<Drawing> of(ReportedRun run, ProvedConvergence proof) {
    return List.of(
        new Drawing(FUNNEL, () -> proof == null ? null : new ProofFigures(proof).funnel()),
        new Drawing(TRIES, () -> tries(run)));
  }

  private Figure funnel() {
    List<HistoryRow> later = proof.later();
    double[] way = later.size() > 1 ? ProvedConvergence.way(later) : null;
    List<LegendKey> legend = new ArrayList<>();
    legend.add(LegendKey.line("run", Ink.hue(0), Dash.SOLID));
    List<Funnel> funnels = proof.funnels();
    for (int i = 0; i < funnels.size(); i++) {
      legend.add(LegendKey.line("bound by the " + funnels.get(i).by(), Ink.hue(i + 1), dash(i)));
    }
    String caption = caption(later, way);
    List<Chart> charts = new ArrayList<>();
    charts.add(risk(later, caption));
    if (way != null) {
      charts.add(ball(later, way, caption));
    }
    return new Figure(FUNNEL, caption, charts, legend);
  }

  private static Dash dash(int funnel) {
    return funnel == 0 ? Dash.DASHED : Dash.DOTTED;
  }

  private Chart risk(List<HistoryRow> later, String caption) {
    double from = proof.flowTime();
    double to = later.isEmpty() ? from : later.get(later.size() - 1).flowTime();
    double rate = proof.steepest().ball().bound();
    if (!(to > from)) {
      to = from + (from > 0 ? Math.min(SHOWN_DECAY / rate, from) : SHOWN_DECAY / rate);
    }
    double[] times = new double[POINTS + 1];
    for (int i = 0; i <= POINTS; i++) {
      times[i] = from + (to - from) * i / POINTS;
    }
    PlotAxis x = PlotAxis.linear("flow time t");
    PlotAxis y = PlotAxis.logarithmic("risk L");
    List<HistoryRow> rows = proof.rows().stream().filter(row -> row.risk() != null).toList();
    double[] risks = rows.stream().mapToDouble(HistoryRow::risk).toArray();
    double[] steepest = bounds(proof.steepest(), times);
    double low = Arrays.stream(risks).filter(risk -> risk > 0).min().orElse(steepest[POINTS]);
    double[] floor = new double[times.length];
    Arrays.fill(floor, Math.min(low, steepest[POINTS]));
    List<Mark> marks = new ArrayList<>();
    marks.add(new Mark.Band(inkOf(proof.steepest()), times, floor, steepest));
    List<Funnel> funnels = proof.funnels();
    for (int i = 0; i < funnels.size(); i++) {
      double[] bounds = bounds(funnels.get(i), times);
      marks.add(new Mark.Line(Ink.hue(i + 1), dash(i), times, bounds));
    }
    double[] along = rows.stream().mapToDouble(HistoryRow::flowTime).toArray();
    marks.add(Thinning.line(Ink.hue(0), Dash.SOLID, x, y, along, risks));
    return new Chart("Risk", caption, x, y, marks);
  }

  private Ink inkOf(Funnel funnel) {
    return Ink.hue(proof.funnels().indexOf(funnel) + 1);
  }

  private double[] bounds(Funnel funnel, double[] times) {
    return Arrays.stream(times).map(time -> proof.proved(funnel, time)).toArray();
  }

  /** The way travelled against the radii. */
  private Chart ball(List<HistoryRow> later, double[] way, String caption) {
    PlotAxis x = PlotAxis.linear("flow time t");
    PlotAxis y = PlotAxis.linear("distance travelled since step " + proof.step());
    double[] times = later.stream().mapToDouble(HistoryRow::flowTime).toArray();
    List<Mark> marks = new ArrayList<>();
    List<Funnel> funnels = proof.funnels();
    for (int i = 0; i < funnels.size(); i++) {
      double radius = funnels.get(i).ball().radius();
      double[] ends = {times[0], times[times.length - 1]};
      marks.add(new Mark.Line(Ink.hue(i + 1), dash(i), ends, new double[] {radius, radius}));
    }
    marks.add(Thinning.line(Ink.hue(0), Dash.SOLID, x, y, times, way));
    return new Chart("Distance in the ball", caption, x, y, marks);
  }

  private String caption(List<HistoryRow> later, double[] way) {
    StringBuilder text =
        new StringBuilder(
            "From step %s on the exact flow is proved to stay".formatted(proof.step()));
    text.append(" below L(0) exp(\u2212m t)");
    for (Funnel funnel : proof.funnels()) {
      text.append(", m = ")
          .append(Numbers.atMost(funnel.ball().bound(), 4))
          .append(" by the ")
          .append(funnel.by());
    }
    text.append(" (shaded: the largest rate).");
    if (later.size() < 2) {
      return text.append(" The run has no step after that.").toString();
    }
    text.append(comparedRisk(later));
    return text.append(comparedWay(later, way)).toString();
  }

  private String comparedRisk(List<HistoryRow> later) {
    Funnel steepest = proof.steepest();
    double most = 0;
    for (HistoryRow row : later) {
      double part = row.risk() / proof.allowed(steepest, row.flowTime());
      if (!(part <= 1)) {
        return " At step %s the risk of the run is above it: its steps do not follow the flow."
            .formatted(row.step());
      }
      most = row.step() > proof.step() ? Math.max(most, part) : most;
    }
    return " At %s recorded steps after it the risk of the run is at most %s of the bound%s."
        .formatted(
            later.size() - 1,
            Numbers.atLeast(most, 3),
            proof.riskRounding() > 0 ? ", its rounding allowed for" : "");
  }

  private String comparedWay(List<HistoryRow> later, double[] way) {
    if (way == null) {
      return " The distance travelled is not known, for the history has no dissipation.";
    }
    double least =
        proof.funnels().stream().mapToDouble(one -> one.ball().radius()).min().orElseThrow();
    double end = way[way.length - 1];
    String sum =
        " The distance travelled, the sum of step \u00b7 \u221adissipation over recorded steps, ";
    return end <= least
        ? sum + "comes to " + Numbers.atLeast(end / least, 3) + " of the smallest radius."
        : sum
            + "is "
            + Numbers.brief(end / least, 3)
            + " times the smallest radius: it is too long, or too few steps are recorded.";
  }

  /** Null where fewer than two certificates were tried. */
  private static Figure tries(ReportedRun run) throws IOException {
    List<TriedCertificate> tries = TriedCertificate.read(run.location());
    if (tries.size() < 2) {
      return null;
    }
    double[] steps = tries.stream().mapToDouble(TriedCertificate::step).toArray();
    double[] risks = tries.stream().mapToDouble(TriedCertificate::risk).toArray();
    double[] needed = tries.stream().mapToDouble(TriedCertificate::neededRisk).toArray();
    PlotAxis x = PlotAxis.linear("flow step");
    PlotAxis y = PlotAxis.logarithmic("risk");
    return Figure.of(
        TRIES,
        triesCaption(tries),
        x,
        y,
        List.of(
            Thinning.line(Ink.hue(0), Dash.SOLID, x, y, steps, risks),
            Thinning.line(Ink.hue(1), Dash.DASHED, x, y, steps, needed)),
        List.of(
            LegendKey.line("reached, rounded up", Ink.hue(0), Dash.SOLID),
            LegendKey.line("needed for a certificate", Ink.hue(1), Dash.DASHED)));
  }

  private static String triesCaption(List<TriedCertificate> tries) {
    String meaning =
        "A certificate by the kernels of the layers holds where the risk is below what is needed";
    TriedCertificate last = tries.get(tries.size() - 1);
    int first = tries.size();
    while (first > 0 && tries.get(first - 1).holds()) {
      first--;
    }
    if (first < tries.size()) {
      return meaning + ": from step " + tries.get(first).step() + " on.";
    }
    if (!(last.neededRisk() > 0)) {
      return meaning + "; at step " + last.step() + " no risk would do, by " + last.takenBy() + ".";
    }
    return meaning
        + "; at step "
        + last.step()
        + " it is still "
        + Numbers.brief(last.risk() / last.neededRisk(), 2)
        + " times as large. Most of the ball is taken by "
        + last.takenBy()
        + ".";
  }
}
