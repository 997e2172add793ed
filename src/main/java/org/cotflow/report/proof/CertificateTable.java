package org.cotflow.report.proof;

import java.io.PrintWriter;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.cotflow.analysis.CertificateSearch;
import org.cotflow.analysis.CertificateVerification;
import org.cotflow.analysis.Certification;
import org.cotflow.analysis.CertifiedRun;
import org.cotflow.base.Printable;
import org.cotflow.flow.FlowSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Network;
import org.cotflow.report.chart.Numbers;
import org.cotflow.run.certificate.Certified;
import org.cotflow.run.certificate.HoldingForecast;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.theory.certificate.BallLoss;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.DescentGuarantee;
import org.cotflow.theory.certificate.StartingLayer;
import org.cotflow.theory.certificate.TangentCertificate;
import org.cotflow.theory.certificate.TangentKernel;
import org.cotflow.theory.check.Claim;

/** A convergence certificate as text. */
public final class CertificateTable {
  private static final RoundingMode UP = RoundingMode.CEILING;
  private static final RoundingMode DOWN = RoundingMode.FLOOR;

  private final PrintWriter out;
  private double flowStep;
  private boolean trained;

  public CertificateTable(PrintWriter out) {
    this.out = out;
  }

  public void problem(Certification certification) {
    Network network = certification.problem().network();
    MeasureShape shape = certification.problem().shape();
    FlowSpec flow = certification.problem().experiment().flow();
    flowStep = flow.step();
    int[] widths = shape.widths();
    boolean equal = Arrays.stream(widths).allMatch(width -> width == widths[0]);
    out.println(
        certification.problem().experiment().name()
            + ": "
            + network.activation().keyword()
            + ", "
            + shape.layerCount()
            + " layers of "
            + (equal ? String.valueOf(widths[0]) : Arrays.toString(widths))
            + " particles, state dimension "
            + shape.stateDim()
            + ", "
            + certification.problem().data().train().count()
            + " samples, trains"
            + network.layouts().first().parts().stream()
                .filter(part -> flow.trains(part.name()) && (network.bias() || !part.bias()))
                .map(part -> " " + part.name())
                .collect(Collectors.joining()));
    if (certification.stored() != null) {
      Snapshot snapshot = certification.stored().snapshot();
      out.println(
          "from step %s of %s, flow time %s"
              .formatted(
                  snapshot.step(),
                  certification.stored().run(),
                  Printable.number(snapshot.flowTime())));
    }
    out.println();
  }

  public void terms(Certificate certificate) {
    BallLoss loss = certificate.loss();
    line("L(0)", certificate.risk(), UP, "risk at the start, rounded up");
    line("alpha", certificate.scale(), RoundingMode.HALF_EVEN, "network.scale");
    line(
        "lambda_min(K_k)",
        certificate.start().layers().stream()
            .mapToDouble(StartingLayer::smallestKernel)
            .average()
            .orElse(0),
        DOWN,
        "kernels at the start, mean over layers, rounded down");
    line("m_0", certificate.boundAtStart(), DOWN, "lower bound of the P-L constant at the start");
    if (!Double.isFinite(loss.total())) {
      if (certificate.failing() == Certificate.Term.KINKS) {
        line(
            "sum |DF| / K",
            certificate.sumOfSlopes(),
            UP,
            "of all layers but the first: has to be at most 1");
      } else {
        line("|DF| / K", certificate.largestSlope(), UP, "largest of a layer: has to be below 1");
      }
      out.println();
      return;
    }
    line("R", certificate.radius(), UP, certificate.holds() ? "radius of the ball" : "best radius");
    out.println("of the root of lambda_min the ball takes at worst");
    line("  moves", loss.moves(), UP, "kernels, by moves of w and b");
    line("  states", loss.states(), UP, "kernels, by moves of the states");
    line("  jacobians", loss.jacobians(), UP, "adjoints, by growth of the Jacobians");
    line("  and leaves", Math.max(0, loss.root()), DOWN, "of " + number(loss.root() + taken(loss)));
    line("m_R", certificate.bound(), DOWN, "lower bound of the P-L constant over the ball");
    if (certificate.boundAtStart() > 0) {
      line("m_R / m_0", certificate.bound() / certificate.boundAtStart(), DOWN, "");
    }
    line("reach", loss.reach(), DOWN, "integral of what is left, from 0 to R");
    line("needed", certificate.wanted(), UP, "of it; 2 sqrt(L(0) / (m_R / what is left ^2))");
    out.println();
  }

  private static double taken(BallLoss loss) {
    return loss.moves() + loss.states() + loss.jacobians();
  }

  private void line(String name, double value, RoundingMode mode, String meaning) {
    out.println(
        String.format(Locale.ROOT, "%-18s %-12s %s", name, number(value, mode), meaning)
            .stripTrailing());
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.4g", value);
  }

  /** Four digits that are at most the value, or at least. */
  private static String number(double value, RoundingMode mode) {
    return number(Numbers.rounded(value, 4, mode));
  }

  /** Two digits that are at most the step. */
  private static String step(double value) {
    return String.format(Locale.ROOT, "%.2g", Numbers.rounded(value, 2, DOWN));
  }

  /**
   * @param forecast when a certificate that fails will hold, or null
   */
  public void verdict(Certified certified, HoldingForecast forecast) {
    trained = certified.isTrained();
    Certificate certificate = certified.certificate();
    String fails =
        certified.wholeHolds() ? "By the kernels of the layers it fails" : "The certificate fails";
    if (!certificate.holds() && fallsWithTheRisk(certificate)) {
      out.println(
          "%s: the risk must fall to %s, it is %s."
              .formatted(
                  fails, number(certificate.neededRisk(), DOWN), number(certificate.risk(), UP)));
      out.println("Most of the ball is taken because " + certified.failing().meaning() + ".");
      forecast(certified, forecast);
      return;
    }
    if (!certificate.holds()) {
      out.println(fails + ": " + certificate.failing().meaning() + ".");
      return;
    }
    boolean smooth = certificate.start().activation().isSmooth();
    out.println(
        smooth
            ? "The certificate holds: for all flow times t"
            : "The certificate holds: for all flow times t of " + Claim.INCLUSION);
    out.println(
        "  L(t) <= %s exp(-%s t),  distance from the start <= %s."
            .formatted(
                number(certificate.risk(), UP),
                number(certificate.bound(), DOWN),
                number(certificate.travelled(), UP)));
    double advised = certificate.advisedStep();
    out.println(
        "It speaks of the %s; gradient descent follows it with flow.step <= "
                .formatted(smooth ? "flow" : "inclusion")
            + step(advised)
            + (flowStep <= advised
                ? " (it is " + Printable.number(flowStep) + ")."
                : ", but flow.step is " + Printable.number(flowStep) + "."));
    if (trained) {
      return;
    }
    certificate
        .smallestScale()
        .ifPresent(scale -> out.println("The smallest scale for which it holds is " + scale + "."));
  }

  /** What the tangent kernel of the whole network adds, for the flow and for its steps. */
  public void wholeKernel(Certified certified) {
    if (!certified.certificate().start().activation().isSmooth()) {
      out.println("sigma' jumps: of the tangent kernel and of steps nothing is proved.");
      return;
    }
    if (certified.whole() == null) {
      out.println(
          "The tangent kernel of all outputs has more than %s rows: not computed, and of steps nothing is proved."
              .formatted(TangentKernel.LARGEST_ROWS));
      return;
    }
    TangentCertificate flow = certified.whole().flow();
    Certificate byLayers = certified.certificate();
    if (flow.holds()) {
      String also = flow.bound() > byLayers.bound() ? "larger" : "the same";
      out.println(
          "With the tangent kernel of all outputs %s: L(t) <= %s exp(-%s t), distance <= %s."
              .formatted(
                  byLayers.holds() ? "the rate is " + also : "it holds",
                  number(flow.risk(), UP),
                  number(flow.bound(), DOWN),
                  number(flow.travelled(), UP)));
    } else if (!(flow.neededRisk() > 0)) {
      out.println("By the tangent kernel of all outputs nothing is proved, whatever the risk is.");
    } else {
      out.println(
          "With the tangent kernel of all outputs the risk must fall to %s."
              .formatted(number(flow.neededRisk(), DOWN)));
    }
    steps(certified.whole().steps());
  }

  private void steps(DescentGuarantee steps) {
    if (steps == null) {
      return;
    }
    if (!(steps.largestStep() > 0)) {
      out.println("The flow is certified, the steps of gradient descent are not, however small.");
      return;
    }
    String largest = Printable.number(Numbers.rounded(steps.largestStep(), 4, DOWN));
    if (steps.holdsFor(flowStep)) {
      out.println(
          "Gradient descent itself, without rounding: every step of %s multiplies the risk by at most %s (steps up to %s are proved)."
              .formatted(Printable.number(flowStep), reduction(steps), largest));
    } else {
      out.println(
          "The flow is certified, the steps of gradient descent are not: that takes flow.step <= %s, it is %s."
              .formatted(largest, Printable.number(flowStep)));
    }
  }

  /** A factor near 1 by what it lacks, so that its digits say something. */
  private String reduction(DescentGuarantee steps) {
    double decrease = steps.decrease(flowStep);
    return decrease > 0.01
        ? number(steps.reduction(flowStep), UP)
        : "1 - " + number(decrease, DOWN);
  }

  private void forecast(Certified certified, HoldingForecast forecast) {
    if (certified.origin() == null || certified.wholeHolds()) {
      return;
    }
    if (forecast == null) {
      out.println("When it will hold is not known: the risk does not decay.");
      return;
    }
    out.println(
        "It will hold near flow time %s, if the risk goes on to decay at the rate %s (%s)."
            .formatted(
                number(forecast.flowTime()),
                number(forecast.rate()),
                forecast.rows() > 0
                    ? "of the last " + forecast.rows() + " recorded steps"
                    : "m_0, the bound at the start: too few recorded steps"));
  }

  /** Which lines of a certificate were proved again. */
  public void verification(CertificateVerification verification) {
    verification
        .lines()
        .forEach(line -> out.println((line.holds() ? "proved  " : "FAILS   ") + line.name()));
    out.println();
    boolean whole = verification.failing() == null;
    if (whole) {
      verification.statements().forEach(text -> out.println("Proved: " + text + "."));
    } else {
      out.println("Nothing is proved by this file.");
    }
    out.println("certificate " + (whole ? "proved" : "refused"));
  }

  /** Whether more training is what a failing certificate needs. */
  private boolean fallsWithTheRisk(Certificate certificate) {
    return trained && certificate.neededRisk() > 0;
  }

  /** At which scale a certificate that fails would hold; of no use for a trained start. */
  public void scale(Certificate certificate) {
    if (trained) {
      return;
    }
    OptionalDouble scale = certificate.smallestScale();
    if (scale.isEmpty()) {
      out.println("network.scale      no scale makes it hold");
      return;
    }
    Certificate there = certificate.atScale(scale.getAsDouble());
    out.println(
        String.format(
            Locale.ROOT,
            "network.scale      %s would make it hold: rate %s, R = %s, flow.step <= %s",
            scale.getAsDouble(),
            number(there.bound(), DOWN),
            number(there.radius(), UP),
            step(there.advisedStep())));
  }

  public void finding(CertificateSearch.Finding finding) {
    out.println(String.format(Locale.ROOT, "%-18s %s", finding.key(), text(finding)));
  }

  private static String text(CertificateSearch.Finding finding) {
    if (finding.smallest() != null) {
      Certificate there = finding.closest();
      return finding.smallest()
          + " would make it hold, the smallest found: rate "
          + number(there.bound(), DOWN)
          + ", R = "
          + number(there.radius(), UP);
    }
    if (finding.closest() == null) {
      return "not searched: " + finding.reason();
    }
    OptionalDouble scale = finding.closest().smallestScale();
    return "none found up to "
        + finding.largest()
        + (scale.isPresent() ? ", where it takes a scale of " + scale.getAsDouble() : "")
        + (finding.reason() == null ? "" : "; " + finding.reason());
  }

  public void run(CertifiedRun run, Certificate certificate) {
    int last = run.rows().size() - 1;
    CertifiedRun.Row row = run.rows().get(last);
    out.println();
    out.println(
        "The run: %s steps to flow time %s, risk %s (guaranteed %s), distance %s (guaranteed %s)."
            .formatted(
                row.step(),
                Printable.number(row.flowTime()),
                number(row.risk()),
                number(row.guaranteedRisk()),
                number(row.distance()),
                number(row.guaranteedDistance())));
    if (run.holds()) {
      out.println(
          "Every step keeps both inequalities; the risk comes to "
              + number(run.largestRiskRatio())
              + " of its bound at most, the distance to "
              + number(run.largestDistanceRatio())
              + ".");
      return;
    }
    CertifiedRun.Row first =
        run.rows().stream()
            .filter(one -> !(one.keepsRisk() && one.keepsDistance()))
            .findFirst()
            .orElseThrow();
    out.println(
        "Step "
            + first.step()
            + " breaks the bound of the "
            + (first.keepsRisk() ? "distance" : "risk")
            + (flowStep <= certificate.advisedStep()
                ? "."
                : ": the step is too large for gradient descent to follow the flow."));
  }

  public void lastLine(Certified certified) {
    out.println(
        "certificate "
            + (certified.holds() ? "holds " : "fails ")
            + certified.bound()
            + " "
            + certified.radius());
  }
}
