package org.cotflow.kernel;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call of each kernel on one block, reference and vector twin: pairs that differ only in {@link
 * #kind}. A fork warms up for two seconds because the compiler needs about one to compile the
 * tiles.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  /** d x M x rows. */
  @Param({"2x256x128", "8x256x128", "32x256x128", "74x128x128", "128x256x128", "2000x256x10"})
  String shape;

  @Param({"scalar", "vector"})
  String kind;

  @Param("TANH")
  Activation activation;

  private BlockKernel kernel;
  private ParticleBlock block;
  private double[] states;
  private double[] adjoints;
  private double[] sums;
  private double[] gradient;
  private int rows;
  private final KernelScratch scratch = new KernelScratch();

  @Setup(Level.Trial)
  public void prepare() {
    int[] numbers = shape(shape);
    int stateDim = numbers[0];
    rows = numbers[2];
    kernel = BlockKernels.choose(kind).of(stateDim, activation);
    SplittableRandom random = new SplittableRandom(1);
    block = Neuron.zeros(0, 0, numbers[1], stateDim);
    for (int m = 0; m < block.count(); m++) {
      for (int j = 0; j <= 2 * stateDim; j++) {
        block.values()[block.index(m, j)] = (random.nextDouble() - 0.5) / Math.sqrt(stateDim);
      }
    }
    states = random.doubles((long) rows * stateDim, -1, 1).toArray();
    adjoints = random.doubles((long) rows * stateDim, -1, 1).toArray();
    sums = new double[rows * stateDim];
    gradient = new double[block.values().length];
    checkAgainstTheReference();
  }

  /** d, M and rows of a shape. */
  static int[] shape(String shape) {
    String[] parts = shape.split("x");
    return new int[] {
      Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])
    };
  }

  @Benchmark
  public double[] velocity() {
    kernel.velocity(block, states, 0, rows, sums, scratch);
    return sums;
  }

  @Benchmark
  public double[] pullback() {
    kernel.pullback(block, states, adjoints, 0, rows, sums, scratch);
    return sums;
  }

  @Benchmark
  public double[] gradientAndPullback() {
    kernel.gradientChunk(block, states, adjoints, 0, rows, sums, gradient, scratch);
    return gradient;
  }

  private void checkAgainstTheReference() {
    velocity();
    double[] expected = new double[sums.length];
    BlockKernels.choose("scalar")
        .of(kernel.stateDim(), activation)
        .velocity(block, states, 0, rows, expected, scratch);
    if (!java.util.Arrays.equals(expected, sums)) {
      throw new IllegalStateException("the kernels disagree");
    }
  }
}
