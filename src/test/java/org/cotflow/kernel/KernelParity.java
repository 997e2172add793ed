package org.cotflow.kernel;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Compares the vector twin with the reference bit by bit, over many shapes. Loaded anew for each
 * species, so it answers in plain strings.
 */
public final class KernelParity implements Supplier<String> {
  private static final int[] DIMENSIONS = {
    1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 32, 37, 64, 74, 128
  };
  private static final int[] COUNTS = {1, 7, 8, 9, 64, 127, 128, 256};
  private static final int[] ROWS = {1, 2, 3, 5, 10, 64, 127, 128};

  /** Of coordinates, particles and rows: enough for every tile, and soon done uncompiled. */
  private static final int MOST_PRODUCTS = 1 << 18;

  private static final String[] PARTS = {
    "velocity", "pullback", "gradient", "velocity with Jacobian", "Jacobian", "activation"
  };

  private final KernelScratch scratch = new KernelScratch();

  /** Empty where all is well, otherwise the first difference. */
  @Override
  public String get() {
    for (int i = 0; i < DIMENSIONS.length; i++) {
      for (int k = 0; k < COUNTS.length; k++) {
        int most = Math.max(10, MOST_PRODUCTS / (DIMENSIONS[i] * COUNTS[k]));
        int rows = Math.min(most, ROWS[(3 * i + k) % ROWS.length]);
        String difference = compare(DIMENSIONS[i], COUNTS[k], rows, activation(i + k));
        if (!difference.isEmpty()) {
          return difference;
        }
      }
    }
    for (Activation activation : Activation.values()) {
      for (int rows : new int[] {1, 10, 127}) {
        String difference = compare(3, 20, rows, activation);
        if (!difference.isEmpty()) {
          return difference;
        }
      }
    }
    String difference = compare(3, 3000, 70, Activation.TANH);
    if (difference.isEmpty()) {
      difference = compare(37, 20, 40, Activation.TANH);
    }
    if (difference.isEmpty()) {
      difference = compare(brokenStates(), Activation.TANH);
    }
    return difference.isEmpty() ? compareDescents() : difference;
  }

  /** Steps of u, of w, of b and of nothing; the last ones where particles or slopes are broken. */
  private static String compareDescents() {
    for (int count : COUNTS) {
      for (int d : new int[] {1, 3, 10}) {
        for (double step : new double[] {0.3, 0.0, Double.NaN}) {
          String difference = compareDescents(BlockCase.random(d, count, 7, 5L * d), step);
          if (!difference.isEmpty()) {
            return "descent, d = " + d + ", M = " + count + ", step " + step + ": " + difference;
          }
        }
      }
    }
    BlockCase broken = BlockCase.random(2, 17, 1, 3);
    broken.block().values()[3] = Double.POSITIVE_INFINITY;
    return compareDescents(broken, 1e-3);
  }

  private static String compareDescents(BlockCase c, double step) {
    int d = c.stateDim();
    double[] gradient = new double[c.block().values().length];
    BlockKernels.scalar(d, Activation.TANH)
        .gradientChunk(
            c.block(), c.states(), c.adjoints(), 0, c.rows(), null, gradient, new KernelScratch());
    ParticleBlock expected = c.block().copy();
    ParticleBlock actual = c.block().copy();
    for (double[] steps : new double[][] {{step, step, step}, {0, step, 0}, {step, 0, step}}) {
      double[] expectedSums = new double[DescentKernel.sumCount(3)];
      double[] actualSums = {7, 7, 7, 7, 7, 7, 7};
      new ScalarDescentKernel()
          .descend(
              expected, gradient, c.rows(), PartSteps.of(Neuron.layout(d), steps), expectedSums);
      BlockKernels.choose("vector")
          .descent()
          .descend(actual, gradient, c.rows(), PartSteps.of(Neuron.layout(d), steps), actualSums);
      if (!Arrays.equals(expectedSums, actualSums)) {
        return "sums " + Arrays.toString(actualSums) + ", not " + Arrays.toString(expectedSums);
      }
      if (!Arrays.equals(expected.values(), actual.values())) {
        return "particles";
      }
    }
    return "";
  }

  /** What runs here, as {@link BlockKernels#description} says it. */
  public static String vectors() {
    return BlockKernels.choose("vector").description();
  }

  /** Cheap ones for the many shapes; all of them meet a few shapes of their own. */
  private static Activation activation(int i) {
    return i % 3 == 0 ? Activation.TANH : i % 3 == 1 ? Activation.RELU : Activation.LINEAR;
  }

  /** Rows with infinities and NaN, which have to show in the same places. */
  private static BlockCase brokenStates() {
    BlockCase c = BlockCase.random(5, 19, 13, 3);
    c.states()[7] = Double.POSITIVE_INFINITY;
    c.states()[31] = Double.NaN;
    c.adjoints()[44] = Double.NEGATIVE_INFINITY;
    c.states()[52] = 1e200;
    return c;
  }

  private String compare(int d, int count, int rows, Activation activation) {
    return compare(BlockCase.random(d, count, rows, 31L * d + count), activation);
  }

  private String compare(BlockCase c, Activation activation) {
    int d = c.stateDim();
    int count = c.block().count();
    int rows = c.rows();
    BlockKernel reference = BlockKernels.scalar(d, activation);
    BlockKernel twin = BlockKernels.choose("vector").of(d, activation);
    int length = c.block().values().length;
    double[][] expected = {new double[rows * d], new double[rows * d], new double[length]};
    double[][] actual = {new double[rows * d], new double[rows * d], new double[length]};
    Arrays.fill(actual[2], 1e300);
    run(reference, c, expected);
    run(twin, c, actual);
    if (d <= 37 && count <= 64 && rows <= 10) {
      expected = Arrays.copyOf(expected, 6);
      actual = Arrays.copyOf(actual, 6);
      addJacobian(reference, c, expected);
      addJacobian(twin, c, actual);
    }
    String what = "d = " + d + ", M = " + count + ", rows = " + rows + ", " + activation + ": ";
    double[] pullback = new double[rows * d];
    twin.pullback(c.block(), c.states(), c.adjoints(), 0, rows, pullback, scratch);
    if (!Arrays.equals(pullback, expected[1])) {
      return what + "pullback alone";
    }
    for (int part = 0; part < expected.length; part++) {
      int at = Arrays.mismatch(expected[part], actual[part]);
      if (at >= 0) {
        return what
            + PARTS[part]
            + "["
            + at
            + "] is "
            + actual[part][at]
            + ", not "
            + expected[part][at];
      }
    }
    return "";
  }

  private void run(BlockKernel kernel, BlockCase c, double[][] results) {
    kernel.velocity(c.block(), c.states(), 0, c.rows(), results[0], scratch);
    kernel.gradientChunk(
        c.block(), c.states(), c.adjoints(), 0, c.rows(), results[1], results[2], scratch);
  }

  private void addJacobian(BlockKernel kernel, BlockCase c, double[][] results) {
    int d = c.stateDim();
    results[3] = new double[c.rows() * d];
    results[4] = new double[c.rows() * d * d];
    results[5] = new double[c.rows() * c.block().panelCount() * ParticleBlock.LANES];
    kernel.velocityAndJacobian(c.block(), c.states(), 0, c.rows(), results[3], results[4], scratch);
    kernel.activations(c.block(), c.states(), 0, c.rows(), results[5], scratch);
  }
}
