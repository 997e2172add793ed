package org.cotflow.run.certificate;

import org.cotflow.data.Samples;
import org.cotflow.network.Network;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.DescentGuarantee;
import org.cotflow.theory.certificate.TangentCertificate;

/**
 * What the tangent kernel of the whole network proves beside a certificate.
 *
 * @param flow the convergence of the flow by it and by the kernels of the layers, if it holds
 * @param steps of gradient descent, by the certificate with the larger rate; null where none holds
 */
public record WholeKernel(TangentCertificate flow, DescentGuarantee steps) {

  static WholeKernel of(Certificate certificate, TangentCertificate flow) {
    DescentGuarantee steps = null;
    if (flow.holds() && flow.bound() >= certificate.bound()) {
      steps = flow.descent(certificate.start(), certificate.scale());
    } else if (certificate.holds()) {
      steps = certificate.descent(flow.kernel());
    }
    return new WholeKernel(flow, steps);
  }

  /** N d_out. */
  public static long rows(Network network, Samples train) {
    return (long) train.count() * network.outputDim();
  }
}
