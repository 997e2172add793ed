package org.cotflow.theory;

import java.io.Serializable;
import org.cotflow.base.ArraySize;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.theory.spectrum.Lanczos;
import org.cotflow.theory.spectrum.Spectrum;

/**
 * The kernels of one layer at its states: spectra, and the quadratic forms of adjoints that make up
 * the squared gradient norm.
 */
final class LayerKernels {
  private final ParticleSums sums;
  private final double[] states;
  private final int d;
  private final int rows;
  private final double[] featureGram;

  /**
   * @param states x_k, rows x d
   */
  LayerKernels(ParticleSums sums, double[] states, int d) {
    this.sums = sums;
    this.states = states;
    this.d = d;
    this.rows = states.length / d;
    this.featureGram = isSmall(sums, Spectrum.DENSE_LIMIT) ? sums.featureGram() : null;
  }

  /**
   * The rows at which the kernels of a layer are computed.
   *
   * @param states x_k before the layer, rows x d
   * @param gradientStates the rows over which its gradient is summed: the states of all stages of
   *     the scheme in depth; {@code states} itself for the residual network
   * @param cotangents what each of those rows is multiplied with; the adjoints p_{k+1} for the
   *     residual network
   */
  record Point(double[] states, double[] gradientStates, double[] cotangents)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * What a layer contributes to {@link PlDiagnostics}.
   *
   * @param quadraticForms sum_ij p_i^T T_ij p_j of the parts with multiplier 1, over the rows of
   *     the gradient
   */
  record Result(KernelSpectra spectra, double[] quadraticForms) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static Result at(
      Point point, int layer, ParticleSums.Source sums, int d, PartMultipliers multipliers) {
    KernelSpectra spectra;
    try (ParticleSums ofLayer = sums.at(layer, point.states())) {
      LayerKernels kernels = new LayerKernels(ofLayer, point.states(), d);
      spectra = kernels.spectra(layer, multipliers);
      if (point.gradientStates() == point.states()) {
        return new Result(spectra, kernels.quadraticForms(point.cotangents()));
      }
    }
    try (ParticleSums stages = sums.at(layer, point.gradientStates())) {
      LayerKernels kernels = new LayerKernels(stages, point.gradientStates(), d);
      return new Result(spectra, kernels.quadraticForms(point.cotangents()));
    }
  }

  KernelSpectra spectra(int layer, PartMultipliers multipliers) {
    return new KernelSpectra(
        layer, sums.width(), features(), tangent(multipliers), sums.largestJacobianNorm());
  }

  private Spectrum features() {
    return features(sums, featureGram);
  }

  private static boolean isSmall(ParticleSums sums, int limit) {
    return sums.featureRows() > 0 && sums.featureRows() <= limit;
  }

  /**
   * Of the kernel of features, by Lanczos beyond {@code denseLimit} rows; null where the map is
   * linear in no part.
   */
  static Spectrum features(ParticleSums sums, int denseLimit) {
    boolean dense = sums.featureRows() <= sums.featureRank() && isSmall(sums, denseLimit);
    return features(sums, dense ? sums.featureGram() : null);
  }

  private static Spectrum features(ParticleSums sums, double[] gram) {
    int rows = sums.featureRows();
    int rank = sums.featureRank();
    if (rows == 0) {
      return null;
    }
    return rows <= rank && gram != null
        ? Spectrum.dense(gram, rows, rank + 8)
        : Spectrum.iterative(rows, rank, sums::featureProduct);
  }

  /** Of the tangent kernel; its rank is at most the number of trained parameters. */
  private Spectrum tangent(PartMultipliers weights) {
    int size = ArraySize.of("the states", rows, d);
    long rank = sums.trainedNumbers(weights) * sums.width();
    if (size <= rank && size <= Spectrum.DENSE_LIMIT) {
      Spectrum found = Spectrum.dense(tangentKernel(weights), size, sums.width() + d + 16);
      return sums.ofNeurons() ? found : found.withoutBound();
    }
    return Spectrum.iterative(size, rank, vectors -> sums.tangentProduct(weights, vectors));
  }

  /**
   * T in blocks, (N d) x (N d) with index i d + a, of neurons
   *
   * <pre>
   *   m_u K_ij delta_ac + (m_w &lt;x_i, x_j&gt; + m_b) E[sigma'_i sigma'_j u_a u_c].
   * </pre>
   */
  double[] tangentKernel(PartMultipliers weights) {
    if (!sums.ofNeurons()) {
      return sums.tangentKernel(weights);
    }
    int size = rows * d;
    double[] features = featureGram != null ? featureGram : sums.featureGram();
    double[] kernel = sums.directionGram();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        double factor = Math.fma(weights.of(Neuron.W), overlap(states, i, j), weights.of(Neuron.B));
        for (int a = 0; a < d; a++) {
          int at = (i * d + a) * size + j * d;
          for (int c = 0; c < d; c++) {
            kernel[at + c] *= factor;
          }
          kernel[at + a] = Math.fma(weights.of(Neuron.U), features[i * rows + j], kernel[at + a]);
        }
      }
    }
    return kernel;
  }

  private double overlap(double[] vectors, int i, int j) {
    double sum = 0;
    for (int a = 0; a < d; a++) {
      sum = Math.fma(vectors[i * d + a], vectors[j * d + a], sum);
    }
    return sum;
  }

  /**
   * sum_ij p_i^T T_ij p_j of each part with multiplier 1, of neurons
   *
   * <pre>
   *   u  sum_ij K_ij &lt;p_i, p_j&gt;
   *   w  sum_ij E[r_i r_j] &lt;x_i, x_j&gt;
   *   b  sum_ij E[r_i r_j],   r_i = sigma'_i &lt;u, p_i&gt;
   * </pre>
   *
   * <p>by pairs where N x N numbers are few; by products with the kernel otherwise, and of all
   * other maps.
   */
  double[] quadraticForms(double[] adjoints) {
    return sums.ofNeurons() && featureGram != null ? byPairs(adjoints) : byProducts(adjoints);
  }

  private double[] byPairs(double[] adjoints) {
    double[] slopes = sums.slopeGram(adjoints);
    double[] parts = new double[3];
    for (int i = 0; i < rows; i++) {
      double u = 0;
      double w = 0;
      double b = 0;
      for (int j = 0; j < rows; j++) {
        double slope = slopes[i * rows + j];
        u = Math.fma(featureGram[i * rows + j], overlap(adjoints, i, j), u);
        w = Math.fma(slope, overlap(states, i, j), w);
        b += slope;
      }
      parts[0] += u;
      parts[1] += w;
      parts[2] += b;
    }
    return parts;
  }

  double[] byProducts(double[] adjoints) {
    double[] parts = new double[sums.partCount()];
    for (int part = 0; part < parts.length; part++) {
      double[] only = new double[parts.length];
      only[part] = 1;
      double[] product = sums.tangentProduct(new PartMultipliers(only), adjoints);
      parts[part] = Lanczos.dot(adjoints, product);
    }
    return parts;
  }
}
