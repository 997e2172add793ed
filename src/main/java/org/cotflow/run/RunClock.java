package org.cotflow.run;

import java.util.Arrays;

/** Wall-clock times of a run's steps, without the time spent on snapshots. */
public final class RunClock {
  private final double secondsBefore;
  private final long startedAt = System.nanoTime();
  private long stepStartedAt = startedAt;
  private long storing;
  private double[] stepSeconds = new double[64];
  private int steps;

  /**
   * @param secondsBefore spent by earlier calls on the same run
   */
  public RunClock(double secondsBefore) {
    this.secondsBefore = secondsBefore;
  }

  /** Seconds since the run began, over all calls. */
  double wallSeconds() {
    return secondsBefore + (System.nanoTime() - startedAt) / 1e9;
  }

  /** Seconds since this call began. */
  double secondsHere() {
    return (System.nanoTime() - startedAt) / 1e9;
  }

  /** A step begins; the one before, if any, has ended. */
  public void stepBegins(boolean first) {
    long now = System.nanoTime();
    if (!first) {
      if (steps == stepSeconds.length) {
        stepSeconds = Arrays.copyOf(stepSeconds, 2 * steps);
      }
      stepSeconds[steps++] = (now - stepStartedAt - storing) / 1e9;
    }
    stepStartedAt = now;
    storing = 0;
  }

  /** Seconds of the last whole step; NaN before. */
  double lastStepSeconds() {
    return steps == 0 ? Double.NaN : stepSeconds[steps - 1];
  }

  /** Seconds of the step at hand so far. */
  double secondsOfThisStep() {
    return (System.nanoTime() - stepStartedAt - storing) / 1e9;
  }

  void stored(long nanos) {
    storing += nanos;
  }

  /** The median step; null if there was none. */
  public Double medianStepSeconds() {
    if (steps == 0) {
      return null;
    }
    double[] sorted = Arrays.copyOf(stepSeconds, steps);
    Arrays.sort(sorted);
    return 0.5 * (sorted[(steps - 1) / 2] + sorted[steps / 2]);
  }
}
