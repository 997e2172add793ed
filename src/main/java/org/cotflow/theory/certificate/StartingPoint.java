package org.cotflow.theory.certificate;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.theory.JacobianNorms;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.PlBound;
import org.cotflow.theory.PlDiagnostics;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.rounding.Rounding;
import org.cotflow.theory.rounding.StateRounding;
import org.cotflow.theory.spectrum.Spectrum;

/**
 * What a convergence certificate needs of the measure mu_0 from which a flow starts: the sizes of
 * its layers, the risk as a function of the scale, and the readout.
 *
 * @param layers in order
 * @param multipliers the step multipliers of what is trained, 0 where frozen
 * @param risk as a function of the scale
 * @param smallestReadout at most lambda_min(B B^T), divided by d_out with output-average
 * @param largestReadout at least lambda_max(B B^T), divided likewise
 */
public record StartingPoint(
    List<StartingLayer> layers,
    int sampleCount,
    ActivationBounds activation,
    PartMultipliers multipliers,
    ScaledRisk risk,
    double smallestReadout,
    double largestReadout) {

  /** Samples up to which kernels are decomposed, and certificates given. */
  public static final int LARGEST_SAMPLE_COUNT = Spectrum.DENSE_LIMIT;

  public StartingPoint {
    layers = List.copyOf(layers);
  }

  /**
   * The same with all layers in blocks.
   *
   * @param shape of the particles, in the blocks that sums go over
   * @param blocks the same particles, in these blocks
   */
  public static StartingPoint of(
      Network network,
      Samples samples,
      Engine particles,
      MeasureShape shape,
      LayerBlocks.Source blocks,
      PartMultipliers multipliers) {
    return of(
        network,
        samples,
        particles,
        particles.shape().blockSize(),
        KernelTasks.inBlocks(shape, network.maps(), blocks),
        multipliers);
  }

  /**
   * Sends the samples through the layers and measures each.
   *
   * @param network with the squared loss
   * @param samples at most {@link #LARGEST_SAMPLE_COUNT}
   * @param particles of the measure, for the velocities
   * @param blockSize of the blocks over which the velocities are summed
   * @param kernels of the same particles
   * @throws org.cotflow.base.DivergedException where a state is not finite
   */
  public static StartingPoint of(
      Network network,
      Samples samples,
      ParticleLayers particles,
      int blockSize,
      KernelTasks kernels,
      PartMultipliers multipliers) {
    int n = samples.count();
    int layerCount = particles.layerCount();
    double[][] states =
        new Sweep(ButcherTableau.EULER)
            .forward(particles, network.embed(samples.features()), n)
            .states();
    ActivationBounds bounds = ActivationBounds.of(network.activation());
    List<StartingLayer.Measuring> works = new ArrayList<>();
    for (int k = 0; k < layerCount; k++) {
      works.add(new StartingLayer.Measuring(states[k], n, multipliers, bounds.supremum()));
    }
    List<StartingLayer.Measured> measured = kernels.results(works);
    StateRounding rounding =
        new StateRounding(network.embedding(), samples.features(), bounds, layerCount, blockSize);
    List<StartingLayer> layers = new ArrayList<>();
    for (int k = 0; k < layerCount; k++) {
      int width = kernels.shape().width(k);
      layers.add(StartingLayer.of(k, width, measured.get(k), states[k], rounding, multipliers));
      rounding.pass(measured.get(k).sizes(), states[k], states[k + 1]);
    }
    double divisor = network.loss().outputAverage() ? network.outputDim() : 1.0;
    double[] last = states[layerCount];
    double norm = normOfReadout(network.readout());
    double[] ofReadout = StateRounding.ofImages(network.readout(), last);
    ScaledRisk risk =
        new ScaledRisk(
            network.readout().apply(last, 1),
            samples.targets(),
            norm * rounding.total() + Rounding.norm(ofReadout),
            divisor * n,
            false);
    return new StartingPoint(
        layers,
        n,
        bounds,
        multipliers,
        risk,
        PlDiagnostics.smallestOfReadout(network.readout()) / divisor,
        norm * norm / divisor);
  }

  /** The same with every constant rounded to the safe side, with room for another proof. */
  public StartingPoint published() {
    return new StartingPoint(
        layers.stream().map(layer -> layer.published(sampleCount, activation)).toList(),
        sampleCount,
        activation,
        multipliers,
        risk.withRoom(),
        Rounding.down(smallestReadout),
        Rounding.up(largestReadout));
  }

  /** At least |B|, which is padded by zeros to a square. */
  private static double normOfReadout(Matrix readout) {
    int n = Math.max(readout.rows(), readout.columns());
    double[] square = new double[ArraySize.of("the kernel of all samples", n, n)];
    for (int row = 0; row < readout.rows(); row++) {
      System.arraycopy(
          readout.values(), row * readout.columns(), square, row * n, readout.columns());
    }
    return JacobianNorms.norm(square, n);
  }

  BallBound ball() {
    double ratio = largestReadout / (multipliers.of(Neuron.U) * smallestReadout);
    return new BallBound(layers, sampleCount, activation, multipliers, Math.sqrt(ratio));
  }

  /** (2/N) m_u alpha^2 lambda_min(B B^T): what the squared root of a bound is multiplied by. */
  double factor(double scale) {
    return 2.0 / sampleCount * multipliers.of(Neuron.U) * scale * scale * smallestReadout;
  }

  /**
   * The lower bound of the Polyak-Lojasiewicz constant at mu_0 alone, from the Jacobians as they
   * are; 0 where means of gradients may vanish.
   */
  public double boundAtStart(double scale) {
    if (!activation.isSmooth() && ball().sumOfSlopes() > 1) {
      return 0;
    }
    double[] smallest = layers.stream().mapToDouble(StartingLayer::smallestKernel).toArray();
    double[] norms = layers.stream().mapToDouble(StartingLayer::jacobianNorm).toArray();
    return multipliers.of(Neuron.U)
        * PlBound.of(smallest, norms, sampleCount, scale * scale * smallestReadout);
  }

  /**
   * How fast the fastest part of the risk may decay at mu_0, an upper bound of the Gauss-Newton
   * matrix,
   *
   * <pre>
   *   (alpha^2 / N) lambda_max(B B^T) mean_k (m_u S_k^2 + s^2 U_k^2 Q_k^2) prod_{l&gt;k} (1 + |DF_l| / K)^2;
   * </pre>
   *
   * gradient descent follows the flow for steps well below one over this.
   */
  double fastestRate(double scale) {
    double s = activation.lipschitz();
    double growth = 1;
    double mean = 0;
    for (int k = layers.size() - 1; k >= 0; k--) {
      StartingLayer layer = layers.get(k);
      double inputs = s * layer.outgoing() * layer.inputs();
      mean +=
          growth
              * growth
              * (multipliers.of(Neuron.U) * layer.largestKernel() + inputs * inputs)
              / layers.size();
      growth *= 1 + layer.jacobianNorm() / layers.size();
    }
    return scale * scale / sampleCount * largestReadout * mean;
  }
}
