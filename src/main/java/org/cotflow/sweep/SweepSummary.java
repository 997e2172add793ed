package org.cotflow.sweep;

import java.util.List;

/**
 * The outcome of a call of a sweep.
 *
 * @param runs of the sweep
 * @param done runs that finished, in this call or before
 * @param diverged runs whose numbers stopped being finite
 * @param failed runs that could not be run
 * @param complete whether every run has a result and the tables were written
 * @param laws what was fitted; empty unless complete
 * @param limits what was extrapolated, if the reference is of that kind; empty unless complete
 * @param why the first missing run is missing; empty if none is
 */
public record SweepSummary(
    int runs,
    int done,
    int diverged,
    int failed,
    boolean complete,
    List<LawRow> laws,
    List<LimitRow> limits,
    String reason) {
  public SweepSummary {
    laws = List.copyOf(laws);
    limits = List.copyOf(limits);
  }
}
