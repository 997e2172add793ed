package org.cotflow.engine;

import java.io.Serializable;

/**
 * Where and how the particles are processed: the {@code engine} keys of a configuration.
 *
 * @param kind null until the command line resolves it
 * @param threads of the in-process engine; null for all cores
 * @param block particles per block
 * @param partitions of the Spark engine; null for auto
 * @param tolerance of the depth-parallel solvers
 */
public record EngineSpec(
    Kind kind,
    Integer threads,
    int block,
    Integer partitions,
    Propagation propagation,
    double tolerance)
    implements Serializable {

  /** Which engine. */
  public enum Kind {
    IN_PROCESS,
    SPARK
  }

  /** How states go through depth. */
  public enum Propagation {
    /** Chosen once, before the run. */
    AUTO,
    /** Layer by layer. */
    SWEEP,
    /** All layers at once, corrected by Newton's method. */
    NEWTON,
    /** All layers at once, corrected by summing up the velocities. */
    PICARD
  }
}
