package org.cotflow.kernel;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Microseconds per thousand tanh, that is nanoseconds per tanh, over an array that fits the
 * first-level cache: ours by vectors and by scalars, and the platform's two.
 *
 * <p>Sampled, so that the median (p0.50) can be read off. The compiler needs seconds for the vector
 * loops on a busy machine, hence the long warm-up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TanhBenchmark {
  static final int LENGTH = 1000;

  private final double[] z = new double[LENGTH];
  private final double[] a = new double[LENGTH];
  private final double[] slopes = new double[LENGTH];

  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < LENGTH; i++) {
      z[i] = random.nextDouble(-4, 4);
    }
    vector();
    for (int i = 0; i < LENGTH; i++) {
      if (a[i] != ScalarFunctions.tanh(z[i])) {
        throw new AssertionError("tanh of " + z[i]);
      }
    }
  }

  @Benchmark
  public double[] vector() {
    VectorFunctions.values(Activation.TANH, z, 0, LENGTH, a);
    return a;
  }

  @Benchmark
  public double[] vectorWithDerivative() {
    VectorFunctions.valuesAndDerivatives(Activation.TANH, z, 0, LENGTH, a, slopes);
    return slopes;
  }

  @Benchmark
  public double[] scalar() {
    for (int i = 0; i < LENGTH; i++) {
      a[i] = ScalarFunctions.tanh(z[i]);
    }
    return a;
  }

  @Benchmark
  public double[] strictMath() {
    for (int i = 0; i < LENGTH; i++) {
      a[i] = StrictMath.tanh(z[i]);
    }
    return a;
  }

  @Benchmark
  public double[] math() {
    for (int i = 0; i < LENGTH; i++) {
      a[i] = Math.tanh(z[i]);
    }
    return a;
  }
}
