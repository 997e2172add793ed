package org.cotflow.sweep;

import java.util.List;
import org.cotflow.format.RecordTable;
import org.cotflow.format.RecordTable.Column;

/**
 * A row of laws.csv: one constant of one fit, or how a constant scatters over the fits of several
 * groups ({@link #isSpread()}). Null where a number is not known.
 *
 * <pre>
 *                  of a fit               over fits
 *   estimate       the best fit           the median
 *   low, high      95 % over replicas     the smallest and the largest
 *   low90, high90  90 % over replicas     the central 90 %
 * </pre>
 *
 * @param law its name
 * @param term the constant's name
 * @param low where the central 95 % of what replicas allow begin
 * @param high where they end
 * @param rSquared of the fit, weighted as the fit is
 * @param group which values of the law's {@code per} keys the fit is for, as in {@code data.seed=3}
 * @param low90 where the central 90 % begin
 * @param high90 where they end
 * @param logRSquared of the logarithms, weighted as the fit is
 * @param reducedChiSquared scatter around the law over scatter among replicas
 * @param points different sizes that were fitted to
 * @param observations rows that were fitted to
 * @param warnings reasons for doubt
 */
public record LawRow(
    String law,
    String term,
    Double estimate,
    Double low,
    Double high,
    @Column("r2") Double rSquared,
    String group,
    Double low90,
    Double high90,
    @Column("log_r2") Double logRSquared,
    @Column("reduced_chi2") Double reducedChiSquared,
    Integer points,
    Integer observations,
    String warnings) {
  static final RecordTable<LawRow> TABLE = RecordTable.of(LawRow.class);

  private static final String OVER = "over ";

  public LawRow {
    low = RecordTable.known(low);
    high = RecordTable.known(high);
    rSquared = RecordTable.known(rSquared);
    low90 = RecordTable.known(low90);
    high90 = RecordTable.known(high90);
    logRSquared = RecordTable.known(logRSquared);
    reducedChiSquared = RecordTable.known(reducedChiSquared);
  }

  /** The group of a row that is about {@code count} fits, one for each value of {@code keys}. */
  static String over(int count, List<String> keys) {
    return OVER + count + " of " + String.join(" ", keys);
  }

  /** The law, and the group where it is fitted to several. */
  public String named() {
    return group.isEmpty() ? law : law + ", " + group;
  }

  /** Whether the row says how a constant scatters over fits, and is none itself. */
  public boolean isSpread() {
    return group.startsWith(OVER);
  }
}
