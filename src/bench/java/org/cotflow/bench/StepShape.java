package org.cotflow.bench;

import org.cotflow.base.UserInputException;

/**
 * The size of a training step.
 *
 * @param stateDim d
 * @param width M
 * @param depth K
 * @param samples N
 * @param floor the ratio PyTorch / Cotflow that is to be reached, 0 where none is set
 */
record StepShape(int stateDim, int width, int depth, int samples, double floor) {
  /** The state dimension of the digits, 64 pixels and 10 classes. */
  private static final int DIGITS_DIM = 74;

  private static final int DIGITS_SAMPLES = 1437;

  static final StepShape[] STANDARD = {
    new StepShape(2, 1024, 32, 500, 3.5),
    new StepShape(8, 1024, 32, 500, 2.8),
    new StepShape(32, 1024, 32, 500, 1.6),
    new StepShape(128, 1024, 16, 500, 1.1),
    new StepShape(16, 65536, 4, 256, 5.0),
    new StepShape(DIGITS_DIM, 128, 8, DIGITS_SAMPLES, 1.5),
    new StepShape(2000, 2000, 10, 10, 1.5),
  };

  /** Reads {@code d,M,K,N}. */
  static StepShape parse(String text) {
    String[] words = text.split(",");
    try {
      if (words.length == 4) {
        return withFloor(
            Integer.parseInt(words[0]),
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            Integer.parseInt(words[3]));
      }
    } catch (NumberFormatException e) {
      throw unreadable(text);
    }
    throw unreadable(text);
  }

  private static StepShape withFloor(int d, int m, int k, int n) {
    for (StepShape shape : STANDARD) {
      if (shape.stateDim == d && shape.width == m && shape.depth == k && shape.samples == n) {
        return shape;
      }
    }
    return new StepShape(d, m, k, n, 0);
  }

  private static UserInputException unreadable(String text) {
    return new UserInputException(
        "--shape " + text + " is not a shape; give d,M,K,N, for example --shape 8,1024,32,500");
  }

  /** Whether the samples are the real digits. */
  boolean isDigits() {
    return stateDim == DIGITS_DIM && samples == DIGITS_SAMPLES;
  }

  /** Pairs of a particle and a sample in a step. */
  double pairs() {
    return (double) width * depth * samples;
  }

  /**
   * Floating point operations of the six contractions per pair: z, V forward; z, q, P and the
   * gradients backward, two operations for each of d terms in seven matrix products.
   */
  double flopsPerPair() {
    return 14.0 * stateDim;
  }
}
