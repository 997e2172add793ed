package org.cotflow.run.snapshot;

import java.util.Map;
import java.util.TreeMap;

/**
 * The state of a flow besides the particles, so that it can continue from a snapshot as if it had
 * never stopped.
 *
 * @param step flow steps done
 * @param flowTime t
 * @param historyRows rows of history.csv up to this step
 * @param historyDigest SHA-256 of the lines of these rows; null in snapshots of earlier versions
 * @param wallSeconds time spent so far, over all earlier runs of the directory
 * @param memory named state of solvers and step-size control, by any names
 * @param tables the rows of other tables at this step, by file name; none in snapshots of earlier
 *     versions
 */
public record ResumePoint(
    int step,
    double flowTime,
    long historyRows,
    String historyDigest,
    double wallSeconds,
    Map<String, double[]> memory,
    Map<String, Rows> tables) {

  /**
   * The first rows of a table.
   *
   * @param digest SHA-256 of their lines
   */
  public record Rows(long count, String digest) {}

  public ResumePoint {
    if (step < 0 || historyRows < 0 || !Double.isFinite(flowTime) || !(wallSeconds >= 0)) {
      throw new IllegalArgumentException("no resume point: step " + step + ", time " + flowTime);
    }
    memory = new TreeMap<>(memory);
    tables = new TreeMap<>(tables);
  }

  /** A resume point of a run without further tables. */
  public ResumePoint(
      int step,
      double flowTime,
      long historyRows,
      String historyDigest,
      double wallSeconds,
      Map<String, double[]> memory) {
    this(step, flowTime, historyRows, historyDigest, wallSeconds, memory, Map.of());
  }

  /** A resume point without further state. */
  public static ResumePoint of(int step, double flowTime, long historyRows, double wallSeconds) {
    return new ResumePoint(step, flowTime, historyRows, null, wallSeconds, Map.of());
  }
}
