package org.cotflow.transport.auction;

import java.io.Serializable;
import org.cotflow.base.UserInputException;

/**
 * How far the interval of a large problem closes.
 *
 * @param accuracy the relative width (upper - lower) / upper of the interval of W_2^2 at which the
 *     solver stops; 0 for the optimal plan
 * @param seconds of wall time for each pair of clouds, after which the solver stops with the
 *     interval that it has; null for no limit. An interval that time cut short depends on the
 *     machine, and does not count as converged.
 * @param threads of each solve; no bit depends on them
 * @param largestWhole the largest count of points that auctions solve as a whole; more are cut into
 *     cells
 */
public record IntervalOptions(double accuracy, Double seconds, int threads, int largestWhole)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** From here on cells are faster. */
  private static final int LARGEST_WHOLE = 1 << 18;

  /**
   * @throws UserInputException where a value is out of its range
   */
  public IntervalOptions {
    if (!(accuracy >= 0 && accuracy < 1)) {
      throw new UserInputException(
          "accuracy " + accuracy + ": expected a number from 0 (optimal) to below 1, such as 0.02");
    }
    if (seconds != null && !(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new UserInputException("time " + seconds + ": expected seconds above 0");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads);
    }
  }

  public IntervalOptions(double accuracy, Double seconds, int threads) {
    this(accuracy, seconds, threads, LARGEST_WHOLE);
  }

  /** One percent, without a limit of time, on one thread. */
  public static IntervalOptions standard() {
    return new IntervalOptions(0.01, null, 1);
  }

  /** The optimal plan, without a limit of time; cells would not help. */
  public static IntervalOptions optimal(int threads) {
    return new IntervalOptions(0, null, threads, Integer.MAX_VALUE);
  }

  /** These options on so many threads. */
  public IntervalOptions onThreads(int count) {
    return new IntervalOptions(accuracy, seconds, count, largestWhole);
  }
}
