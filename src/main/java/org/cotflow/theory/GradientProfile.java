package org.cotflow.theory;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.data.Samples;
import org.cotflow.depth.Discretization;
import org.cotflow.depth.Sweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.flow.GradientDescent;
import org.cotflow.network.Loss;
import org.cotflow.network.Network;
import org.cotflow.theory.spectrum.Spectrum;

/**
 * The gradient norm of each layer, for the price of a training step, and the kernel spectra of
 * chosen layers. Tangent kernels and Jacobians are left to {@link PlDiagnostics}.
 *
 * @param risk L
 * @param gradNormSquared (1/M_k) sum_m |G_{k,m}|^2 of each layer, b left out without bias; its mean
 *     over layers is norm(grad)^2
 * @param kernels by layer, of the kernel of features at the states before it; none where the map is
 *     linear in no part
 */
public record GradientProfile(
    double risk, double[] gradNormSquared, Map<Integer, Spectrum> kernels) {

  /**
   * Sends the samples forward and the adjoints backward, which leaves the particles where they are.
   *
   * @param sums of the engine's particles
   * @param wanted layers whose kernel spectra are computed
   * @param denseLimit up to so many samples all eigenvalues are computed
   * @throws org.cotflow.base.DivergedException where a number is not finite
   */
  public static GradientProfile of(
      Network network,
      Discretization discretization,
      Samples samples,
      Engine engine,
      ParticleSums.Source sums,
      int[] wanted,
      int denseLimit) {
    int n = samples.count();
    int layers = engine.layerCount();
    Sweep sweep = new Sweep(discretization);
    Trajectory trajectory = sweep.forward(engine, network.embed(samples.features()), n);
    Map<Integer, Spectrum> kernels = new TreeMap<>();
    for (int k : wanted) {
      double[] states = Arrays.copyOf(trajectory.states()[k], n * network.stateDim());
      try (ParticleSums layer = sums.at(k, states)) {
        Spectrum features = LayerKernels.features(layer, denseLimit);
        if (features != null) {
          kernels.put(k, features);
        }
      }
    }
    Loss.Evaluation loss =
        network
            .loss()
            .evaluate(
                network.predict(trajectory.last()), samples.targets(), n, network.outputDim());
    double[] adjoints = network.lastAdjoints(loss.gradients());
    double[][] moved =
        sweep
            .backward(
                engine, trajectory, adjoints, GradientDescent.none(n, engine.shape().layouts()))
            .finishMove(engine);
    double[] norms = new double[layers];
    for (int k = 0; k < layers; k++) {
      norms[k] =
          GradientDescent.squaredNorm(
              moved[k], engine.shape().width(k), engine.shape().layout(k), network.bias());
    }
    return new GradientProfile(loss.risk(), norms, kernels);
  }
}
