package org.cotflow.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cotflow.report.Document.Table;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.proof.ProvedConvergence;
import org.cotflow.report.proof.ProvedConvergence.Funnel;
import org.cotflow.theory.check.Claim;

/** What a certificate says, in words and as a table. */
final class ProofSections {
  private ProofSections() {}

  static String statement(ProvedConvergence proof) {
    StringBuilder text =
        new StringBuilder(
            "For %s from the measure of step %s, flow time %s, it is proved that a time t later"
                .formatted(
                    proof.claim().isSmooth() ? "the exact gradient flow" : Claim.INCLUSION,
                    proof.step(),
                    Numbers.brief(proof.flowTime(), 6)));
    for (Funnel funnel : proof.funnels()) {
      text.append(" L(t) \u2264 ")
          .append(Numbers.atLeast(proof.claim().risk(), 4))
          .append(" exp(\u2212")
          .append(Numbers.atMost(funnel.ball().bound(), 4))
          .append(" t), at most ")
          .append(Numbers.atLeast(funnel.ball().radius(), 4))
          .append(" away (by the ")
          .append(funnel.by())
          .append(");");
    }
    text.setCharAt(text.length() - 1, '.');
    Claim.Steps steps = proof.claim().steps();
    text.append(
        steps == null
            ? " Of the steps of gradient descent nothing is proved."
            : " Steps of gradient descent up to %s are proved too, without rounding."
                .formatted(Numbers.atMost(steps.largestStep(), 4)));
    return text.append(" cotflow certify --verify proves it again from certificate.json.")
        .toString();
  }

  /** Where each proof loses: the parts of the root that its ball takes. */
  static Table losses(ProvedConvergence proof) {
    List<String> columns = new ArrayList<>(List.of("in the ball"));
    List<Claim.Ball> balls = new ArrayList<>();
    for (Funnel funnel : proof.funnels()) {
      columns.add("by the " + funnel.by());
      balls.add(funnel.ball());
    }
    if (proof.claim().steps() != null) {
      columns.add("steps of gradient descent");
      balls.add(proof.claim().steps().ball());
    }
    return new Table(
        columns,
        List.of(
            row("radius", balls, ball -> Numbers.atLeast(ball.radius(), 4)),
            row("root at the start", balls, ball -> Numbers.atMost(ball.start(), 4)),
            row("taken by moves of w and b", balls, ball -> part(ball, ball.moves())),
            row("taken by moves of the states", balls, ball -> part(ball, ball.states())),
            row("taken by changes of the Jacobians", balls, ball -> part(ball, ball.jacobians())),
            row("left", balls, ball -> part(ball, ball.root())),
            row("rate m", balls, ball -> Numbers.atMost(ball.bound(), 4))));
  }

  private static List<String> row(
      String name, List<Claim.Ball> balls, Function<Claim.Ball, String> cell) {
    List<String> cells = new ArrayList<>(List.of(name));
    balls.forEach(ball -> cells.add(cell.apply(ball)));
    return cells;
  }

  private static String part(Claim.Ball ball, double number) {
    return Numbers.full(100 * number / ball.start(), 3) + " %";
  }
}
