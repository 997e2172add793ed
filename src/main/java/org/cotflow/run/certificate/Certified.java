package org.cotflow.run.certificate;

import org.cotflow.config.Experiment;
import org.cotflow.network.Network;
import org.cotflow.theory.certificate.Certificate;

/**
 * A certificate, holding or not, with what it is about.
 *
 * @param experiment whose flow it is
 * @param network without the particles
 * @param dataDigest of the samples, measureDigest of the particles
 * @param certificate by the kernels of the layers
 * @param whole by these and the tangent kernel of the whole network; null where that was not
 *     computed
 * @param origin the snapshot of the particles; null where they were drawn
 */
public record Certified(
    Experiment experiment,
    Network network,
    String dataDigest,
    String measureDigest,
    Certificate certificate,
    WholeKernel whole,
    Origin origin) {

  /**
   * A snapshot of a run.
   *
   * @param run its directory
   */
  public record Origin(String run, int step, double flowTime) {}

  /** Whether the convergence of the flow is proved, by either kernel. */
  public boolean holds() {
    return certificate.holds() || wholeHolds();
  }

  /** Whether it is proved with the tangent kernel of the whole network. */
  public boolean wholeHolds() {
    return whole != null && whole.flow().holds();
  }

  /** The rate that the kernels of the layers prove, or else the whole kernel. */
  public double bound() {
    return !certificate.holds() && wholeHolds() ? whole.flow().bound() : certificate.bound();
  }

  /** The radius of the ball of {@link #bound}. */
  public double radius() {
    return !certificate.holds() && wholeHolds() ? whole.flow().radius() : certificate.radius();
  }

  /** Whether the measure was trained, so that more training can make a certificate hold. */
  public boolean isTrained() {
    return origin != null || experiment.init().from() != null;
  }

  /**
   * The term that a certificate that does not hold fails by: of a trained measure whose risk may
   * fall as far as is needed, the loss that takes most of the ball.
   */
  public Certificate.Term failing() {
    return isTrained() && certificate.neededRisk() > 0
        ? certificate.mostTakenBy()
        : certificate.failing();
  }
}
