package org.cotflow.run.certificate;

import java.util.Optional;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.data.Samples;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.network.Network;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.StartingPoint;
import org.cotflow.theory.certificate.TangentCertificate;
import org.cotflow.theory.certificate.TangentKernel;
import org.cotflow.theory.rounding.ActivationBounds;

/**
 * Gives certificates to measures of a problem. Their constants are rounded to the safe side so far
 * that {@link org.cotflow.theory.check} can prove them too.
 */
public final class Certifier {
  private final Experiment experiment;
  private final Network network;
  private final Samples train;

  /**
   * @throws UserInputException where no certificate can be given to such a problem
   */
  public Certifier(Experiment experiment, Network network, Samples train) {
    Certifiable.require(experiment, train.count());
    this.experiment = experiment;
    this.network = network;
    this.train = train;
  }

  /**
   * The certificate of a measure by the kernels of its layers.
   *
   * @param particles of the measure, for the velocities
   * @param blockSize of the blocks over which the velocities are summed
   * @param kernels of the same particles
   */
  public Certificate at(ParticleLayers particles, int blockSize, KernelTasks kernels) {
    PartMultipliers multipliers =
        PartMultipliers.of(experiment.flow(), network.layouts().first(), network.bias());
    StartingPoint start =
        StartingPoint.of(network, train, particles, blockSize, kernels, multipliers);
    return Certificate.of(start.published(), network.scale());
  }

  /**
   * Whether sigma' is Lipschitz, and the tangent kernel of all outputs small enough to be
   * decomposed.
   */
  public boolean hasWholeKernel() {
    return ActivationBounds.of(network.activation()).isSmooth()
        && WholeKernel.rows(network, train) <= TangentKernel.LARGEST_ROWS;
  }

  /**
   * What the tangent kernel of the whole network proves beside a certificate.
   *
   * @param certificate what {@link #at} found of the same particles
   * @return empty without {@link #hasWholeKernel}
   */
  public Optional<WholeKernel> whole(
      ParticleLayers particles, int blockSize, KernelTasks kernels, Certificate certificate) {
    if (!hasWholeKernel()) {
      return Optional.empty();
    }
    StartingPoint start = certificate.start();
    TangentKernel kernel =
        TangentKernel.of(network, train, particles, blockSize, kernels, start).published();
    TangentCertificate flow = TangentCertificate.of(start, kernel, certificate.scale());
    return Optional.of(WholeKernel.of(certificate, flow));
  }
}
