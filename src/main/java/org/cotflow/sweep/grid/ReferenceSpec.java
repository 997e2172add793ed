package org.cotflow.sweep.grid;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;

/**
 * The reference that runs are compared with: the section {@code sweep.reference}.
 *
 * @param overrides values of the reference that replace the run's own
 * @param ties overrides that are computed, from the values of the run
 */
public record ReferenceSpec(Kind kind, Map<String, ConfigValue> overrides, List<Tie> ties) {
  public ReferenceSpec {
    overrides = Map.copyOf(overrides);
    ties = List.copyOf(ties);
  }

  /** Where the reference comes from. */
  public enum Kind {
    /** There is none. */
    NONE,
    /** A run of its own. */
    RUN,
    /** The limit of infinite depth and width, extrapolated from the runs of the sweep. */
    RICHARDSON,
    /** The limit of infinite width, where it is known. */
    CLOSED_FORM
  }
}
