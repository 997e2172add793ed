package org.cotflow.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cotflow.report.Document.Table;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.sweep.LawFormulas;
import org.cotflow.report.sweep.ReportedSweep;
import org.cotflow.sweep.LawRow;
import org.cotflow.sweep.TrialTable;
import org.cotflow.sweep.grid.TrialColumns;

/** The texts and tables of a report about a sweep. */
public final class SweepSections {
  private static final int MOST_FAILURES = 50;
  private static final int MOST_DOUBTS = 10;
  private static final int MOST_DIGESTS = 10;
  private static final int MOST_FORMULAS = 12;

  private SweepSections() {}

  public static Map<String, String> outcome(ReportedSweep sweep) {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("runs done", String.valueOf(sweep.count("done")));
    for (String status : List.of("failed", "diverged")) {
      if (sweep.count(status) > 0) {
        numbers.put("runs " + status, String.valueOf(sweep.count(status)));
      }
    }
    for (String key : sweep.keys()) {
      Set<String> values = new LinkedHashSet<>();
      sweep.stored().runs().rows().forEach(row -> values.add(row.cells().get(key)));
      numbers.put("values of " + key, String.valueOf(values.size()));
    }
    return numbers;
  }

  /** The fitted constants, with estimate and interval; the rest is in laws.csv. */
  public static Table laws(ReportedSweep sweep) {
    List<List<String>> rows = new ArrayList<>();
    List<LawRow> laws = laws(sweep, false);
    List<String> estimates = column(laws, LawRow::estimate);
    List<String> intervals = ranges(laws, LawRow::low, LawRow::high);
    for (LawRow row : laws) {
      rows.add(
          List.of(
              row.law(),
              row.term(),
              estimates.get(rows.size()),
              intervals.get(rows.size()),
              row.rSquared() == null ? "" : Numbers.share(row.rSquared()),
              row.group(),
              whole(row.points()),
              whole(row.observations())));
    }
    return new Table(
            List.of(
                "law",
                "term",
                "estimate",
                "95 % interval",
                "R\u00b2",
                "group",
                "points",
                "observations"),
            rows)
        .filled();
  }

  /** The laws as formulas with their numbers, by name. */
  static Map<String, String> formulas(LawFormulas formulas) {
    Map<String, String> shown = new LinkedHashMap<>();
    formulas.all().entrySet().stream()
        .limit(MOST_FORMULAS)
        .forEach(formula -> shown.put(formula.getKey(), formula.getValue()));
    return shown;
  }

  /** What R^2 and the symbols of formulas mean. */
  static String lawNotes(LawFormulas formulas) {
    return (formulas.all().isEmpty() ? "" : LawFormulas.symbols() + " ")
        + "R\u00b2 is weighted as the fit is.";
  }

  /** Limits that were extrapolated from the runs: of all references only they have error bars. */
  static Table limits(ReportedSweep sweep) {
    List<TrialTable.Row> limits =
        sweep.stored().references().rows().stream()
            .filter(row -> row.numbers().get(TrialColumns.OUTPUT_ERROR) != null)
            .toList();
    List<String> risks = column(limits, TrialColumns.RISK, 6);
    List<String> bars = column(limits, TrialColumns.RISK_ERROR, 2);
    List<String> barsOfPredictions = column(limits, TrialColumns.OUTPUT_ERROR, 2);
    List<List<String>> rows = new ArrayList<>();
    for (TrialTable.Row row : limits) {
      int i = rows.size();
      rows.add(
          List.of(
              String.valueOf(row.index()),
              String.valueOf(row.step()),
              risks.get(i),
              "\u00b1 " + bars.get(i),
              "\u00b1 " + barsOfPredictions.get(i)));
    }
    return new Table(
        List.of("limit", "step", "risk", "error bar", "error bar of predictions"), rows);
  }

  /** How the constants scatter over fits, such as those to several draws of the data. */
  static Table spreads(ReportedSweep sweep) {
    List<List<String>> rows = new ArrayList<>();
    List<LawRow> laws = laws(sweep, true);
    List<String> medians = column(laws, LawRow::estimate);
    List<String> central = ranges(laws, LawRow::low90, LawRow::high90);
    List<String> whole = ranges(laws, LawRow::low, LawRow::high);
    for (LawRow row : laws) {
      rows.add(
          List.of(
              row.law(),
              row.term(),
              medians.get(rows.size()),
              central.get(rows.size()),
              whole.get(rows.size()),
              row.group()));
    }
    return new Table(
        List.of("law", "term", "median", "central 90 %", "smallest to largest", "fits"), rows);
  }

  private static List<LawRow> laws(ReportedSweep sweep, boolean spread) {
    return sweep.stored().laws().stream().filter(row -> row.isSpread() == spread).toList();
  }

  private static List<String> column(List<LawRow> laws, Function<LawRow, Double> number) {
    return Numbers.alike(laws.stream().map(number).toList(), 4);
  }

  /** Empty where an end is not known. */
  private static List<String> ranges(
      List<LawRow> laws, Function<LawRow, Double> low, Function<LawRow, Double> high) {
    List<String> ends =
        Numbers.alike(
            laws.stream().flatMap(row -> Stream.of(low, high).map(end -> end.apply(row))).toList(),
            4);
    return IntStream.range(0, laws.size())
        .mapToObj(
            i ->
                ends.get(2 * i).isEmpty() || ends.get(2 * i + 1).isEmpty()
                    ? ""
                    : ends.get(2 * i) + " to " + ends.get(2 * i + 1))
        .toList();
  }

  private static String whole(Integer number) {
    return number == null ? "" : number.toString();
  }

  private static List<String> column(List<TrialTable.Row> rows, String name, int digits) {
    return Numbers.alike(rows.stream().map(row -> row.numbers().get(name)).toList(), digits);
  }

  /** Reasons to doubt the laws, each once. */
  static List<String> doubts(ReportedSweep sweep) {
    return laws(sweep, false).stream()
        .filter(row -> !row.warnings().isBlank())
        .map(row -> "Law " + row.named() + ": " + row.warnings() + ".")
        .distinct()
        .limit(MOST_DOUBTS)
        .toList();
  }

  /** Provenance; of many data sets the first, and how many there are. */
  static Map<String, String> origin(ReportedSweep sweep) {
    Map<String, String> facts = new LinkedHashMap<>();
    int digests = 0;
    for (Map.Entry<String, String> fact :
        RunSections.origin(sweep.location(), sweep.provenance()).entrySet()) {
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
  public static Table failures(ReportedSweep sweep) {
    List<String> columns = new ArrayList<>(List.of("run"));
    columns.addAll(sweep.keys());
    columns.addAll(List.of("status", "reason"));
    List<List<String>> rows = new ArrayList<>();
    for (TrialTable.Row row : sweep.stored().runs().rows()) {
      if (!row.isDone() && rows.size() < MOST_FAILURES) {
        List<String> cells = new ArrayList<>(List.of(String.valueOf(row.index())));
        cells.addAll(row.cells().values());
        cells.addAll(List.of(row.status(), row.reason()));
        rows.add(cells);
      }
    }
    return new Table(columns, rows);
  }
}
