package org.cotflow.analysis;

import java.util.Optional;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Network;
import org.cotflow.run.RunProblem;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.DescentGuarantee;
import org.cotflow.theory.certificate.TangentCertificate;
import org.cotflow.theory.certificate.TangentKernel;

/**
 * What the tangent kernel of the whole network proves beside a certificate.
 *
 * @param flow the convergence of the flow by it, if it holds
 * @param steps of gradient descent, by the certificate with the larger rate; null where none holds
 */
public record WholeKernel(TangentCertificate flow, DescentGuarantee steps) {
  /**
   * Computes it in this process.
   *
   * @return empty with more than {@link TangentKernel#LARGEST_ROWS} outputs of all samples
   */
  public static Optional<WholeKernel> of(Certification certification) {
    RunProblem problem = certification.problem();
    if (rows(certification) > TangentKernel.LARGEST_ROWS) {
      return Optional.empty();
    }
    Network network = problem.network();
    Certificate certificate = certification.certificate();
    MeasureShape shape = problem.shape();
    try (Engine engine =
        EngineFactory.inProcess(problem.experiment().engine().threads())
            .start(shape, problem.initial(), network.activation())) {
      TangentKernel kernel =
          TangentKernel.of(
              network,
              problem.data().train(),
              engine,
              shape.blockSize(),
              ParticleSums.source(
                  ParticleSums.shape(shape), problem.initial(), network.activation()),
              certificate.start());
      TangentCertificate flow =
          TangentCertificate.of(certificate.start(), kernel, certificate.scale());
      return Optional.of(new WholeKernel(flow, steps(certificate, flow)));
    }
  }

  private static DescentGuarantee steps(Certificate certificate, TangentCertificate flow) {
    if (flow.holds() && flow.bound() >= certificate.bound()) {
      return flow.descent(certificate.start(), certificate.scale());
    }
    return certificate.holds() ? certificate.descent(flow.kernel()) : null;
  }

  /** N d_out. */
  public static long rows(Certification certification) {
    return (long) certification.problem().data().train().count()
        * certification.problem().network().outputDim();
  }
}
