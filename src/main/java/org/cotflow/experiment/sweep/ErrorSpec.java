package org.cotflow.experiment.sweep;

import java.io.Serializable;
import java.util.List;

/**
 * At which steps runs are looked at and compared: the section {@code sweep.errors}.
 *
 * @param steps different flow steps in rising order; empty for the last step of each run
 * @param cot whether the COT distance to the reference is computed
 * @param layerGap whether the distance of neighboring layers is computed
 */
record ErrorSpec(List<Integer> steps, boolean cot, boolean layerGap) implements Serializable {
  private static final long serialVersionUID = 1L;

  ErrorSpec {
    steps = List.copyOf(steps);
  }

  boolean atLast() {
    return steps.isEmpty();
  }
}
