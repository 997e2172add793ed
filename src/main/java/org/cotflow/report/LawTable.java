package org.cotflow.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cotflow.sweep.LawRow;
import org.cotflow.sweep.LimitRow;

/**
 * Limits and laws of a sweep as text: fits, and how their constants scatter over several of them.
 */
public final class LawTable {
  private static final int MOST_NOTES = 10;
  private static final List<String> FITS =
      List.of("law", "term", "estimate", "95 % from", "to", "R^2", "group");
  private static final List<String> SPREADS =
      List.of("law", "term", "median", "90 % from", "to", "smallest", "largest", "group");

  private static final List<String> LIMITS =
      List.of("limit", "step", "risk", "error bar", "error bar of predictions", "group");

  private LawTable() {}

  /** Prints the table; nothing if no law was fitted. */
  public static void print(PrintWriter out, List<LawRow> laws) {
    List<LawRow> fits = laws.stream().filter(row -> !row.isSpread()).toList();
    print(out, FITS, fits.stream().map(LawTable::fit).toList());
    print(out, SPREADS, laws.stream().filter(LawRow::isSpread).map(LawTable::spread).toList());
    List<String> notes =
        fits.stream()
            .filter(row -> !row.warnings().isEmpty())
            .map(row -> "note: law " + row.named() + ": " + row.warnings())
            .distinct()
            .limit(MOST_NOTES)
            .toList();
    notes.forEach(out::println);
    if (!notes.isEmpty()) {
      out.println();
    }
  }

  /** Prints the limits that runs were compared with; nothing where there are none. */
  public static void printLimits(PrintWriter out, List<LimitRow> limits) {
    List<List<String>> rows = new ArrayList<>();
    for (LimitRow row : limits) {
      rows.add(
          List.of(
              "infinite",
              String.valueOf(row.step()),
              number("%.6g", row.risk()),
              number("%.2g", row.riskBar()),
              number("%.2g", row.outputBar()),
              row.group()));
    }
    print(out, LIMITS, rows);
  }

  private static List<String> fit(LawRow row) {
    return List.of(
        row.law(),
        row.term(),
        number("%.4g", row.estimate()),
        number("%.4g", row.low()),
        number("%.4g", row.high()),
        number("%.4f", row.rSquared()),
        row.group());
  }

  private static List<String> spread(LawRow row) {
    return List.of(
        row.law(),
        row.term(),
        number("%.4g", row.estimate()),
        number("%.4g", row.low90()),
        number("%.4g", row.high90()),
        number("%.4g", row.low()),
        number("%.4g", row.high()),
        row.group());
  }

  /** Names to the left, numbers to the right, the group last. */
  private static void print(PrintWriter out, List<String> heading, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int last = heading.size() - 1;
    boolean grouped = rows.stream().anyMatch(row -> !row.get(last).isEmpty());
    int shown = grouped ? heading.size() : last;
    List<List<String>> cells = rows.stream().map(row -> row.subList(0, shown)).toList();
    TextTable.lines(heading.subList(0, shown), cells, column -> column < 2 || column == last)
        .forEach(out::println);
    out.println();
  }

  private static String number(String format, Double value) {
    return value == null ? "" : String.format(Locale.ROOT, format, value);
  }
}
