package org.cotflow.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.cotflow.base.Build;
import org.cotflow.base.Keyword;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.format.Json;
import org.cotflow.network.Network;
import org.cotflow.run.RunProblem;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.theory.certificate.BallLoss;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.StartingPoint;
import org.cotflow.theory.check.CertificateCheck;
import org.cotflow.theory.check.Claim;

/**
 * A certificate as a JSON object: the statement, where it speaks of, every constant of its proof
 * with its meaning, and what is not part of the proof under {@code advice}.
 */
public final class CertificateJson {
  static final String RUN = "run";
  static final String STEP = "step";
  static final String HOLDS = "holds";
  static final String PROOF = "proof";

  private static final String ROUNDING =
      "The exact flow from the stored doubles, with exact states and activations. Every constant"
          + " is rounded to the safe side (docs/math.md section 9, Rounding and The check).";

  private CertificateJson() {}

  /**
   * The text of the object.
   *
   * @param findings of the search for larger networks; empty where there was none
   * @param run the run compared with the certificate, or null
   */
  public static String text(
      Certification certification, List<CertificateSearch.Finding> findings, CertifiedRun run) {
    Certificate certificate = certification.certificate();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("version", Build.current().version());
    object.put("commit", Build.current().commit());
    object.put("experiment", certification.problem().experiment().name());
    putStart(object, certification.stored());
    object.put(HOLDS, certificate.holds());
    object.put("statement", certificate.holds() ? statement(certificate) : null);
    object.put("failing", certificate.holds() ? null : Keyword.of(certification.failing()));
    object.put(PROOF, Json.object(claim(certification)));
    object.put("meanings", Claim.MEANINGS);
    object.put("rounding", ROUNDING);
    object.put("advice", advice(certification, findings, run));
    return Json.render(object);
  }

  private static void putStart(Map<String, Object> object, StoredStart stored) {
    Snapshot snapshot = stored == null ? null : stored.snapshot();
    object.put(RUN, stored == null ? null : stored.run().toString());
    object.put(STEP, snapshot == null ? null : snapshot.step());
    object.put("flowTime", snapshot == null ? null : snapshot.flowTime());
  }

  private static String statement(Certificate certificate) {
    return "for all t >= 0 of the gradient flow from this measure: L(t) <= "
        + certificate.risk()
        + " exp(-"
        + certificate.bound()
        + " t), and the distance from it is at most "
        + certificate.travelled();
  }

  private static Map<String, Object> advice(
      Certification certification, List<CertificateSearch.Finding> findings, CertifiedRun run) {
    Certificate certificate = certification.certificate();
    OptionalDouble smallest = certificate.smallestScale();
    HoldingForecast forecast = HoldingForecast.of(certification);
    Map<String, Object> advice = new LinkedHashMap<>();
    advice.put("boundAtStart", certificate.boundAtStart());
    advice.put("riskRounding", certificate.riskRounding());
    advice.put("neededRisk", certificate.neededRisk());
    advice.put("holdsAtFlowTime", forecast == null ? null : forecast.flowTime());
    advice.put("smallestScale", smallest.isPresent() ? smallest.getAsDouble() : null);
    advice.put("advisedStep", certificate.advisedStep());
    Map<String, Object> found = new LinkedHashMap<>();
    findings.forEach(finding -> found.put(finding.key(), finding.smallest()));
    advice.put("holdsFor", found);
    advice.put("runKeepsIt", run == null ? null : run.holds());
    return advice;
  }

  /** What the certificate claims, each number as in its proof. */
  public static Claim claim(Certification certification) {
    RunProblem problem = certification.problem();
    Certificate certificate = certification.certificate();
    StartingPoint start = certificate.start();
    return new Claim(
        certification.measureDigest(),
        CertificateCheck.digest(problem.network()),
        problem.data().digest(),
        sizes(problem, start),
        Double.isFinite(start.activation().supremum()) ? start.activation().supremum() : null,
        start.activation().lipschitz(),
        start.activation().curvature(),
        start.smallestReadout(),
        start.largestReadout(),
        certificate.risk(),
        start.layers().stream()
            .map(
                layer ->
                    new Claim.Layer(
                        layer.layer(),
                        layer.width(),
                        layer.smallestKernel(),
                        layer.largestKernel(),
                        layer.outgoing(),
                        layer.ingoing(),
                        layer.ingoingSquare(),
                        layer.cross(),
                        layer.inputs(),
                        layer.jacobianNorm()))
            .toList(),
        ball(certificate));
  }

  private static Claim.Problem sizes(RunProblem problem, StartingPoint start) {
    Network network = problem.network();
    PartMultipliers multipliers = start.multipliers();
    return new Claim.Problem(
        network.activation().keyword(),
        start.sampleCount(),
        network.stateDim(),
        network.outputDim(),
        network.loss().outputAverage(),
        network.scale(),
        multipliers.u(),
        multipliers.w(),
        multipliers.b());
  }

  private static Claim.Ball ball(Certificate certificate) {
    BallLoss loss = certificate.loss();
    return new Claim.Ball(
        Keyword.of(loss.by()),
        Certificate.ARCS,
        loss.radius(),
        loss.start(),
        loss.moves(),
        loss.states(),
        loss.jacobians(),
        loss.root(),
        certificate.bound(),
        certificate.travelled());
  }
}
