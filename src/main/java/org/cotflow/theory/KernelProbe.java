package org.cotflow.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.depth.Discretization;
import org.cotflow.network.Network;

/**
 * The part of {@link PlDiagnostics} that is cheap enough to be looked at while a run goes on: it
 * needs the states of the layers, but no adjoints and no tangent kernels.
 *
 * @param layers in order
 * @param lowerBound proved: norm(grad)^2 &gt;= lowerBound L, see {@link
 *     PlDiagnostics#lowerBound()}; NaN without spectra
 */
public record KernelProbe(List<Layer> layers, double lowerBound) {

  public KernelProbe {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param features of the kernel matrix E[sigma(z_i) sigma(z_j)], N x N; null if not wanted
   * @param jacobianNorm |DF_k|, the largest over samples, rounded up
   */
  public record Layer(int layer, Spectrum features, double jacobianNorm) {}

  /**
   * Looks at every layer.
   *
   * @param states x_0 .. x_K, whose first N rows are the training samples
   * @param sampleCount N
   * @param sums of the particles that led to these states
   * @param denseLimit up to so many samples all eigenvalues are computed and a bound is proved;
   *     null for no spectra at all
   * @param trainsU whether u moves; the bound is 0 otherwise
   */
  public static KernelProbe of(
      Network network,
      Discretization discretization,
      double[][] states,
      int sampleCount,
      LayerSums.Source sums,
      Integer denseLimit,
      boolean trainsU) {
    int layerCount = states.length - 1;
    List<Layer> layers = new ArrayList<>();
    double[] smallest = new double[layerCount];
    double[] norms = new double[layerCount];
    for (int k = 0; k < layerCount; k++) {
      double[] rows = Arrays.copyOf(states[k], sampleCount * network.stateDim());
      LayerSums layer = sums.at(k, rows);
      Spectrum features =
          denseLimit == null ? null : LayerKernels.features(layer, sampleCount, denseLimit);
      smallest[k] = features == null ? Double.NaN : features.smallestBound();
      norms[k] = layer.largestJacobianNorm();
      layers.add(new Layer(k, features, norms[k]));
    }
    double bound =
        denseLimit == null
            ? Double.NaN
            : PlDiagnostics.lowerBound(network, discretization, sampleCount, smallest, norms);
    return new KernelProbe(layers, trainsU || Double.isNaN(bound) ? bound : 0);
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
