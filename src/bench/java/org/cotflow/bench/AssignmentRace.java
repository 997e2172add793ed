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
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.solver.ExactPlan;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;

/**
 * The exact transport solver against scipy's linear_sum_assignment on the same points, by turns.
 *
 * <pre>
 *   AssignmentRace [PYTHON] [ROUNDS] [COUNT]...      default: /usr/bin/python3 11 1000 2000
 * </pre>
 *
 * <p>Points are standard normal in d = 8. Each round draws two clouds, hands them to a Python
 * process that stays up, times {@code Transport.exactPlan} here (costs, assignment and proof
 * included) and scipy there (without the costs), and compares the values. The JVM is warmed by
 * fifteen rounds at each size that do not count. Standard output has the medians, of the time that
 * passed and of the processor time of the one thread that works on either side; the latter is what
 * counts where the machine does other things meanwhile.
 */
public final class AssignmentRace {
  private static final int DIMENSION = 8;
  private static final int WARM_UP = 15;
  private static final String SCIPY =
      """
      import sys, time, numpy as np
      from scipy.optimize import linear_sum_assignment
      from scipy.spatial.distance import cdist
      for line in sys.stdin:
          points = np.fromfile(line.strip(), '<f8').reshape(2, -1, 8)
          cost = cdist(points[0], points[1], 'sqeuclidean')
          start, begun = time.perf_counter(), time.process_time()
          row, column = linear_sum_assignment(cost)
          end, ended = time.perf_counter(), time.process_time()
          print(end - start, ended - begun, repr(float(cost[row, column].mean())), flush=True)
      """;

  private AssignmentRace() {}

  /** Runs the race and prints the medians. */
  public static void main(String[] args) throws IOException {
    String python = args.length > 0 ? args[0] : "/usr/bin/python3";
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 11;
    int[] counts = {1000, 2000};
    if (args.length > 2) {
      counts = Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray();
    }
    Path file = Files.createTempFile("assignment-race", ".f8");
    Process process =
        new ProcessBuilder(python, "-c", SCIPY)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int count : counts) {
        race(count, rounds, file, process, answers);
      }
    } finally {
      process.destroy();
      Files.delete(file);
    }
  }

  private static void race(
      int count, int rounds, Path file, Process process, BufferedReader answers)
      throws IOException {
    double[] ours = new double[rounds];
    double[] ourProcessor = new double[rounds];
    double[] theirs = new double[rounds];
    double[] theirProcessor = new double[rounds];
    ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    for (int round = -WARM_UP; round < rounds; round++) {
      double[] points = draw(count, round);
      write(points, file);
      process.getOutputStream().write((file + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new UncheckedIOException(new IOException("python ended: is scipy installed?"));
      }
      String[] fields = answer.split(" ");
      int half = points.length / 2;
      PointCloud source = PointCloud.uniform(DIMENSION, Arrays.copyOfRange(points, 0, half));
      PointCloud target =
          PointCloud.uniform(DIMENSION, Arrays.copyOfRange(points, half, points.length));
      long begun = processor.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      ExactPlan plan = Transport.exactPlan(source, target, Metric.plain(), SolverPolicy.exact());
      long end = System.nanoTime();
      long ended = processor.getCurrentThreadCpuTime();
      double value = plan.squaredDistance().value();
      if (Math.abs(value - Double.parseDouble(fields[2])) > 1e-12 * value) {
        throw new IllegalStateException("values differ: " + value + " and " + fields[2]);
      }
      if (round >= 0) {
        ours[round] = (end - start) * 1e-9;
        ourProcessor[round] = (ended - begun) * 1e-9;
        theirs[round] = Double.parseDouble(fields[0]);
        theirProcessor[round] = Double.parseDouble(fields[1]);
      }
    }
    System.out.printf(
        "n = %d, d = %d, %d rounds, medians (costs and proof included here, costs left out"
            + " there)%n",
        count, DIMENSION, rounds);
    print("time passed", ours, theirs);
    print("processor time", ourProcessor, theirProcessor);
  }

  private static void print(String what, double[] ours, double[] theirs) {
    System.out.printf(
        "  %-15s exactPlan %.4f s   linear_sum_assignment %.4f s   ratio %.2f%n",
        what, median(ours), median(theirs), median(theirs) / median(ours));
  }

  private static double[] draw(int count, int round) {
    SplittableRandom random = new SplittableRandom(round);
    double[] points = new double[2 * count * DIMENSION];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextGaussian();
    }
    return points;
  }

  private static void write(double[] points, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * points.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(points);
    Files.write(file, bytes.array());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
