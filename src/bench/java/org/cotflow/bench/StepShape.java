package org.cotflow.bench;

import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.map.MapKind;
import org.cotflow.kernel.map.MapOptions;
import org.cotflow.kernel.map.MapSpec;

/**
 * The size of a training step.
 *
 * @param stateDim d
 * @param width M
 * @param depth K
 * @param samples N
 * @param floor the ratio PyTorch / Cotflow that is to be reached, 0 where none is set
 * @param kind of the residual map; its states stand on 8 x 8 sites, or are 8 tokens
 */
record StepShape(int stateDim, int width, int depth, int samples, double floor, MapKind kind) {
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

  /** Two sizes of every map that has an opponent. */
  static final StepShape[] MAPS = {
    new StepShape(32, 1024, 8, 500, 1, MapKind.GATED),
    new StepShape(128, 512, 8, 500, 1, MapKind.GATED),
    new StepShape(256, 32, 4, 256, 1, MapKind.CONVOLUTION),
    new StepShape(1024, 32, 2, 256, 1, MapKind.CONVOLUTION),
    new StepShape(128, 16, 4, 256, 1, MapKind.ATTENTION),
    new StepShape(256, 32, 4, 256, 1, MapKind.ATTENTION),
  };

  private StepShape(int stateDim, int width, int depth, int samples, double floor) {
    this(stateDim, width, depth, samples, floor, MapKind.NEURON);
  }

  /** The map of all layers, tanh where it has an activation. */
  MapSpec map() {
    return new MapSpec(kind, Activation.TANH, MapOptions.DEFAULT, sites());
  }

  /** Lengths of the grid of a state. */
  List<Integer> sites() {
    return switch (kind) {
      case CONVOLUTION -> List.of(8, 8);
      case ATTENTION -> List.of(8);
      default -> List.of();
    };
  }

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
    return kind == MapKind.NEURON && stateDim == DIGITS_DIM && samples == DIGITS_SAMPLES;
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
