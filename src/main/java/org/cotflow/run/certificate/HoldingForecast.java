package org.cotflow.run.certificate;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.theory.DecayFit;
import org.cotflow.theory.certificate.Certificate;

/**
 * When the certificate of a run will hold, if the risk goes on to decay as it does and the ball at
 * the start stays what it is.
 *
 * @param flowTime at which the risk will be what is needed
 * @param rate of the decay
 * @param rows of the history that the rate was fitted to; 0: it is the proved bound at the start
 */
public record HoldingForecast(double flowTime, double rate, int rows) {
  /** Part of the flow time so far, at its end, that the rate is fitted over. */
  private static final double RECENT = 0.25;

  private static final int FEWEST_ROWS = 3;

  /**
   * Null where no risk will do, none is needed, or nothing decays.
   *
   * @param now the flow time of the certificate's measure
   * @param history of its run
   */
  public static HoldingForecast of(Certificate certificate, double now, List<HistoryRow> history) {
    double needed = certificate.neededRisk();
    if (certificate.holds() || !(needed > 0)) {
      return null;
    }
    DecayFit fit = recent(history, now);
    boolean fitted = fit != null && fit.rate() > 0;
    double rate = fitted ? fit.rate() : certificate.boundAtStart();
    double left = StrictMath.log(certificate.risk() / needed) / rate;
    return rate > 0 && left < Double.POSITIVE_INFINITY
        ? new HoldingForecast(now + Math.max(0, left), rate, fitted ? fit.count() : 0)
        : null;
  }

  /** Over the last rows up to a flow time: those of its last quarter, three at least. */
  private static DecayFit recent(List<HistoryRow> history, double now) {
    List<HistoryRow> rows = new ArrayList<>();
    for (HistoryRow row : history) {
      if (row.flowTime() <= now && row.risk() != null) {
        rows.add(row);
      }
    }
    int from = Math.max(0, rows.size() - FEWEST_ROWS);
    while (from > 0 && rows.get(from - 1).flowTime() >= now * (1 - RECENT)) {
      from--;
    }
    List<HistoryRow> last = rows.subList(from, rows.size());
    return DecayFit.of(
        last.stream().mapToDouble(HistoryRow::flowTime).toArray(),
        last.stream().mapToDouble(HistoryRow::risk).toArray());
  }
}
