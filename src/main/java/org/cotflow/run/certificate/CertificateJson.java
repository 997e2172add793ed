package org.cotflow.run.certificate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.cotflow.base.Build;
import org.cotflow.base.Keyword;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.format.Json;
import org.cotflow.kernel.Neuron;
import org.cotflow.network.Network;
import org.cotflow.theory.certificate.BallLoss;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.DescentGuarantee;
import org.cotflow.theory.certificate.StartingPoint;
import org.cotflow.theory.certificate.TangentCertificate;
import org.cotflow.theory.certificate.TangentKernel;
import org.cotflow.theory.check.CertificateCheck;
import org.cotflow.theory.check.Claim;

/**
 * A certificate as a JSON object: the statement, where it speaks of, every constant of its proof
 * with its meaning, and what is not part of the proof under {@code advice}.
 */
public final class CertificateJson {
  public static final String RUN = "run";
  public static final String STEP = "step";
  public static final String HOLDS = "holds";
  public static final String PROOF = "proof";
  public static final String ADVICE = "advice";

  /** Of {@link #ADVICE}. */
  public static final String RISK_ROUNDING = "riskRounding";

  private static final String ROUNDING =
      "The exact flow from the stored doubles, with exact states and activations. Every constant"
          + " is rounded to the safe side (docs/math.md section 9, Rounding and The check).";

  private CertificateJson() {}

  /**
   * What else is said beside a certificate.
   *
   * @param forecast when it will hold, or null
   * @param holdsFor of sizes that were searched the smallest found, or null
   * @param runKeepsIt whether a run compared with it keeps it, or null
   */
  public record Advice(
      HoldingForecast forecast, Map<String, Integer> holdsFor, Boolean runKeepsIt) {
    public static final Advice NONE = new Advice(null, Map.of(), null);
  }

  /** The text of the object of a certificate that needs no advice. */
  public static String text(Certified certified) {
    return text(certified, Advice.NONE);
  }

  /** The text of the object. */
  public static String text(Certified certified, Advice advice) {
    Claim claim = claim(certified);
    Certified.Origin origin = certified.origin();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("version", Build.current().version());
    object.put("commit", Build.current().commit());
    object.put("experiment", certified.experiment().name());
    object.put(RUN, origin == null ? null : origin.run());
    object.put(STEP, origin == null ? null : origin.step());
    object.put("flowTime", origin == null ? null : origin.flowTime());
    object.put("flow", claim.flow());
    object.put(HOLDS, certified.holds());
    object.put("statement", certified.holds() ? claim.statement() : null);
    object.put("statementOfSteps", claim.steps() == null ? null : claim.statementOfSteps());
    object.put("failing", certified.holds() ? null : Keyword.of(certified.failing()));
    object.put(PROOF, Json.object(claim));
    object.put("meanings", Claim.MEANINGS);
    object.put("rounding", ROUNDING);
    object.put(ADVICE, advice(certified.certificate(), advice));
    return Json.render(object);
  }

  private static Map<String, Object> advice(Certificate certificate, Advice advice) {
    OptionalDouble smallest = certificate.smallestScale();
    HoldingForecast forecast = advice.forecast();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("boundAtStart", certificate.boundAtStart());
    object.put(RISK_ROUNDING, certificate.riskRounding());
    object.put("neededRisk", certificate.neededRisk());
    object.put("holdsAtFlowTime", forecast == null ? null : forecast.flowTime());
    object.put("smallestScale", smallest.isPresent() ? smallest.getAsDouble() : null);
    object.put("advisedStep", certificate.advisedStep());
    object.put("holdsFor", advice.holdsFor());
    object.put("runKeepsIt", advice.runKeepsIt());
    return object;
  }

  /** What the certificate claims, each number as in its proof. */
  static Claim claim(Certified certified) {
    Certificate certificate = certified.certificate();
    StartingPoint start = certificate.start();
    boolean byLayers = certificate.holds() || !certified.wholeHolds();
    return new Claim(
        certified.measureDigest(),
        CertificateCheck.digest(certified.network()),
        certified.dataDigest(),
        sizes(certified.network(), start),
        Double.isFinite(start.activation().supremum()) ? start.activation().supremum() : null,
        start.activation().lipschitz(),
        start.activation().isSmooth() ? start.activation().curvature() : null,
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
                        layer.jacobianNorm(),
                        layer.largestFeature(),
                        layer.largestInput()))
            .toList(),
        byLayers ? ball(certificate.loss(), certificate.bound()) : null,
        certified.holds() && certified.whole() != null ? whole(certified.whole().flow()) : null,
        certified.whole() == null ? null : steps(certified.whole().steps()));
  }

  private static Claim.Problem sizes(Network network, StartingPoint start) {
    PartMultipliers multipliers = start.multipliers();
    return new Claim.Problem(
        network.activation().keyword(),
        start.sampleCount(),
        network.stateDim(),
        network.outputDim(),
        network.loss().outputAverage(),
        network.scale(),
        multipliers.of(Neuron.U),
        multipliers.of(Neuron.W),
        multipliers.of(Neuron.B));
  }

  private static Claim.Whole whole(TangentCertificate flow) {
    TangentKernel kernel = flow.kernel();
    return new Claim.Whole(
        kernel.smallest(),
        kernel.largest(),
        kernel.growth(),
        kernel.largestOutgoing(),
        kernel.largestInput(),
        kernel.inputSquare(),
        flow.holds() ? ball(flow.loss(), flow.bound()) : null);
  }

  private static Claim.Steps steps(DescentGuarantee steps) {
    return steps == null || !(steps.largestStep() > 0)
        ? null
        : new Claim.Steps(
            ball(steps.loss(), steps.bound()), steps.curvature(), steps.largestStep());
  }

  private static Claim.Ball ball(BallLoss loss, double bound) {
    return new Claim.Ball(
        Keyword.of(loss.by()),
        Certificate.ARCS,
        loss.panels(),
        loss.radius(),
        loss.inputs(),
        loss.start(),
        loss.moves(),
        loss.states(),
        loss.jacobians(),
        loss.root(),
        bound,
        loss.reach());
  }
}
