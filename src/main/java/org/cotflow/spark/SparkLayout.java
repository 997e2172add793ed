package org.cotflow.spark;

/**
 * The rules by which the Spark engine lays out a measure and merges its sums, as functions of sizes
 * alone, so that a forecast applies the same rules as a run. None of them affects a number.
 */
public final class SparkLayout {
  /** Below this many parameters a further task costs more than it saves. */
  private static final double LEAST_VALUES = 1 << 14;

  /** Above it (64 MB) a partition is slow to recompute and hard to place. */
  private static final double MOST_VALUES = 1 << 23;

  /**
   * Tasks per core when all layers are evaluated at once: with several, other cores can help a slow
   * one.
   */
  private static final int TASKS_PER_CORE = 2;

  /** The number of partitions, about, whose nodes one task of a merging stage merges. */
  static final int FAN_IN = 8;

  /** Bytes that a driver receives in the time that one more stage of a job costs. */
  static final long WORTHWHILE_BYTES = 32L << 20;

  private SparkLayout() {}

  /**
   * Partitions of a layer where jobs touch one layer at a time: one a core, fewer where tasks would
   * be too small, more where partitions would be too large.
   *
   * @param values parameters of the layer
   */
  public static double partitionsOfLayer(double values, double blocks, double cores) {
    double worthwhile = Math.min(cores, Math.max(1, Math.floor(values / LEAST_VALUES)));
    return Math.min(blocks, Math.max(worthwhile, Math.ceil(values / MOST_VALUES)));
  }

  /**
   * Partitions where a job goes over all layers at once: {@value #TASKS_PER_CORE} a core, with the
   * same limits to their size.
   *
   * @param values parameters of all layers
   * @param blocks of all layers
   */
  public static double partitionsOfAll(double values, double blocks, double cores) {
    return partitionsOfLayer(values, blocks, TASKS_PER_CORE * cores);
  }

  /**
   * Whether executors merge the nodes of the summation trees before the driver gets them.
   *
   * @param nodesPerLayer that the partitions send
   * @param bytes of all these nodes together
   */
  public static boolean mergesOnExecutors(double nodesPerLayer, double bytes) {
    return nodesPerLayer >= FAN_IN && bytes > WORTHWHILE_BYTES;
  }
}
