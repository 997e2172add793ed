package org.cotflow.report.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.CsvTable;
import org.cotflow.sweep.SweepProvenance;
import org.cotflow.sweep.UnfinishedSweep;

/**
 * What a sweep directory holds: the table of its runs and the laws fitted to them. Of a sweep that
 * is not finished, the runs that are.
 *
 * @param keys the configuration keys that have columns in runs.csv
 * @param rows of runs.csv, one per run and step
 * @param references rows of references.csv, one per reference or limit and step
 * @param laws laws.csv
 * @param fits fits.csv, what the laws say of each run
 * @param provenance by name; empty where there is none
 */
public record ReportedSweep(
    String name,
    Location location,
    String config,
    List<String> keys,
    List<CsvTable.Row> rows,
    List<CsvTable.Row> references,
    CsvTable laws,
    CsvTable fits,
    Map<String, String> provenance,
    List<String> remarks) {
  static final String RUNS = "runs.csv";
  public static final String CONFIG = "sweep.conf";
  private static final String REFERENCES = "references.csv";
  private static final String LAWS = "laws.csv";
  private static final String FITS = "fits.csv";

  public static boolean isAt(Location place) throws IOException {
    return place.resolve(RUNS).exists() || place.resolve(CONFIG).exists();
  }

  public static ReportedSweep read(Location place) throws IOException {
    List<String> remarks = new ArrayList<>();
    CsvTable runs = CsvTable.read(place.resolve(RUNS));
    CsvTable references = CsvTable.read(place.resolve(REFERENCES));
    if (!place.resolve(LAWS).exists()) { // laws follow the last run
      UnfinishedSweep unfinished = unfinished(place, remarks);
      runs = unfinished == null ? runs : CsvTable.parse(unfinished.runs());
      references = unfinished == null ? references : CsvTable.parse(unfinished.references());
    }
    if (runs.rows().isEmpty()) {
      remarks.add("The sweep has no finished run yet.");
    }
    remarks.addAll(withoutReference(references));
    return new ReportedSweep(
        place.name().isEmpty() ? place.toString() : place.name(),
        place,
        text(place.resolve(CONFIG)),
        keys(runs.columns()),
        runs.rows(),
        references.rows(),
        CsvTable.read(place.resolve(LAWS)),
        CsvTable.read(place.resolve(FITS)),
        provenance(place, remarks),
        remarks);
  }

  /** Null where it cannot be read. */
  private static UnfinishedSweep unfinished(Location place, List<String> remarks) {
    try {
      UnfinishedSweep unfinished = UnfinishedSweep.read(place);
      remarks.add(
          "The sweep is not finished: "
              + count(unfinished.missingRuns(), "run")
              + (unfinished.missingReferences() == 0
                  ? ""
                  : " and " + count(unfinished.missingReferences(), "reference"))
              + " missing, and laws not fitted yet. The same call goes on with it.");
      return unfinished;
    } catch (IOException | UserInputException failure) {
      remarks.add("Not read: " + failure.getMessage() + ".");
      return null;
    }
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** References that did not come to their end, each once. */
  private static Set<String> withoutReference(CsvTable references) {
    Set<String> sentences = new LinkedHashSet<>();
    for (CsvTable.Row row : references.rows()) {
      if (!row.text("status").equals("done")) {
        sentences.add(
            "Reference "
                + row.text("reference")
                + " "
                + row.text("status")
                + ", so that its runs have no errors: "
                + row.text("reason")
                + ".");
      }
    }
    return sentences;
  }

  private static Map<String, String> provenance(Location place, List<String> remarks) {
    try {
      return SweepProvenance.read(place);
    } catch (IOException damaged) {
      remarks.add("Not read: " + damaged.getMessage() + ".");
      return Map.of();
    }
  }

  private static String text(Location file) throws IOException {
    if (!file.exists()) {
      return "";
    }
    return file.readText();
  }

  /** The columns between run and step. */
  private static List<String> keys(List<String> columns) {
    int from = columns.indexOf("run") + 1;
    int to = columns.indexOf("step");
    return from < to ? columns.subList(from, to) : List.of();
  }

  /** The keys that tell finished runs apart. */
  List<SweepKey> varyingKeys() {
    return SweepKey.of(keys, lastRows());
  }

  /** How many runs have this status. */
  public int count(String status) {
    Set<String> runs = new TreeSet<>();
    for (CsvTable.Row row : rows) {
      if (row.text("status").equals(status)) {
        runs.add(row.text("run"));
      }
    }
    return runs.size();
  }

  /** Rows of finished runs at the last step of each. */
  List<CsvTable.Row> lastRows() {
    Map<String, CsvTable.Row> last = new LinkedHashMap<>();
    for (CsvTable.Row row : rows) {
      if (row.text("status").equals("done")) {
        CsvTable.Row known = last.get(row.text("run"));
        if (known == null || step(row) >= step(known)) {
          last.put(row.text("run"), row);
        }
      }
    }
    return List.copyOf(last.values());
  }

  private static double step(CsvTable.Row row) {
    Double step = row.number("step");
    return step == null ? -1 : step;
  }
}
