package org.cotflow.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cotflow.base.Location;
import org.cotflow.experiment.sweep.SweepProvenance;

/**
 * What a sweep directory holds: the table of its runs and the laws fitted to them.
 *
 * @param keys the configuration keys that have columns in runs.csv
 * @param rows of runs.csv, one per run and step
 * @param laws laws.csv
 * @param fits fits.csv, what the laws say of each run
 * @param provenance by name; empty where there is none
 */
record ReportedSweep(
    String name,
    Location location,
    String config,
    List<String> keys,
    List<CsvTable.Row> rows,
    CsvTable laws,
    CsvTable fits,
    Map<String, String> provenance,
    List<String> remarks) {
  static final String RUNS = "runs.csv";
  static final String CONFIG = "sweep.conf";
  private static final String LAWS = "laws.csv";
  private static final String FITS = "fits.csv";

  static boolean isAt(Location place) throws IOException {
    return place.resolve(RUNS).exists() || place.resolve(CONFIG).exists();
  }

  static ReportedSweep read(Location place) throws IOException {
    List<String> remarks = new ArrayList<>();
    CsvTable runs = CsvTable.read(place.resolve(RUNS));
    CsvTable laws = CsvTable.read(place.resolve(LAWS));
    if (runs.rows().isEmpty()) {
      remarks.add("The sweep has no finished run yet.");
    }
    return new ReportedSweep(
        place.name().isEmpty() ? place.toString() : place.name(),
        place,
        text(place.resolve(CONFIG)),
        keys(runs.columns()),
        runs.rows(),
        laws,
        CsvTable.read(place.resolve(FITS)),
        provenance(place, remarks),
        remarks);
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
    try (InputStream in = file.openRead()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
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
  int count(String status) {
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
