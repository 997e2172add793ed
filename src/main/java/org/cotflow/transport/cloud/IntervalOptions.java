package org.cotflow.transport.cloud;

import java.io.Serializable;
import org.cotflow.base.UserInputException;

/**
 * How far the interval of a large problem closes.
 *
 * @param accuracy the relative width (upper - lower) / upper at which the solver stops
 * @param seconds of wall time for each pair of clouds, after which the solver stops with the
 *     interval that it has; null for no limit. An interval that time cut short depends on the
 *     machine.
 */
public record IntervalOptions(double accuracy, Double seconds) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * @throws UserInputException where a value is out of its range
   */
  public IntervalOptions {
    if (!(accuracy > 0 && accuracy < 1)) {
      throw new UserInputException(
          "accuracy " + accuracy + ": expected a number above 0 and below 1, such as 0.02");
    }
    if (seconds != null && !(seconds > 0)) {
      throw new UserInputException("time " + seconds + ": expected seconds above 0");
    }
  }

  /** One percent, without a limit of time. */
  public static IntervalOptions standard() {
    return new IntervalOptions(0.01, null);
  }
}
