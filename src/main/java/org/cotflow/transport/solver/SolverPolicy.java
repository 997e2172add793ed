package org.cotflow.transport.solver;

import java.io.Serializable;
import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.cloud.PointCloud;

/**
 * Which method computes W_2^2.
 *
 * @param choice by size, or one kind always
 * @param exactEntries the largest n m solved exactly under {@link Choice#BY_SIZE}
 * @param keptEntries the largest n m whose costs are kept in memory (8 bytes each, for every solve
 *     that runs at the same time); larger ones are computed again at each visit
 * @param entropic how the entropic solver works
 * @param interval how far the interval of the auctions closes
 */
public record SolverPolicy(
    Choice choice,
    long exactEntries,
    long keptEntries,
    EntropicOptions entropic,
    IntervalOptions interval)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What decides. */
  public enum Choice {
    /**
     * Exact up to {@code exactEntries}; beyond, an interval by auctions, or entropic where the
     * masses are too different for that. One dimension is always exact.
     */
    BY_SIZE,
    EXACT,
    INTERVAL,
    ENTROPIC
  }

  public SolverPolicy {
    if (exactEntries < 0 || keptEntries < 0) {
      throw new IllegalArgumentException("sizes " + exactEntries + ", " + keptEntries);
    }
  }

  /**
   * Exact up to 8192 x 8192 points, an interval beyond; costs of up to 4096 x 4096 points are kept
   * (134 MB). Below that an exact solve takes about a second, less than Sinkhorn sweeps do.
   */
  public static SolverPolicy standard() {
    return of(Choice.BY_SIZE, 1L << 26);
  }

  /** Exact at any size. */
  public static SolverPolicy exact() {
    return of(Choice.EXACT, 1L << 24);
  }

  /** An interval by auctions at any size. */
  public static SolverPolicy interval(IntervalOptions options) {
    return of(Choice.INTERVAL, 1L << 24).with(options);
  }

  private static SolverPolicy of(Choice choice, long exactEntries) {
    return new SolverPolicy(
        choice, exactEntries, 1L << 24, EntropicOptions.standard(), IntervalOptions.standard());
  }

  /** This policy with other options of the interval. */
  public SolverPolicy with(IntervalOptions options) {
    return new SolverPolicy(choice, exactEntries, keptEntries, entropic, options);
  }

  /** This policy for so many solves, which share the processors of the machine. */
  public SolverPolicy sharedBy(int solves) {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / solves);
    return with(interval.onThreads(threads));
  }

  /**
   * Whether layers of so many particles, of equal mass, are cut into cells, which are tasks of
   * their own.
   */
  public boolean cutsIntoCells(int sourceCount, int targetCount) {
    return (choice == Choice.INTERVAL
            || (choice == Choice.BY_SIZE && (long) sourceCount * targetCount > exactEntries))
        && Math.max(sourceCount, targetCount) > interval.largestWhole();
  }

  /** Entropic at any size. */
  public static SolverPolicy entropic(EntropicOptions options) {
    return new SolverPolicy(
        Choice.ENTROPIC, 1L << 24, 1L << 24, options, IntervalOptions.standard());
  }

  boolean solvesExactly(PointCloud source, PointCloud target) {
    return switch (choice) {
      case EXACT -> true;
      case ENTROPIC, INTERVAL -> source.dimension() == 1 && choice == Choice.INTERVAL;
      case BY_SIZE ->
          source.dimension() == 1 || (long) source.count() * target.count() <= exactEntries;
    };
  }
}
