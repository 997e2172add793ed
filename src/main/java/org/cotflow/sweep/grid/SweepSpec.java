package org.cotflow.sweep.grid;

import java.util.List;
import java.util.stream.Stream;

/**
 * The section {@code sweep} of a configuration: axes, tied keys, reference and laws.
 *
 * @param axes in the order written; the last one varies fastest
 * @param ties in the order written
 * @param keepRuns whether each run also leaves a run directory
 */
public record SweepSpec(
    List<Axis> axes,
    List<Tie> ties,
    ReferenceSpec reference,
    ErrorSpec errors,
    List<LawSpec> laws,
    boolean keepRuns) {
  public SweepSpec {
    axes = List.copyOf(axes);
    ties = List.copyOf(ties);
    laws = List.copyOf(laws);
  }

  /** The keys that have columns: those of the axes, then the tied ones. */
  List<String> columns() {
    return Stream.concat(
            axes.stream().flatMap(axis -> axis.keys().stream()), ties.stream().map(Tie::key))
        .distinct()
        .toList();
  }
}
