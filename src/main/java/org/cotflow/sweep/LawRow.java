package org.cotflow.sweep;

import java.util.List;

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
 * @param rSquared of the fit
 * @param group which values of the law's {@code per} keys the fit is for, as in {@code data.seed=3}
 * @param low90 where the central 90 % begin
 * @param high90 where they end
 * @param logRSquared of the logarithms
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
    Double rSquared,
    String group,
    Double low90,
    Double high90,
    Double logRSquared,
    Double reducedChiSquared,
    int points,
    int observations,
    String warnings) {
  private static final List<String> COLUMNS =
      List.of(
          "law",
          "term",
          "estimate",
          "low",
          "high",
          "r2",
          "group",
          "low90",
          "high90",
          "log_r2",
          "reduced_chi2",
          "points",
          "observations",
          "warnings");

  private static final String OVER = "over ";

  /** The group of a row that is about {@code count} fits, one for each value of {@code keys}. */
  static String over(int count, List<String> keys) {
    return OVER + count + " of " + String.join(" ", keys);
  }

  /** Whether the row says how a constant scatters over fits, and is none itself. */
  public boolean isSpread() {
    return isSpread(group);
  }

  /** The same by the group alone, which begins with a key in rows that are fits. */
  public static boolean isSpread(String group) {
    return group.startsWith(OVER);
  }

  /** The text of laws.csv. */
  static String table(List<LawRow> rows) {
    StringBuilder text = new StringBuilder(SweepCsv.line(COLUMNS));
    for (LawRow row : rows) {
      text.append(
          SweepCsv.line(
              List.of(
                  row.law,
                  row.term,
                  SweepCsv.number(row.estimate),
                  SweepCsv.number(row.low),
                  SweepCsv.number(row.high),
                  SweepCsv.number(row.rSquared),
                  row.group,
                  SweepCsv.number(row.low90),
                  SweepCsv.number(row.high90),
                  SweepCsv.number(row.logRSquared),
                  SweepCsv.number(row.reducedChiSquared),
                  String.valueOf(row.points),
                  String.valueOf(row.observations),
                  row.warnings)));
    }
    return text.toString();
  }
}
