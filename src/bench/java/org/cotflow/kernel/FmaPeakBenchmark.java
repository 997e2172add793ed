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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The machine's peak: sixteen independent chains of fused multiply-adds in registers. An operation
 * is the fused multiply-add of one double, so 2 / score is in GFLOP/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FmaPeakBenchmark {
  private static final int ROUNDS = 10_000;
  private static final int CHAINS = 16;

  /** Fused multiply-adds of one double in an invocation. */
  static final int TERMS = ROUNDS * CHAINS * 8;

  private final double[] numbers = new double[CHAINS * 8];
  private double factor = 0.5;

  @Benchmark
  @OperationsPerInvocation(TERMS)
  public double[] fma() {
    for (int slice = 0; slice < 8; slice += Lanes.COUNT) {
      chains(numbers, slice, factor);
    }
    return numbers;
  }

  private static void chains(double[] n, int at, double factor) {
    DoubleVector x = DoubleVector.broadcast(Lanes.SPECIES, factor);
    DoubleVector a = load(n, at);
    DoubleVector b = load(n, at + 8);
    DoubleVector c = load(n, at + 16);
    DoubleVector d = load(n, at + 24);
    DoubleVector e = load(n, at + 32);
    DoubleVector f = load(n, at + 40);
    DoubleVector g = load(n, at + 48);
    DoubleVector h = load(n, at + 56);
    DoubleVector i = load(n, at + 64);
    DoubleVector j = load(n, at + 72);
    DoubleVector k = load(n, at + 80);
    DoubleVector l = load(n, at + 88);
    DoubleVector m = load(n, at + 96);
    DoubleVector o = load(n, at + 104);
    DoubleVector p = load(n, at + 112);
    DoubleVector q = load(n, at + 120);
    for (int round = 0; round < ROUNDS; round++) {
      a = a.fma(x, x);
      b = b.fma(x, x);
      c = c.fma(x, x);
      d = d.fma(x, x);
      e = e.fma(x, x);
      f = f.fma(x, x);
      g = g.fma(x, x);
      h = h.fma(x, x);
      i = i.fma(x, x);
      j = j.fma(x, x);
      k = k.fma(x, x);
      l = l.fma(x, x);
      m = m.fma(x, x);
      o = o.fma(x, x);
      p = p.fma(x, x);
      q = q.fma(x, x);
    }
    a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).intoArray(n, at);
    i.add(j).add(k).add(l).add(m).add(o).add(p).add(q).intoArray(n, at + 8);
  }

  private static DoubleVector load(double[] n, int at) {
    return DoubleVector.fromArray(Lanes.SPECIES, n, at);
  }
}
