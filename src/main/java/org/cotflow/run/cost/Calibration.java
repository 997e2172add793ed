package org.cotflow.run.cost;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.cotflow.depth.BlockMove;
import org.cotflow.engine.BlockPasses;
import org.cotflow.flow.GradientDescent;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.PartSteps;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.InitSpec;
import org.cotflow.measure.InitialLaw;
import org.cotflow.measure.MeasureShape;

/**
 * Measures {@link KernelRates} on this machine: every thread runs the passes of a step on a block
 * of its own at the same time as all others, since threads share memory, clock and often a core.
 *
 * <p>Rounds over all passes go on until the compiler is done, that is, until rates no longer
 * improve and the process spends its time on these threads only; the rate is the median of the last
 * rounds, and that of a round the median of its calls. Time is that of the processor, so that other
 * programs, which a run would wait for too but which come and go, do not count. Takes about two
 * seconds on a quiet machine, and never much longer than it may; the round at hand is finished.
 */
public final class Calibration {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Compilation beside the measuring threads that may still be going on, in parts of theirs. */
  private static final double MOST_ELSEWHERE = 0.05;

  private static final long ROUND_NANOS = 20_000_000;

  /** The time that suffices on any machine, in seconds. */
  public static final double PATIENCE = 25;

  /** Number of rounds from which the rates are taken; the same number before them is compared. */
  private static final int ROUNDS = 6;

  private static final int MOST_ROWS = 128;
  private static final double MOST_WORK = 1e7;

  /** Numbers of the blocks that a move goes over, so that they come from memory. */
  private static final int MOVED_NUMBERS = 1 << 20;

  private final int threads;
  private final MapSpec map;
  private final ProblemSize size;
  private final int particles;
  private final double patience;

  private Calibration(ProblemSize size, MapSpec map, int threads, double patience) {
    this.patience = patience;
    this.size = size;
    this.map = map;
    this.threads = threads;
    this.particles = (int) Math.max(1, Math.min(size.block(), size.width()));
  }

  /**
   * The rates of {@code threads} busy threads for blocks and rows as the problem has them; where
   * layers have different maps, the mean over the layers.
   *
   * @param patience most seconds, such as {@link #PATIENCE}; rates are too slow where the compiler
   *     needs longer
   */
  public static KernelRates measure(
      ProblemSize size, LayerCycle<MapSpec> maps, int threads, double patience) {
    Map<MapSpec, KernelRates> rates = new HashMap<>();
    double each = patience / maps.values().stream().distinct().count();
    for (MapSpec map : maps.values()) {
      rates.computeIfAbsent(map, one -> measure(size, one, threads, each));
    }
    return KernelRates.mean(
        IntStream.range(0, size.depth()).mapToObj(layer -> rates.get(maps.at(layer))).toList());
  }

  private static KernelRates measure(ProblemSize size, MapSpec map, int threads, double patience) {
    Calibration calibration = new Calibration(size, map, threads, patience);
    int d = size.stateDim();
    int rows = calibration.rows(5.0 * d);
    int rowsOfJacobian = calibration.rows(2.0 * d + (double) d * d);
    List<Pass> passes =
        List.of(
            worker -> worker.velocity(rows),
            worker -> worker.pullback(rows),
            worker -> worker.gradient(rows, false),
            worker -> worker.gradient(rows, true),
            worker -> worker.velocityAndJacobian(rowsOfJacobian),
            Worker::move);
    double[] seconds = calibration.seconds(passes);
    double pairs = (double) calibration.particles * rows;
    return new KernelRates(
        seconds[0] / pairs,
        seconds[1] / pairs,
        seconds[2] / pairs,
        seconds[3] / pairs,
        seconds[4] / ((double) calibration.particles * rowsOfJacobian),
        seconds[5] / ((double) calibration.particles * map.layout(d).size()));
  }

  private int rows(double workPerPair) {
    double most = Math.max(1, MOST_WORK / (workPerPair * particles));
    return (int) Math.max(1, Math.min(Math.min(size.rows(), MOST_ROWS), most));
  }

  /** One call of a pass. */
  private interface Pass {
    void run(Worker worker);
  }

  /** What one thread works on. */
  private final class Worker {
    private final BlockPasses passes = new BlockPasses(map.kernel(size.stateDim()));
    private final List<ParticleBlock> blocks = new ArrayList<>();
    private final double[] states = new double[MOST_ROWS * size.stateDim()];
    private final double[] sums = new double[states.length];
    private final GradientDescent move;
    private final double[] moveSums;
    private double[] both = new double[0];
    private int next;

    Worker(int number) {
      ParticleLayout layout = map.layout(size.stateDim());
      int count = 1 + MOVED_NUMBERS / ParticleBlock.valueCount(particles, layout.size());
      int[] widths = new int[count];
      Arrays.fill(widths, particles);
      MeasureShape shape = new MeasureShape(layout, widths, particles);
      InitSpec law = new InitSpec(Collections.emptySortedMap(), false, number, null).moving(layout);
      Iterator<ParticleBlock> drawn = new InitialLaw(law, true).blocks(shape, 0, count);
      drawn.forEachRemaining(blocks::add);
      double[] steps = new double[layout.parts().size()];
      Arrays.fill(steps, 1e-9);
      move = new GradientDescent(1, PartSteps.of(layout, steps));
      moveSums = new double[move.sumCount()];
      for (int i = 0; i < states.length; i++) {
        states[i] = (i * 37 % 101) / 50.0 - 1;
      }
    }

    void velocity(int rows) {
      passes.velocity(blocks.get(0), states, rows, sums);
    }

    void pullback(int rows) {
      passes.pullback(blocks.get(0), states, states, rows, sums);
    }

    void gradient(int rows, boolean withPullback) {
      passes.gradient(blocks.get(0), states, states, rows, withPullback ? sums : null);
    }

    void velocityAndJacobian(int rows) {
      int length = rows * size.stateDim() * (1 + size.stateDim());
      if (both.length != length) {
        both = new double[length];
      }
      passes.velocityAndJacobian(blocks.get(0), states, rows, both);
    }

    void move() {
      ParticleBlock from = blocks.get(next);
      ParticleBlock copy = from.copy();
      move.applyInPlace(copy, BlockMove.NO_REGISTERS, from.values(), moveSums);
      next = (next + 1) % blocks.size();
    }
  }

  /** Seconds of one call of each pass on each thread, while all threads run it. */
  private double[] seconds(List<Pass> passes) {
    Rounds rounds = new Rounds(passes.size());
    CyclicBarrier together = new CyclicBarrier(threads, rounds::next);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread = new Thread(() -> work(new Worker(number), passes, rounds, together));
      thread.setDaemon(true);
      thread.start();
      running.add(thread);
    }
    try {
      for (Thread thread : running) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return rounds.seconds();
  }

  private static void work(
      Worker worker, List<Pass> passes, Rounds rounds, CyclicBarrier together) {
    long spent = CLOCK.getCurrentThreadCpuTime();
    try {
      while (!rounds.over()) {
        for (int i = 0; i < passes.size(); i++) {
          rounds.add(i, median(worker, passes.get(i)));
        }
        rounds.spent(CLOCK.getCurrentThreadCpuTime() - spent);
        spent = CLOCK.getCurrentThreadCpuTime();
        together.await();
      }
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("a measuring thread was stopped", e);
    }
  }

  private static double median(Worker worker, Pass pass) {
    double[] seconds = new double[1 << 12];
    int calls = 0;
    long began = System.nanoTime();
    long now = CLOCK.getCurrentThreadCpuTime();
    do {
      pass.run(worker);
      long after = CLOCK.getCurrentThreadCpuTime();
      seconds[calls++] = (after - now) / 1e9;
      now = after;
    } while (System.nanoTime() - began < ROUND_NANOS && calls < seconds.length);
    Arrays.sort(seconds, 0, calls);
    return seconds[calls / 2];
  }

  /** The seconds of each pass, round by round, as the mean of all threads. */
  private final class Rounds {
    private final long began = System.nanoTime();
    private final List<double[]> rounds = new ArrayList<>();
    private final List<Double> elsewhere = new ArrayList<>();
    private double[] current;
    private long spentHere;
    private long processBefore = PROCESS.getProcessCpuTime();
    private boolean over;

    Rounds(int passes) {
      current = new double[passes];
    }

    synchronized void add(int pass, double seconds) {
      current[pass] += seconds / threads;
    }

    synchronized boolean over() {
      return over;
    }

    synchronized void spent(long nanos) {
      spentHere += nanos;
    }

    synchronized void next() {
      long process = PROCESS.getProcessCpuTime();
      elsewhere.add((double) (process - processBefore - spentHere) / Math.max(1, spentHere));
      processBefore = process;
      spentHere = 0;
      rounds.add(current);
      current = new double[current.length];
      int count = rounds.size();
      over = System.nanoTime() - began > 1e9 * patience || count >= 2 * ROUNDS && isSteady(count);
    }

    private boolean isSteady(int count) {
      double compiling = 0;
      for (int round = count - 2 * ROUNDS; round < count; round++) {
        compiling += Math.max(0, elsewhere.get(round)) / (2 * ROUNDS);
      }
      if (compiling > MOST_ELSEWHERE) {
        return false;
      }
      for (int pass = 0; pass < current.length; pass++) {
        double before = median(pass, count - 2 * ROUNDS, count - ROUNDS);
        if (median(pass, count - ROUNDS, count) < 0.9 * before) {
          return false;
        }
      }
      return true;
    }

    synchronized double[] seconds() {
      double[] seconds = new double[current.length];
      int count = rounds.size();
      Arrays.setAll(seconds, pass -> median(pass, Math.max(0, count - ROUNDS), count));
      return seconds;
    }

    private double median(int pass, int from, int to) {
      double[] sorted = new double[to - from];
      Arrays.setAll(sorted, i -> rounds.get(from + i)[pass]);
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }
}
