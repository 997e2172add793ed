package org.cotflow.engine;

import static org.cotflow.base.Setting.Scope.PLACE;

import java.io.Serializable;
import org.cotflow.base.Setting;

/**
 * Where and how the particles are processed: the {@code engine} keys of a configuration.
 *
 * @param threads of the in-process engine; null for all cores
 * @param block particles per block
 * @param partitions of the Spark engine; null for auto
 * @param tolerance of the depth-parallel solvers
 * @param checkpointing distance of the layers whose states are kept, "none" for 1, or "auto"
 */
public record EngineSpec(
    @Setting(scope = PLACE) Kind kind,
    @Setting(atLeast = 1, unset = "auto", scope = PLACE) Integer threads,
    @Setting(atLeast = 1) int block,
    @Setting(atLeast = 1, unset = "auto", scope = PLACE) Integer partitions,
    Propagation propagation,
    @Setting(above = 0) double tolerance,
    @Setting(
            pattern = "auto|none|[1-9][0-9]{0,8}",
            expected = "auto, none or a whole number of layers >= 1",
            scope = PLACE)
        String checkpointing)
    implements Serializable {

  /** The same engine with another propagation. */
  public EngineSpec withPropagation(Propagation other) {
    return new EngineSpec(kind, threads, block, partitions, other, tolerance, checkpointing);
  }

  /** The distance of kept layers that is asked for; null where it is left to the memory. */
  public Integer keepEvery() {
    return switch (checkpointing) {
      case "auto" -> null;
      case "none" -> 1;
      default -> Integer.valueOf(checkpointing);
    };
  }

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
