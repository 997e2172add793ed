package org.cotflow.sweep;

import org.cotflow.format.RecordTable;

/**
 * A row of fits.csv: what a law says of a trial that it was fitted to. Null where a number is not
 * known.
 *
 * @param of the column that the law is about
 * @param run the trial's index
 * @param group which values of the law's {@code per} keys the fit is for
 * @param value what was measured
 * @param fitted what the law says
 * @param low where 95 % of the bootstrap's fits begin there
 * @param high where they end
 * @param mean of all trials at this place of the law, as the fit took it; in quadrature of squares
 */
public record FitRow(
    String law,
    String of,
    Integer run,
    String group,
    Double value,
    Double fitted,
    Double low,
    Double high,
    Double mean) {
  static final RecordTable<FitRow> TABLE = RecordTable.of(FitRow.class);

  public FitRow {
    low = RecordTable.known(low);
    high = RecordTable.known(high);
  }
}
