package org.cotflow.theory.rounding;

import java.util.Arrays;
import org.cotflow.network.Matrix;
import org.cotflow.theory.JacobianNorms;

/**
 * How far the computed states may be from the exact states of the same particles, sample by sample
 * (our derivation, docs/math.md section 9, "Rounding"). With u = 2^-53 and delta_k,i the bound for
 * sample i before layer k,
 *
 * <pre>
 *   delta_0     = gamma_n |A| |xi_i|, coordinate by coordinate; 0 where a row of A is one 1
 *   delta_{k+1} = (1 + s U W / K) delta_k + e_k / K + 4 u (|x_k| + |x_{k+1}|)
 *   e_k         = U (s gamma_{d+4} (w |x_k| + b) + 4 u sup|sigma|) + gamma_p v sup|sigma|
 * </pre>
 *
 * <p>with |sigma(0)| + s (w |x_k| + b) for sup|sigma| where that is infinite
 *
 * <p>where v, w, b are the root mean squares of |u|, |w| and b over the layer's particles, U and W
 * as in {@link ParticleSizes}, and p the additions that a term of the sum over particles passes.
 * The activation is within 2 ulp. A layer whose u are all 0 moves no state and adds nothing.
 */
public final class StateRounding {
  private final ActivationBounds activation;
  private final int layerCount;
  private final int additions;
  private final int d;
  private double[] errors;

  /**
   * At the states before the first layer.
   *
   * @param blockSize of the blocks over which the velocities were summed
   */
  public StateRounding(
      Matrix embedding,
      double[] features,
      ActivationBounds activation,
      int layerCount,
      int blockSize) {
    this.activation = activation;
    this.layerCount = layerCount;
    this.additions = blockSize + 64;
    this.d = embedding.rows();
    this.errors = ofImages(embedding, features);
  }

  public ActivationBounds activation() {
    return activation;
  }

  public int sampleCount() {
    return errors.length;
  }

  /** The root of the sum of squares over the samples. */
  public double total() {
    return Rounding.SLACK * Rounding.norm(errors);
  }

  /**
   * Goes on to the next layer.
   *
   * @param sizes of the layer in between
   * @param before x_k, rows x d
   * @param after x_{k+1}
   */
  public void pass(ParticleSizes sizes, double[] before, double[] after) {
    if (sizes.outgoing() == 0) {
      return;
    }
    double growth = 1 + activation.lipschitz() * sizes.outgoing() * sizes.ingoing() / layerCount;
    double[] next = new double[errors.length];
    for (int i = 0; i < next.length; i++) {
      double x = norm(before, i);
      double velocity =
          sizes.outgoing() * activationError(sizes, x)
              + additions
                  * Rounding.UNIT
                  * sizes.meanU()
                  * activation.size(preActivation(sizes, x));
      double added = 4 * Rounding.UNIT * (x + norm(after, i));
      next[i] = Rounding.SLACK * (growth * errors[i] + velocity / layerCount + added);
    }
    errors = next;
  }

  /**
   * The root of the sum of squares over samples and of the mean of squares over particles of the
   * error of sigma(z): by the states, and by its own computation.
   */
  public double featureError(ParticleSizes sizes, double[] states) {
    double[] all = new double[errors.length];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          activation.lipschitz() * sizes.ingoing() * errors[i]
              + activationError(sizes, norm(states, i));
    }
    return Rounding.SLACK * Rounding.norm(all);
  }

  /**
   * The largest error of |DF_k(x_i)| over the samples: what {@link JacobianNorms} does not count
   * itself, the states and the derivatives of the activation.
   */
  public double jacobianError(ParticleSizes sizes, double[] states) {
    double z = (d + 4) * Rounding.UNIT;
    double largest = 0;
    for (int i = 0; i < errors.length; i++) {
      double moved = sizes.ingoingSquare() * (errors[i] + z * norm(states, i)) + z * sizes.mixed();
      largest = Math.max(largest, sizes.outgoing() * activation.curvature() * moved);
    }
    return Rounding.SLACK * (largest + 32 * Rounding.UNIT * sizes.meanU() * sizes.meanW());
  }

  /** Of sigma(z) at a computed state of norm {@code x}, root mean square over the particles. */
  private double activationError(ParticleSizes sizes, double x) {
    double z = preActivation(sizes, x);
    return activation.lipschitz() * (d + 4) * Rounding.UNIT * z
        + 4 * Rounding.UNIT * activation.size(z);
  }

  /** Of z at a state of norm {@code x}, root mean square over the particles. */
  private static double preActivation(ParticleSizes sizes, double x) {
    return sizes.meanW() * x + sizes.meanB();
  }

  private double norm(double[] states, int row) {
    return Rounding.norm(Arrays.copyOfRange(states, row * d, (row + 1) * d));
  }

  /** The rounding of {@link Matrix#apply} with scale 1, as a norm for each vector. */
  public static double[] ofImages(Matrix matrix, double[] vectors) {
    int columns = matrix.columns();
    double[] bounds = new double[vectors.length / columns];
    double[] image = new double[matrix.rows()];
    for (int i = 0; i < bounds.length; i++) {
      for (int r = 0; r < image.length; r++) {
        image[r] = ofSum(matrix, r, vectors, i * columns);
      }
      bounds[i] = Rounding.SLACK * Rounding.norm(image);
    }
    return bounds;
  }

  private static double ofSum(Matrix matrix, int row, double[] vectors, int from) {
    int terms = 0;
    boolean ones = true;
    double magnitude = 0;
    for (int c = 0; c < matrix.columns(); c++) {
      double factor = Math.abs(matrix.values()[row * matrix.columns() + c]);
      terms += factor == 0 ? 0 : 1;
      ones &= factor == 0 || factor == 1;
      magnitude += factor * Math.abs(vectors[from + c]);
    }
    return ones && terms <= 1 ? 0 : Rounding.SLACK * terms * Rounding.UNIT * magnitude;
  }
}
