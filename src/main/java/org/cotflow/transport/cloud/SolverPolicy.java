package org.cotflow.transport.cloud;

import java.io.Serializable;

/**
 * Which method computes W_2^2.
 *
 * @param choice by size, or one kind always
 * @param exactEntries the largest n m solved exactly under {@link Choice#BY_SIZE}
 * @param keptEntries the largest n m whose costs are kept in memory (8 bytes each, for every solve
 *     that runs at the same time); larger ones are computed again at each visit
 * @param entropic how the entropic solver works
 */
public record SolverPolicy(
    Choice choice, long exactEntries, long keptEntries, EntropicOptions entropic)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What decides. */
  public enum Choice {
    /** Exact up to {@code exactEntries}, entropic beyond; one dimension is always exact. */
    BY_SIZE,
    EXACT,
    ENTROPIC
  }

  public SolverPolicy {
    if (exactEntries < 0 || keptEntries < 0) {
      throw new IllegalArgumentException("sizes " + exactEntries + ", " + keptEntries);
    }
  }

  /**
   * Exact up to 8192 x 8192 points, entropic beyond; costs of up to 4096 x 4096 points are kept
   * (134 MB). Below that an exact solve takes about a second, less than Sinkhorn sweeps do.
   */
  public static SolverPolicy standard() {
    return new SolverPolicy(Choice.BY_SIZE, 1L << 26, 1L << 24, EntropicOptions.standard());
  }

  /** Exact at any size. */
  public static SolverPolicy exact() {
    return new SolverPolicy(Choice.EXACT, 1L << 24, 1L << 24, EntropicOptions.standard());
  }

  /** Entropic at any size. */
  public static SolverPolicy entropic(EntropicOptions options) {
    return new SolverPolicy(Choice.ENTROPIC, 1L << 24, 1L << 24, options);
  }

  boolean solvesExactly(PointCloud source, PointCloud target) {
    return switch (choice) {
      case EXACT -> true;
      case ENTROPIC -> false;
      case BY_SIZE ->
          source.dimension() == 1 || (long) source.count() * target.count() <= exactEntries;
    };
  }
}
