package org.cotflow.data;

import java.io.Serializable;

/**
 * Samples ready for the network.
 *
 * @param count N, may be 0
 * @param features N x d_in, row-major, scaled
 * @param targets N x d_out, row-major: scaled regression targets or one-hot classes
 */
public record Samples(int count, int inputDim, int outputDim, double[] features, double[] targets)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Samples {
    if (features.length != count * inputDim || targets.length != count * outputDim) {
      throw new IllegalArgumentException(
          "features or targets are not of shape " + count + " x " + inputDim + " | " + outputDim);
    }
  }
}
