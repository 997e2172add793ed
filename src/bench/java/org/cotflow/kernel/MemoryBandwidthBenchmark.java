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
 * What memory delivers to all cores at once, each with 256 MB of its own: what bounds steps whose
 * parameters do not fit into caches. A training step reads parameters on the way forward ({@link
 * #read}), and reads and writes them on the way back ({@link #update}). An operation is one double
 * per thread, so {@code threads * 8 / score} is in GB/s read, and as much is written by an update.
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
  public double read() {
    DoubleVector a = Lanes.all(0.0);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int step = Lanes.COUNT;
    for (int i = 0; i < COUNT; i += 4 * step) {
      a = a.add(load(i));
      b = b.add(load(i + step));
      c = c.add(load(i + 2 * step));
      d = d.add(load(i + 3 * step));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double[] update() {
    DoubleVector factor = Lanes.all(0.5);
    for (int i = 0; i < COUNT; i += Lanes.COUNT) {
      load(i).fma(factor, factor).intoArray(numbers, i);
    }
    return numbers;
  }

  private DoubleVector load(int at) {
    return DoubleVector.fromArray(Lanes.SPECIES, numbers, at);
  }
}
