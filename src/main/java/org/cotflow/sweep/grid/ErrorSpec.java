package org.cotflow.sweep.grid;

import java.io.Serializable;
import java.util.List;

/**
 * The flow steps at which trials are compared: the section {@code sweep.errors}.
 *
 * @param steps different flow steps in rising order; empty for the last step of each run
 * @param cot whether the COT distance to the reference is computed
 * @param layerGap whether the distance of neighboring layers is computed
 */
public record ErrorSpec(List<Integer> steps, boolean cot, boolean layerGap)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ErrorSpec {
    steps = List.copyOf(steps);
  }

  public boolean atLast() {
    return steps.isEmpty();
  }
}
