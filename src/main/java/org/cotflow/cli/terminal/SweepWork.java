package org.cotflow.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Which share of the work of a sweep is done. Trials count by what they cost: the first ones may
 * cost thousands of times as much as the last. Those in progress count by the time they have run,
 * at the pace of the finished ones: the most expensive begin together and end together, and the
 * first to end is not all that was done.
 */
final class SweepWork {
  private final double all;
  private final List<Begun> inProgress = new ArrayList<>();
  private double done;
  private double timed;
  private double nanos;

  /**
   * @param seconds of one thread that all trials are expected to take, by nominal rates
   */
  SweepWork(double seconds) {
    this.all = seconds;
  }

  private record Begun(double seconds, long at) {}

  /**
   * A trial begins.
   *
   * @param seconds of one thread that it is expected to take
   * @param now in nanoseconds
   */
  synchronized void begun(double seconds, long now) {
    inProgress.add(new Begun(seconds, now));
  }

  /**
   * A trial has ended, whether or not its begin was seen.
   *
   * @return the share of the work that is done by now, in [0, 1]
   */
  synchronized double finished(double seconds, long now) {
    done += seconds;
    for (Begun one : inProgress) {
      if (one.seconds() == seconds) {
        timed += seconds;
        nanos += now - one.at();
        inProgress.remove(one);
        break;
      }
    }
    double pace = nanos > 0 ? timed / nanos : 0;
    double partly = 0;
    for (Begun one : inProgress) {
      partly += Math.min(one.seconds(), pace * (now - one.at()));
    }
    return all > 0 ? Math.min(1, (done + partly) / all) : 1;
  }
}
