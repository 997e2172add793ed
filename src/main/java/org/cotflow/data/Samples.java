package org.cotflow.data;

/**
 * Samples ready for the network.
 *
 * @param count N, may be 0
 * @param features N x d_in, row-major, scaled
 * @param targets N x d_out, row-major: scaled regression targets or one-hot classes
 */
public record Samples(int count, int inputDim, int outputDim, double[] features, double[] targets) {
  public Samples {
    if (features.length != count * inputDim || targets.length != count * outputDim) {
      throw new IllegalArgumentException(
          "features or targets are not of shape " + count + " x " + inputDim + " | " + outputDim);
    }
  }
}
