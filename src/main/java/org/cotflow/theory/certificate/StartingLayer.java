package org.cotflow.theory.certificate;

import java.io.Serializable;
import java.util.Arrays;
import org.cotflow.base.ArraySize;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.rounding.ParticleSizes;
import org.cotflow.theory.rounding.Rounding;
import org.cotflow.theory.rounding.StateRounding;
import org.cotflow.theory.spectrum.Spectrum;
import org.cotflow.theory.spectrum.SymmetricMatrix;
import org.cotflow.theory.spectrum.TridiagonalEigenvalues;

/**
 * One layer of a starting point: its sizes at a measure and its states, each rounded to the safe
 * side. With E the mean over the layer's particles and e = (sqrt(m_w) x, sqrt(m_b)) the inputs of a
 * particle in the units of the metric:
 *
 * <pre>
 *   outgoing  U = sqrt(lambda_max(E[u u^T]))
 *   ingoing   W = sqrt(lambda_max(E[w w^T]))
 *   inputs    Q = sqrt(lambda_max(sum_i e_i e_i^T))
 * </pre>
 *
 * @param smallestKernel at most lambda_min(K_k); 0 with fewer particles than samples
 * @param largestKernel at least lambda_max(K_k)
 * @param largestFeature at least sqrt(E[sigma(z_i)^2]) for every sample
 * @param largestInput at least |e_i| for every sample
 * @param ingoingSquare W4^2 of {@link ParticleSizes}
 * @param cross X of {@link ParticleSizes}
 * @param jacobianNorm at least |DF_k(x_i)| for every sample and every choice of sigma' where it
 *     jumps
 */
public record StartingLayer(
    int layer,
    int width,
    double smallestKernel,
    double largestKernel,
    double outgoing,
    double ingoing,
    double ingoingSquare,
    double cross,
    double inputs,
    double jacobianNorm,
    double largestFeature,
    double largestInput) {
  /**
   * Of one layer. Kernels, inputs and Jacobians are those of the exact states: how far the computed
   * ones may be from them is added.
   *
   * @param states x_k as computed, rows x d
   * @param rounding of these states
   */
  static StartingLayer of(
      int layer,
      int width,
      Measured measured,
      double[] states,
      StateRounding rounding,
      PartMultipliers multipliers) {
    ParticleSizes sizes = measured.sizes();
    boolean decomposed = width >= rounding.sampleCount();
    Ends kernel =
        decomposed
            ? measured.kernel().moved(rounding.featureError(sizes, states))
            : measured.kernel();
    double moved = Math.sqrt(multipliers.of(Neuron.W)) * rounding.total();
    return new StartingLayer(
        layer,
        width,
        kernel.smallest(),
        kernel.largest(),
        sizes.outgoing(),
        sizes.ingoing(),
        sizes.ingoingSquare(),
        sizes.cross(),
        measured.inputs() + moved,
        rounding.activation().isSmooth()
            ? measured.jacobianNorm() + rounding.jacobianError(sizes, states)
            : normOfAllJacobians(rounding.activation(), sizes.outgoing(), sizes.ingoing()),
        decomposed
            ? measured.largestFeature() + rounding.featureError(sizes, states)
            : measured.largestFeature(),
        measured.largestInput() + moved);
  }

  /** s U W, rounded up. */
  private static double normOfAllJacobians(
      ActivationBounds activation, double outgoing, double ingoing) {
    return Rounding.SLACK * activation.lipschitz() * outgoing * ingoing;
  }

  /** A layer at its states as computed. */
  record Measured(
      ParticleSizes sizes,
      Ends kernel,
      double inputs,
      double jacobianNorm,
      double largestFeature,
      double largestInput)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Measures a layer where it is.
   *
   * @param states at most {@link Spectrum#DENSE_LIMIT} rows
   */
  record Measuring(double[] states, int rows, PartMultipliers multipliers, double supremum)
      implements KernelTasks.Work<Measured> {
    private static final long serialVersionUID = 1L;

    @Override
    public Measured of(ParticleSums.Source source, int layer) {
      int d = states.length / rows;
      try (ParticleSums sums = source.at(layer, states)) {
        double[] gram = sums.width() < rows ? null : sums.featureGram();
        Ends kernel =
            gram == null
                ? new Ends(0, rows * supremum * supremum)
                : Ends.of(gram, rows, sums.width());
        return new Measured(
            ParticleSizes.of(sums, d),
            kernel,
            ParticleSizes.rootOfLargest(inputMoment(states, d, multipliers), d + 1, rows + 8),
            sums.largestJacobianNorm(),
            gram == null ? supremum : rootOfLargestEntry(gram, sums.width()),
            largestInput(states, d, multipliers));
      }
    }

    /** Every diagonal entry is a mean of squares, with a rounding for each of its terms. */
    private double rootOfLargestEntry(double[] gram, int width) {
      double largest = 0;
      for (int i = 0; i < rows; i++) {
        largest = Math.max(largest, gram[i * rows + i]);
      }
      return Math.sqrt(largest * (1 + 1.001 * (width + 16) * Rounding.UNIT));
    }
  }

  /**
   * Rounded to the safe side so far that a proof by other means has room: by 10^-8, by what another
   * order of sums may differ, and to 8 digits.
   */
  StartingLayer published(int rows, ActivationBounds activation) {
    double trace = rows * Math.min(activation.supremum() * activation.supremum(), largestKernel);
    double order = 8.0 * (width + rows + 16) * Rounding.UNIT * trace;
    return new StartingLayer(
        layer,
        width,
        Rounding.down(Math.max(0, smallestKernel - order)),
        Rounding.up(largestKernel),
        Rounding.up(outgoing),
        Rounding.up(ingoing),
        Rounding.up(ingoingSquare),
        Rounding.up(cross),
        Rounding.up(inputs),
        Rounding.up(
            activation.isSmooth()
                ? jacobianNorm
                : normOfAllJacobians(activation, Rounding.up(outgoing), Rounding.up(ingoing))),
        Rounding.up(largestFeature),
        Rounding.up(largestInput));
  }

  /** Bounds of the ends of the spectrum of a kernel of so many particles. */
  record Ends(double smallest, double largest) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Ends of(double[] gram, int rows, int width) {
      double trace = SymmetricMatrix.trace(gram, rows);
      double error = 1.001 * (width + 8) * Rounding.UNIT * trace;
      TridiagonalEigenvalues all = SymmetricMatrix.eigenvalues(gram, rows);
      double smallest = Math.max(0, all.smallest());
      return new Ends(
          SymmetricMatrix.smallestEigenvalueBound(gram, rows, smallest, error),
          SymmetricMatrix.largestEigenvalueBound(gram, rows, all.largest(), error));
    }

    /** After the features moved by this much: the roots of the ends move by at most as much. */
    Ends moved(double error) {
      double low = Math.max(0, Math.sqrt(smallest) * (1 - 8 * Rounding.UNIT) - error);
      double high = Math.sqrt(largest) * (1 + 8 * Rounding.UNIT) + error;
      return new Ends(low * low * (1 - 8 * Rounding.UNIT), high * high * (1 + 8 * Rounding.UNIT));
    }
  }

  /** sqrt(lambda_max) in the units of the kernel's features. */
  double rootOfLargestKernel() {
    return Math.sqrt(largestKernel);
  }

  private static double largestInput(double[] states, int d, PartMultipliers multipliers) {
    double largest = 0;
    for (int row = 0; row < states.length / d; row++) {
      double norm = Rounding.norm(Arrays.copyOfRange(states, row * d, (row + 1) * d));
      double square = multipliers.of(Neuron.W) * norm * norm + multipliers.of(Neuron.B);
      largest = Math.max(largest, Math.sqrt(square));
    }
    return Rounding.SLACK * largest;
  }

  /** sum_i e_i e_i^T, (d+1) x (d+1). */
  private static double[] inputMoment(double[] states, int d, PartMultipliers multipliers) {
    double[] sums = new double[ArraySize.of("the moments of a layer", d + 1L, d + 1L)];
    double[] inputs = new double[d + 1];
    double root = Math.sqrt(multipliers.of(Neuron.W));
    inputs[d] = Math.sqrt(multipliers.of(Neuron.B));
    for (int row = 0; row < states.length / d; row++) {
      for (int j = 0; j < d; j++) {
        inputs[j] = root * states[row * d + j];
      }
      SymmetricMatrix.addSquareInPlace(sums, inputs);
    }
    return sums;
  }
}
