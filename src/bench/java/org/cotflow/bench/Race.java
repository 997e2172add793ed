package org.cotflow.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Lets contenders take turns and times every step, so that whatever else the machine does falls on
 * all of them alike.
 *
 * <p>A turn begins with a pause, in which the other side's threads stop spinning, and with a step
 * that brings the contender's own numbers back into the cache and is not counted.
 *
 * @param warmUpSeconds at least this long each contender runs before anything counts
 * @param seconds of counted steps for each contender, about
 * @param clock what a step is timed with, in nanoseconds
 */
record Race(double warmUpSeconds, double seconds, LongSupplier clock) {
  private static final int STEPS_PER_TURN = 4;
  private static final int MIN_TURNS = 3;
  private static final int MAX_TURNS = 60;
  private static final long PAUSE_MILLIS = 3;
  private static final double TOLERANCE = 1e-9;

  /**
   * What came out, in the contenders' order.
   *
   * @param medians seconds per step
   * @param risks after the same number of steps
   * @param steps that number
   */
  record Result(double[] medians, double[] risks, int steps) {}

  /**
   * Runs the race.
   *
   * @throws IllegalStateException where the risks at the end are not the same to 1e-9
   */
  Result run(List<Contender> contenders) throws InterruptedException {
    int count = contenders.size();
    int warmUpSteps = 0;
    double slowest = 0;
    // All make the same number of steps, so that their risks can be compared.
    long start = clock.getAsLong();
    while (since(start) < warmUpSeconds * count || warmUpSteps < 3) {
      slowest = 0;
      for (Contender contender : contenders) {
        long before = clock.getAsLong();
        contender.step();
        slowest = Math.max(slowest, since(before));
      }
      warmUpSteps++;
    }
    int wanted = (int) Math.round(seconds / (slowest * STEPS_PER_TURN));
    int turns = Math.max(MIN_TURNS, Math.min(MAX_TURNS, wanted));
    double[][] times = new double[count][turns * STEPS_PER_TURN];
    for (int turn = 0; turn < turns; turn++) {
      for (int c = 0; c < count; c++) {
        takeTurn(contenders.get(c), times[c], turn * STEPS_PER_TURN);
      }
    }
    int steps = warmUpSteps + turns * (STEPS_PER_TURN + 1);
    double[] risks = contenders.stream().mapToDouble(Contender::risk).toArray();
    requireSame(contenders, risks, steps);
    return new Result(Arrays.stream(times).mapToDouble(Race::median).toArray(), risks, steps);
  }

  private void takeTurn(Contender contender, double[] times, int from) throws InterruptedException {
    Thread.sleep(PAUSE_MILLIS);
    contender.step();
    for (int i = 0; i < STEPS_PER_TURN; i++) {
      long before = clock.getAsLong();
      contender.step();
      times[from + i] = since(before);
    }
  }

  private static void requireSame(List<Contender> contenders, double[] risks, int steps) {
    for (int c = 1; c < risks.length; c++) {
      if (!(Math.abs(risks[c] - risks[0]) <= TOLERANCE * Math.abs(risks[0]))) {
        throw new IllegalStateException(
            "after "
                + steps
                + " steps the risk of "
                + contenders.get(c).name()
                + " is "
                + risks[c]
                + ", that of "
                + contenders.get(0).name()
                + " "
                + risks[0]);
      }
    }
  }

  private double since(long before) {
    return (clock.getAsLong() - before) * 1e-9;
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  }
}
