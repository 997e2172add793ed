package org.cotflow.sweep.trial;

import java.io.Serializable;
import java.util.Arrays;
import org.cotflow.depth.Trajectory;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.transport.HeldClouds;
import org.cotflow.transport.LayerClouds;

/**
 * A reference at one step, reduced to what runs are compared with.
 *
 * @param depth K of the reference
 * @param stateDim d of the reference
 * @param particleSizes p of each layer of the reference
 * @param risk of the training samples
 * @param predictions N x d_out of the training samples
 * @param layers indices of the kept states in rising order, each in 0 .. K
 * @param states of the training samples at those layers, N x d each
 * @param particles of each layer, M_k x p, row-major; null unless distances are wanted
 */
public record Profile(
    int step,
    int depth,
    int stateDim,
    LayerCycle<Integer> particleSizes,
    double risk,
    double[] predictions,
    int[] layers,
    double[][] states,
    double[][] particles)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The layers of a network of depth {@code depth} whose states are needed to interpolate at the
   * layers of networks of other depths.
   */
  static int[] layersNeeded(int depth, int[] depths) {
    return Arrays.stream(depths)
        .distinct()
        .flatMap(
            other ->
                java.util.stream.IntStream.rangeClosed(0, other)
                    .flatMap(
                        k -> {
                          long numerator = (long) k * depth;
                          int below = (int) (numerator / other);
                          return numerator % other == 0
                              ? java.util.stream.IntStream.of(below)
                              : java.util.stream.IntStream.of(below, below + 1);
                        }))
        .distinct()
        .sorted()
        .toArray();
  }

  /**
   * The distance of a run's states from these, both taken as functions of s, piecewise linear
   * through (k/K, x_k),
   *
   * <pre>
   *   sqrt( 1/(K N d) sum_{k=1..K} sum_i |x_k,i - xref_i(k/K)|^2 ),   K layers of the run
   * </pre>
   *
   * @param trajectory rows of the run; those of the training samples begin at {@code firstRow}
   * @return null where states or samples are of another size, or a state was not kept
   */
  Double stateError(Trajectory trajectory, int firstRow, int dim) {
    int runDepth = trajectory.states().length - 1;
    if (dim != stateDim || layers.length == 0) {
      return null;
    }
    int length = states[0].length;
    int from = firstRow * dim;
    if (trajectory.last().length < from + length) {
      return null;
    }
    double sum = 0;
    for (int k = 1; k <= runDepth; k++) {
      long numerator = (long) k * depth;
      int below = Arrays.binarySearch(layers, (int) (numerator / runDepth));
      double weight = (double) (numerator % runDepth) / runDepth;
      if (below < 0 || weight > 0 && layers[below + 1] != layers[below] + 1) {
        return null;
      }
      sum += squares(trajectory.states()[k], from, states[below], weight, below);
    }
    return Math.sqrt(sum / ((double) runDepth * length));
  }

  /**
   * The distance of the run's last states from these, over the coordinates that both have, which
   * are the same ones where random embeddings are nested,
   *
   * <pre>
   *   sqrt( 1/(N c) sum_i sum_{j&lt;c} (x_K,ij - xref_ij)^2 ),   c = min(d, d_ref)
   * </pre>
   *
   * @return null where samples are of another number, or the last state was not kept
   */
  Double lastStateError(Trajectory trajectory, int firstRow, int dim) {
    if (layers.length == 0 || layers[layers.length - 1] != depth) {
      return null;
    }
    double[] last = states[states.length - 1];
    int samples = last.length / stateDim;
    double[] own = trajectory.last();
    if (own.length < (firstRow + samples) * dim) {
      return null;
    }
    int common = Math.min(dim, stateDim);
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < common; j++) {
        double difference = own[(firstRow + i) * dim + j] - last[i * stateDim + j];
        sum = Math.fma(difference, difference, sum);
      }
    }
    return Math.sqrt(sum / ((double) samples * common));
  }

  private double squares(double[] rows, int from, double[] at, double weight, int below) {
    double[] next = weight > 0 ? states[below + 1] : at;
    double sum = 0;
    for (int i = 0; i < at.length; i++) {
      double reference = Math.fma(weight, next[i] - at[i], at[i]);
      double difference = rows[from + i] - reference;
      sum = Math.fma(difference, difference, sum);
    }
    return sum;
  }

  /** The particles as layers of points; null where they were not kept. */
  LayerClouds clouds() {
    return particles == null ? null : new HeldClouds(particleSizes, particles);
  }

  /** sqrt of the mean of (yhat - yhat_ref)^2; null where there are more or fewer numbers. */
  Double outputError(double[] others) {
    return rootMeanSquare(others, predictions);
  }

  public static Double rootMeanSquare(double[] one, double[] other) {
    if (one.length != other.length) {
      return null;
    }
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = one[i] - other[i];
      sum = Math.fma(difference, difference, sum);
    }
    return Math.sqrt(sum / one.length);
  }
}
