package org.cotflow.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.depth.Discretization;
import org.cotflow.network.Network;
import org.cotflow.theory.spectrum.Spectrum;

/**
 * The part of {@link PlDiagnostics} that is cheap enough to be computed during a run: it needs the
 * states of the layers, but no adjoints and no tangent kernels.
 *
 * @param layers in order
 * @param lowerBound proved: norm(grad)^2 &gt;= lowerBound L, see {@link
 *     PlDiagnostics#lowerBound()}; NaN without spectra or Jacobians
 */
public record KernelProbe(List<Layer> layers, double lowerBound) {

  public KernelProbe {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param features of the kernel matrix of features, E[sigma(z_i) sigma(z_j)] of neurons; null if
   *     not wanted, and where the map is linear in no part
   * @param jacobianNorm |DF_k|, the largest over samples, rounded up where the map bounds its
   *     slopes; NaN if not wanted
   */
  public record Layer(int layer, Spectrum features, double jacobianNorm) {}

  /**
   * What to compute.
   *
   * @param denseLimit up to so many samples all eigenvalues are computed and a bound is proved;
   *     null for no spectra at all
   * @param jacobians whether the norms of Jacobians are computed
   * @param trainsFeatures whether the part moves that the map is linear in; the bound is 0
   *     otherwise
   */
  public record Wanted(Integer denseLimit, boolean jacobians, boolean trainsFeatures) {}

  /**
   * Probes every layer.
   *
   * @param states x_0 .. x_K, whose first N rows are the training samples
   * @param sampleCount N
   * @param sums of the particles that led to these states
   */
  public static KernelProbe of(
      Network network,
      Discretization discretization,
      double[][] states,
      int sampleCount,
      ParticleSums.Source sums,
      Wanted wanted) {
    int layerCount = states.length - 1;
    List<Layer> layers = new ArrayList<>();
    double[] smallest = new double[layerCount];
    double[] norms = new double[layerCount];
    for (int k = 0; k < layerCount; k++) {
      double[] rows = Arrays.copyOf(states[k], sampleCount * network.stateDim());
      try (ParticleSums layer = sums.at(k, rows)) {
        Spectrum features =
            wanted.denseLimit() == null ? null : LayerKernels.features(layer, wanted.denseLimit());
        smallest[k] = features == null ? Double.NaN : features.smallestBound();
        norms[k] = wanted.jacobians() ? layer.largestJacobianNorm() : Double.NaN;
        layers.add(new Layer(k, features, norms[k]));
      }
    }
    double bound =
        wanted.denseLimit() == null || !wanted.jacobians()
            ? Double.NaN
            : PlDiagnostics.lowerBound(network, discretization, sampleCount, smallest, norms);
    return new KernelProbe(layers, wanted.trainsFeatures() || Double.isNaN(bound) ? bound : 0);
  }

  /** The smallest eigenvalue of all layers' kernels; NaN without spectra. */
  public double smallestEigenvalue() {
    double smallest = Double.POSITIVE_INFINITY;
    for (Layer layer : layers) {
      double ofLayer = layer.features() == null ? Double.NaN : layer.features().smallest();
      smallest = Math.min(smallest, ofLayer);
    }
    return smallest;
  }
}
