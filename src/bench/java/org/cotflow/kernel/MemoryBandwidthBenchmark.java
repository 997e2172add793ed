package org.cotflow.kernel;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.DoubleVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What memory delivers to all cores at once, each with 256 MB of its own that it reads and writes
 * back, as the move of a training step does with parameters. An operation is one double per thread,
 * so {@code threads * 16 / score} is in GB/s, read and written together.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(Threads.MAX)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemoryBandwidthBenchmark {
  /** Doubles of one thread: far more than its share of any cache. */
  static final int COUNT = 1 << 25;

  private final double[] numbers = new double[COUNT];

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double[] update() {
    DoubleVector factor = DoubleVector.broadcast(Lanes.SPECIES, 0.5);
    for (int i = 0; i < COUNT; i += Lanes.COUNT) {
      load(i).fma(factor, factor).intoArray(numbers, i);
    }
    return numbers;
  }

  private DoubleVector load(int at) {
    return DoubleVector.fromArray(Lanes.SPECIES, numbers, at);
  }
}
