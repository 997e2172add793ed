package org.cotflow.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.format.CsvTable;
import org.cotflow.report.Document.Table;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.figure.ReportedSweep;
import org.cotflow.sweep.LawRow;

/** The tables of reports about a sweep. */
final class SweepTables {
  private static final int MOST_FAILURES = 50;
  private static final int MOST_DOUBTS = 10;
  private static final int MOST_DIGESTS = 10;
  private static final List<String> FURTHER = List.of("group", "points", "observations");

  private SweepTables() {}

  static Map<String, String> outcome(ReportedSweep sweep) {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("runs done", String.valueOf(sweep.count("done")));
    for (String status : List.of("failed", "diverged")) {
      if (sweep.count(status) > 0) {
        numbers.put("runs " + status, String.valueOf(sweep.count(status)));
      }
    }
    for (String key : sweep.keys()) {
      Set<String> values = new LinkedHashSet<>();
      sweep.rows().forEach(row -> values.add(row.text(key)));
      numbers.put("values of " + key, String.valueOf(values.size()));
    }
    return numbers;
  }

  /** The fitted constants, with estimate and interval; the rest is in laws.csv. */
  static Table laws(ReportedSweep sweep) {
    List<String> further =
        FURTHER.stream().filter(column -> sweep.laws().columns().contains(column)).toList();
    List<String> columns =
        new ArrayList<>(List.of("law", "term", "estimate", "95 % interval", "R\u00b2"));
    columns.addAll(further);
    List<List<String>> rows = new ArrayList<>();
    for (CsvTable.Row row : laws(sweep, false)) {
      List<String> cells = new ArrayList<>(List.of(row.text("law"), row.text("term")));
      cells.add(number(row, "estimate"));
      cells.add(range(row, "low", "high"));
      cells.add(number(row, "r2"));
      further.forEach(column -> cells.add(number(row, column)));
      rows.add(cells);
    }
    return new Table(columns, rows);
  }

  /** Limits that were extrapolated from the runs, which alone of all references have error bars. */
  static Table limits(ReportedSweep sweep) {
    List<List<String>> rows = new ArrayList<>();
    for (CsvTable.Row row : sweep.references()) {
      if (row.number("output_error") != null) {
        rows.add(
            List.of(
                row.text("reference"),
                row.text("step"),
                number(row, "risk", 6),
                "\u00b1 " + number(row, "risk_error", 2),
                "\u00b1 " + number(row, "output_error", 2)));
      }
    }
    return new Table(
        List.of("limit", "step", "risk", "error bar", "error bar of predictions"), rows);
  }

  /** How the constants scatter over fits, such as those to several draws of the data. */
  static Table spreads(ReportedSweep sweep) {
    List<List<String>> rows = new ArrayList<>();
    for (CsvTable.Row row : laws(sweep, true)) {
      rows.add(
          List.of(
              row.text("law"),
              row.text("term"),
              number(row, "estimate"),
              range(row, "low90", "high90"),
              range(row, "low", "high"),
              row.text("group")));
    }
    return new Table(
        List.of("law", "term", "median", "central 90 %", "smallest to largest", "fits"), rows);
  }

  private static List<CsvTable.Row> laws(ReportedSweep sweep, boolean spread) {
    return sweep.laws().rows().stream()
        .filter(row -> LawRow.isSpread(row.text("group")) == spread)
        .toList();
  }

  private static String range(CsvTable.Row row, String low, String high) {
    boolean known = row.number(low) != null && row.number(high) != null;
    return known ? number(row, low) + " to " + number(row, high) : "";
  }

  /** Reasons to doubt the laws, each once. */
  static List<String> doubts(ReportedSweep sweep) {
    Set<String> doubts = new LinkedHashSet<>();
    for (CsvTable.Row row : laws(sweep, false)) {
      if (!row.text("warnings").isBlank()) {
        doubts.add("Law " + row.text("law") + ": " + row.text("warnings") + ".");
      }
    }
    return doubts.stream().limit(MOST_DOUBTS).toList();
  }

  private static String number(CsvTable.Row row, String column) {
    return number(row, column, 4);
  }

  private static String number(CsvTable.Row row, String column, int digits) {
    Double number = row.number(column);
    return number == null ? row.text(column) : Numbers.brief(number, digits);
  }

  /** Provenance; of many data sets the first, and how many there are. */
  static Map<String, String> origin(ReportedSweep sweep) {
    Map<String, String> facts = new LinkedHashMap<>();
    int digests = 0;
    for (Map.Entry<String, String> fact :
        RunTables.origin(sweep.location(), sweep.provenance()).entrySet()) {
      boolean digest = fact.getKey().startsWith("digest of ");
      digests += digest ? 1 : 0;
      if (!digest || digests <= MOST_DIGESTS) {
        facts.put(fact.getKey(), fact.getValue());
      }
    }
    if (digests > MOST_DIGESTS) {
      facts.put("further digests", digests - MOST_DIGESTS + ", in provenance.json");
    }
    return facts;
  }

  /** The runs that failed or diverged, with their reasons. */
  static Table failures(ReportedSweep sweep) {
    List<String> columns = new ArrayList<>(List.of("run"));
    columns.addAll(sweep.keys());
    columns.addAll(List.of("status", "reason"));
    List<List<String>> rows = new ArrayList<>();
    for (CsvTable.Row row : sweep.rows()) {
      if (!row.text("status").equals("done") && rows.size() < MOST_FAILURES) {
        rows.add(columns.stream().map(row::text).toList());
      }
    }
    return new Table(columns, rows);
  }
}
