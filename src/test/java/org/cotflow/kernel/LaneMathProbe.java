package org.cotflow.kernel;

import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * Runs {@link VectorLaneMath} and its reference in whatever class loader it was loaded by; speaks
 * types of the JDK alone. From rows, columns, length, whether b is shared, whether sums start at 0,
 * turns, and numbers: what both make of them.
 */
public final class LaneMathProbe implements BiFunction<int[], double[], double[][]> {
  @Override
  public double[][] apply(int[] shape, double[] numbers) {
    return new double[][] {
      run(new VectorLaneMath(), shape, numbers.clone()),
      run(BlockKernels.scalarLanes(ParticleBlock.LANES), shape, numbers.clone())
    };
  }

  /** Matrices stand transposed and with gaps, so that every stride counts. */
  private static double[] run(LaneMath math, int[] shape, double[] numbers) {
    int rows = shape[0];
    int columns = shape[1];
    int length = shape[2];
    LaneProduct product = LaneProduct.of(rows, columns, length).a(1, rows).c(2, 2 * rows + 1);
    product = shape[3] == 1 ? product.shared(columns + 1, 1) : product.b(columns + 1, 1);
    product = shape[4] == 1 ? product.fromZero() : product;
    product = product.turns(shape[5], rows * length, length * (columns + 1));
    int b = rows * length * shape[5];
    int c = b + length * (columns + 1) * shape[5];
    int end = c + (2 * rows + 1) * (columns + 1);
    math.multiply(product, numbers, 0, numbers, b, numbers, c);
    math.softmax(numbers, c, columns);
    math.softmaxPullback(numbers, 1, numbers, c, columns);
    math.activate(Activation.TANH, numbers, c, rows, numbers, end, numbers, end + rows);
    math.exponentials(numbers, 0, 8 * b);
    return numbers;
  }

  /** Numbers for {@link #apply}, some of them special. */
  static double[] numbers(int[] shape, SplittableRandom random) {
    int groups = (shape[0] * shape[2] + shape[2] * (shape[1] + 1)) * shape[5];
    groups += (2 * shape[0] + 1) * (shape[1] + 1) + 2 * shape[0];
    double[] numbers = random.doubles(8 * groups, -3, 3).toArray();
    double[] special = {0, -0.0, 800, -800, 709.5, -744.5, 1e-310, 1 / 0.0, -1 / 0.0, 0 / 0.0};
    for (int i = 0; i < 5; i++) {
      numbers[random.nextInt(8 * shape[0] * shape[2])] = special[random.nextInt(special.length)];
    }
    return numbers;
  }
}
