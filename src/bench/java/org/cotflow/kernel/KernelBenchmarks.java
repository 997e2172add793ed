package org.cotflow.kernel;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the kernel benchmarks and prints, for each kernel and shape, nanoseconds per (particle, row)
 * pair of both kinds, and the vector twin's GFLOP/s beside the machine's measured peak; before them
 * what memory delivers.
 *
 * <pre>
 *   mvn -Pbench -DskipTests package
 *   java --add-modules jdk.incubator.vector \
 *     -cp target/test-classes:target/classes:$(cat target/bench.classpath) \
 *     org.cotflow.kernel.KernelBenchmarks [d x M x rows, such as 8x256x128]...
 * </pre>
 */
public final class KernelBenchmarks {
  /** Multiplications and additions per pair and d, activations not counted. */
  private static final Map<String, Integer> FLOPS =
      Map.of("velocity", 4, "pullback", 6, "gradientAndPullback", 10);

  private KernelBenchmarks() {}

  public static void main(String[] shapes) throws RunnerException {
    ChainedOptionsBuilder peak = options(FmaPeakBenchmark.class);
    double peakFlops = 2 / score(new Runner(peak.build()).run().iterator().next());
    System.out.printf("%s; peak %.1f GFLOP/s%n", BlockKernels.description(), peakFlops);
    printBandwidth(new Runner(options(MemoryBandwidthBenchmark.class).build()).run());
    ChainedOptionsBuilder kernels = options(KernelBenchmark.class);
    if (shapes.length > 0) {
      kernels.param("shape", shapes);
    }
    print(new Runner(kernels.build()).run(), peakFlops);
  }

  private static ChainedOptionsBuilder options(Class<?> type) {
    return new OptionsBuilder()
        .include(type.getName().replace(".", "[.]") + "[.]")
        .verbosity(VerboseMode.SILENT);
  }

  private static void printBandwidth(Collection<RunResult> results) {
    for (RunResult result : results) {
      int threads = result.getParams().getThreads();
      System.out.printf(
          "memory, %d threads: %.1f GB/s, read and written back%n",
          threads, threads * 2 * Double.BYTES / score(result));
    }
  }

  private static void print(Collection<RunResult> results, double peakFlops) {
    Map<String, double[]> nanosPerPair = new TreeMap<>();
    for (RunResult result : results) {
      String shape = result.getParams().getParam("shape");
      int[] numbers = KernelBenchmark.shape(shape);
      String benchmark = result.getParams().getBenchmark();
      String kernel = benchmark.substring(benchmark.lastIndexOf('.') + 1);
      int kind = result.getParams().getParam("kind").equals("vector") ? 1 : 0;
      nanosPerPair.computeIfAbsent(kernel + " " + shape, key -> new double[2])[kind] =
          score(result) / ((double) numbers[1] * numbers[2]);
    }
    System.out.printf(
        "%-34s %12s %12s %8s %10s %8s%n",
        "kernel, d x M x rows", "scalar ns", "vector ns", "ratio", "GFLOP/s", "of peak");
    nanosPerPair.forEach(
        (key, nanos) -> {
          String[] parts = key.split(" ");
          double flops = FLOPS.get(parts[0]) * KernelBenchmark.shape(parts[1])[0] / nanos[1];
          System.out.printf(
              "%-34s %12.2f %12.2f %8.1f %10.1f %7.0f%%%n",
              key, nanos[0], nanos[1], nanos[0] / nanos[1], flops, 100 * flops / peakFlops);
        });
  }

  private static double score(RunResult result) {
    return result.getPrimaryResult().getScore();
  }
}
