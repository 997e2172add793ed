package org.cotflow.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;

/**
 * Optimal transport against scipy and POT on the same points, by turns.
 *
 * <pre>
 *   TransportRace exact [PYTHON] [ROUNDS] [COUNT]...      default: /usr/bin/python3 5 1000 2000 5000
 *   TransportRace interval [PYTHON] [COUNT]...            default: /usr/bin/python3 10000 100000 1000000
 *   TransportRace gaussian [COUNT]                        default: 100000
 * </pre>
 *
 * <p>{@code exact}: standard normal points in d = 5 and 50, {@code Transport.exactPlan} (costs and
 * proof included) against scipy's linear_sum_assignment and POT's network simplex (without the
 * costs), all on one thread; values must agree. The JVM is warmed by rounds that do not count.
 * Medians of the processor time, which is what counts where the machine does other things
 * meanwhile.
 *
 * <p>{@code interval}: N(0, I) and N(1, I / 4) in five coordinates, the interval of 2 percent (of 5
 * percent above 2^18 points) on all threads against POT's Sinkhorn up to 10,000 points, as more do
 * not fit.
 *
 * <p>{@code gaussian}: the interval against the closed form of the laws, in three coordinates, of
 * which the sampling error is measured: E W_2(X, mu) is at most E W_2(X, X') of two samples.
 */
public final class TransportRace {
  private static final int[] DIMENSIONS = {5, 50};
  private static final int WARM_UP = 12;
  private static final int LARGEST_WARM_UP_COUNT = 2000;
  private static final int LARGEST_SINKHORN_COUNT = 10_000;
  private static final String PYTHON =
      """
      import sys, time, warnings, numpy as np, ot
      from scipy.optimize import linear_sum_assignment
      from scipy.spatial.distance import cdist
      warnings.simplefilter('ignore')
      def timed(solve):
          start = time.process_time()
          value = solve()
          print(time.process_time() - start, repr(float(value)), flush=True)
      for line in sys.stdin:
          kind, dimension, name = line.split()
          points = np.fromfile(name, '<f8').reshape(2, -1, int(dimension))
          cost = cdist(points[0], points[1], 'sqeuclidean')
          mass = np.full(len(cost), 1 / len(cost))
          if kind == 'assignment':
              timed(lambda: cost[linear_sum_assignment(cost)].mean())
          elif kind == 'simplex':
              timed(lambda: ot.emd2(mass, mass, cost, numItermax=100_000_000))
          else:
              timed(lambda: (ot.sinkhorn(mass, mass, cost, 0.02 * cost.mean(), numItermax=2000,
                             stopThr=1e-6) * cost).sum())
      """;

  private TransportRace() {}

  /** Runs a race and prints a Markdown table. */
  public static void main(String[] args) throws IOException {
    String what = args.length > 0 ? args[0] : "";
    String python = args.length > 1 ? args[1] : "/usr/bin/python3";
    switch (what) {
      case "exact" -> {
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        try (Rivals rivals = new Rivals(python)) {
          exact(rivals, rounds, counts(args, 3, 1000, 2000, 5000));
        }
      }
      case "interval" -> {
        try (Rivals rivals = new Rivals(python)) {
          interval(rivals, counts(args, 2, 10_000, 100_000, 1_000_000));
        }
      }
      case "gaussian" -> gaussian(counts(args, 1, 100_000)[0]);
      default -> {
        System.err.println("usage: scripts/bench transport exact|interval|gaussian ...");
        System.exit(2);
      }
    }
  }

  private static int[] counts(String[] args, int from, int... otherwise) {
    return args.length > from
        ? Arrays.stream(args).skip(from).mapToInt(Integer::parseInt).toArray()
        : otherwise;
  }

  private static void exact(Rivals rivals, int rounds, int[] counts) throws IOException {
    System.out.println("| points | d | Cotflow | scipy | POT | scipy / Cotflow | POT / Cotflow |");
    System.out.println("|---|---|---|---|---|---|---|");
    ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    for (int count : counts) {
      for (int dimension : DIMENSIONS) {
        double[] ours = new double[rounds];
        double[] scipy = new double[rounds];
        double[] pot = new double[rounds];
        int warmUp = count <= LARGEST_WARM_UP_COUNT ? WARM_UP : 1;
        for (int round = -warmUp; round < rounds; round++) {
          SplittableRandom random = new SplittableRandom(round);
          PointCloud source = cloud(random, count, dimension, 0, 1);
          PointCloud target = cloud(random, count, dimension, 0, 1);
          long start = processor.getCurrentThreadCpuTime();
          double value =
              Transport.exactPlan(source, target, Metric.plain(), SolverPolicy.exact())
                  .squaredDistance()
                  .value();
          long end = processor.getCurrentThreadCpuTime();
          if (round >= 0) {
            ours[round] = (end - start) * 1e-9;
            scipy[round] = rivals.seconds("assignment", source, target, value, 1e-12);
            pot[round] = rivals.seconds("simplex", source, target, value, 1e-9);
          }
        }
        double cotflow = median(ours);
        System.out.printf(
            "| %d | %d | %.3f s | %.3f s | %.3f s | %.1f | %.1f |%n",
            count,
            dimension,
            cotflow,
            median(scipy),
            median(pot),
            median(scipy) / cotflow,
            median(pot) / cotflow);
      }
    }
  }

  private static void interval(Rivals rivals, int[] counts) throws IOException {
    System.out.println("| points | interval | relative width | Cotflow | Sinkhorn | its value |");
    System.out.println("|---|---|---|---|---|---|");
    for (int count : counts) {
      SplittableRandom random = new SplittableRandom(count);
      PointCloud source = cloud(random, count, 5, 0, 1);
      PointCloud target = cloud(random, count, 5, 1, 0.5);
      long start = System.nanoTime();
      SquaredDistance found = solve(source, target, count > 1 << 18 ? 0.05 : 0.02);
      double seconds = (System.nanoTime() - start) * 1e-9;
      String other = "| does not fit | |";
      if (count <= LARGEST_SINKHORN_COUNT) {
        double[] answer = rivals.ask("sinkhorn", source, target);
        other = String.format("| %.1f s | %.5g |", answer[0], answer[1]);
      }
      System.out.printf(
          "| %d | %.5g to %.5g | %.2f percent | %.1f s %s%n",
          count,
          found.lower(),
          found.upper(),
          100 * (found.upper() - found.lower()) / found.upper(),
          seconds,
          other);
    }
  }

  private static void gaussian(int count) {
    SplittableRandom random = new SplittableRandom(7);
    PointCloud source = cloud(random, count, 3, 0, 1);
    PointCloud target = cloud(random, count, 3, 1, 2);
    SquaredDistance found = solve(source, target, 0.002);
    double sampling =
        Math.sqrt(solve(source, cloud(random, count, 3, 0, 1), 0.1).upper())
            + Math.sqrt(solve(target, cloud(random, count, 3, 1, 2), 0.1).upper());
    double closed = Math.sqrt(3 * 1 + 3 * 1);
    System.out.printf(
        "%d points of N(0, I) and N(1, 4 I) in 3 coordinates: W_2 in [%.5f, %.5f], of the laws"
            + " %.5f, sampling error at most %.5f%n",
        count, Math.sqrt(found.lower()), Math.sqrt(found.upper()), closed, sampling);
    if (Math.sqrt(found.lower()) > closed + sampling
        || Math.sqrt(found.upper()) < closed - sampling) {
      throw new IllegalStateException("the interval and the closed form do not agree");
    }
  }

  private static SquaredDistance solve(PointCloud source, PointCloud target, double accuracy) {
    int threads = Runtime.getRuntime().availableProcessors();
    return Transport.squaredDistance(
        source,
        target,
        Metric.plain(),
        SolverPolicy.interval(new IntervalOptions(accuracy, null, threads)));
  }

  private static PointCloud cloud(
      SplittableRandom random, int count, int dimension, double mean, double deviation) {
    double[] points = new double[count * dimension];
    for (int i = 0; i < points.length; i++) {
      points[i] = mean + deviation * random.nextGaussian();
    }
    return PointCloud.uniform(dimension, points);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A Python process that stays up and solves what it finds in a file. */
  private static final class Rivals implements AutoCloseable {
    private final Path file = Files.createTempFile("transport-race", ".f8");
    private final Process process;
    private final BufferedReader answers;

    Rivals(String python) throws IOException {
      ProcessBuilder builder = new ProcessBuilder(python, "-c", PYTHON);
      builder.environment().put("OMP_NUM_THREADS", "1");
      builder.environment().put("OPENBLAS_NUM_THREADS", "1");
      process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    double seconds(
        String kind, PointCloud source, PointCloud target, double expected, double tolerance)
        throws IOException {
      double[] answer = ask(kind, source, target);
      if (Math.abs(answer[1] - expected) > tolerance * expected) {
        throw new IllegalStateException(
            kind + ": values differ: " + expected + " and " + answer[1]);
      }
      return answer[0];
    }

    /** Seconds of processor time and the value. */
    double[] ask(String kind, PointCloud source, PointCloud target) throws IOException {
      double[] first = source.points();
      double[] second = target.points();
      ByteBuffer bytes =
          ByteBuffer.allocate(8 * (first.length + second.length)).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(first).put(second);
      Files.write(file, bytes.array());
      String question = kind + " " + source.dimension() + " " + file + "\n";
      process.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new UncheckedIOException(
            new IOException("python ended: Debian has python3-scipy and python3-pot"));
      }
      String[] fields = answer.split(" ");
      return new double[] {Double.parseDouble(fields[0]), Double.parseDouble(fields[1])};
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      Files.delete(file);
    }
  }
}
