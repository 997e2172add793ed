package org.cotflow.run.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is recorded of one step; null where it does not apply.
 *
 * @param step flow steps done
 * @param flowTime t
 * @param risk of the batch that the step used
 * @param gradNormSquared see the model's notation; likewise dissipation
 * @param trainAccuracy the fraction of samples whose class is predicted; likewise testAccuracy
 * @param testRisk of the test samples
 * @param solverEvaluations how often the depth solver evaluated all layers
 * @param further reproducible quantities by column name, in column order
 * @param wallSeconds since the run began, over all its resumptions; the only number that is not
 *     reproducible
 */
public record HistoryRow(
    int step,
    double flowTime,
    Double risk,
    Double gradNormSquared,
    Double trainAccuracy,
    Double testRisk,
    Double testAccuracy,
    Long solverEvaluations,
    Double dissipation,
    Map<String, Double> further,
    double wallSeconds) {

  public HistoryRow {
    further = Collections.unmodifiableMap(new LinkedHashMap<>(further));
  }
}
