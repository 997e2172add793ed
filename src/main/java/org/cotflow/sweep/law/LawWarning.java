package org.cotflow.sweep.law;

import java.util.List;
import java.util.Locale;

/**
 * A reason to doubt a fit.
 *
 * @param term which constant is in doubt; -1: all of them
 * @param amount the number behind the doubt: a ratio, a condition number, a count
 */
public record LawWarning(Kind kind, int term, double amount) {
  /** Largest over smallest value of a variable below which an exponent or constant means little. */
  static final double SHORT_RANGE = 4;

  /** Condition number above which terms can hardly be told apart (Belsley, Kuh, Welsch, 1980). */
  static final double COLLINEAR = 30;

  /** With fewer replica groups an interval is little more than a guess. */
  static final int FEW_REPLICAS = 4;

  /** What is in doubt. */
  public enum Kind {
    /** A variable covers less than a factor 4. */
    SHORT_RANGE("varies by a factor %.3g only: widen its range"),
    /** The 95 % interval is longer than the estimate. */
    WIDE_INTERVAL("is uncertain by %.3g times its value: more replicas, or a wider range"),
    /** Terms are nearly multiples of each other over the design points. */
    COLLINEAR("terms are hardly told apart (condition number %.3g): vary them separately"),
    /** Too few replica groups for an interval to be trusted. */
    FEW_REPLICAS("intervals come from %.0f replica groups: at least 4 are wanted"),
    /** A constant was held at 0, its bound. */
    AT_BOUND("would be negative and is held at 0");

    private final String sentence;

    Kind(String sentence) {
      this.sentence = sentence;
    }
  }

  /**
   * The doubt in words, on one line.
   *
   * @param names of the constants in their order
   */
  public String describe(List<String> names) {
    String sentence = String.format(Locale.ROOT, kind.sentence, amount);
    return term < 0 ? sentence : names.get(term) + " " + sentence;
  }
}
