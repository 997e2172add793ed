package org.cotflow.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;

/**
 * Risk lost and energy dissipated along a run:
 *
 * <pre>
 *   L(0) - L(t) = integral_0^t D ds = 1/2 integral_0^t |mu'|^2 ds + 1/2 integral_0^t D ds
 * </pre>
 *
 * <p>along the exact flow. Where the run has recorded both halves, of the order of its flow method,
 * they are taken; else the first integral, by the trapezoidal rule over the recorded steps.
 *
 * @param times flow times
 * @param lost L(0) - L(t)
 * @param dissipated the integral up to t
 * @param recorded whether the run has recorded the integrals
 */
record EnergyBalance(double[] times, double[] lost, double[] dissipated, boolean recorded) {

  /** The balance of a run; null with mini-batches or fewer than two complete rows. */
  static EnergyBalance of(ReportedRun run) {
    if (!run.isFullBatch()) {
      return null;
    }
    List<HistoryRow> rows = new ArrayList<>();
    for (HistoryRow row : run.rows()) {
      if (row.risk() != null && row.dissipation() != null) {
        rows.add(row);
      }
    }
    if (rows.size() < 2) {
      return null;
    }
    double[] times = new double[rows.size()];
    double[] lost = new double[rows.size()];
    double[] dissipated = new double[rows.size()];
    boolean recorded = rows.stream().allMatch(row -> integrals(row) != null);
    for (int i = 0; i < rows.size(); i++) {
      times[i] = rows.get(i).flowTime();
      lost[i] = rows.get(0).risk() - rows.get(i).risk();
      if (recorded) {
        dissipated[i] = integrals(rows.get(i));
      } else if (i > 0) {
        double mean = (rows.get(i - 1).dissipation() + rows.get(i).dissipation()) / 2;
        dissipated[i] = dissipated[i - 1] + (times[i] - times[i - 1]) * mean;
      }
    }
    return new EnergyBalance(times, lost, dissipated, recorded);
  }

  /** Null where they were not recorded. */
  private static Double integrals(HistoryRow row) {
    Double speed = row.number(HistoryColumn.SPEED_INTEGRAL);
    Double dissipation = row.number(HistoryColumn.DISSIPATION_INTEGRAL);
    return speed == null || dissipation == null ? null : (Double) (speed + dissipation);
  }

  /** Whether the risk has grown. */
  boolean grew() {
    return lost[lost.length - 1] < 0;
  }

  /** |lost - dissipated| / lost at the end; 0 where nothing was lost. */
  double finalGap() {
    int last = times.length - 1;
    return lost[last] == 0 ? 0 : Math.abs((dissipated[last] - lost[last]) / lost[last]);
  }
}
