package org.cotflow.report.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.cotflow.base.Location;
import org.cotflow.base.Printable;
import org.cotflow.format.CsvTable;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.sweep.StoredSweep;
import org.cotflow.sweep.SweepFiles;
import org.cotflow.sweep.SweepProvenance;
import org.cotflow.sweep.TrialTable;

/**
 * What a sweep directory holds, as far as it can be read.
 *
 * @param name the last part of the directory's path
 * @param provenance by name; empty where there is none
 * @param remarks what is missing or damaged, one sentence each
 */
public record ReportedSweep(
    String name,
    Location location,
    StoredSweep stored,
    Map<String, String> provenance,
    List<String> remarks) {

  /** Reads a sweep directory. */
  public static ReportedSweep read(Location place) throws IOException {
    List<String> remarks = new ArrayList<>();
    StoredSweep stored =
        StoredSweep.read(place, damage -> remarks.add("Not read: " + damage + "."));
    if (stored.missingRuns() + stored.missingReferences() > 0) {
      remarks.add(
          "The sweep is not finished: "
              + Printable.count(stored.missingRuns(), "run")
              + (stored.missingReferences() == 0
                  ? ""
                  : " and " + Printable.count(stored.missingReferences(), "reference"))
              + " missing, and laws not fitted yet. The same command continues it.");
    }
    if (stored.runs().rows().isEmpty()) {
      remarks.add("The sweep has no finished run yet.");
    }
    remarks.addAll(withoutReference(stored.references()));
    return new ReportedSweep(
        ReportedRun.nameOf(place), place, stored, provenance(place, remarks), remarks);
  }

  /** References that did not come to their end, each once. */
  private static Set<String> withoutReference(TrialTable references) {
    Set<String> sentences = new LinkedHashSet<>();
    for (TrialTable.Row row : references.rows()) {
      if (!row.isDone()) {
        sentences.add(
            "Reference %s %s, so that its runs have no errors: %s."
                .formatted(row.index(), row.status(), row.reason()));
      }
    }
    return sentences;
  }

  private static Map<String, String> provenance(Location place, List<String> remarks) {
    try {
      Map<String, String> facts = new LinkedHashMap<>(SweepProvenance.read(place));
      List<CsvTable.Row> trials = CsvTable.read(place.resolve(SweepFiles.METRICS)).rows();
      if (!trials.isEmpty()) {
        DoubleStream seconds =
            trials.stream()
                .map(row -> row.number("seconds"))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue);
        facts.put("duration of its runs", Printable.duration(seconds.sum()));
      }
      return facts;
    } catch (IOException damaged) {
      remarks.add("Not read: " + damaged.getMessage() + ".");
      return Map.of();
    }
  }

  /** The configuration keys that have columns in runs.csv. */
  public List<String> keys() {
    return stored.runs().keys();
  }

  /** The keys that tell finished runs apart. */
  List<SweepKey> varyingKeys() {
    return SweepKey.of(keys(), lastRows());
  }

  /** How many runs have this status. */
  public int count(String status) {
    Set<Integer> runs = new TreeSet<>();
    for (TrialTable.Row row : stored.runs().rows()) {
      if (row.status().equals(status)) {
        runs.add(row.index());
      }
    }
    return runs.size();
  }

  /** Rows of finished runs at the last step of each. */
  List<TrialTable.Row> lastRows() {
    Map<Integer, TrialTable.Row> last = new LinkedHashMap<>();
    for (TrialTable.Row row : stored.runs().rows()) {
      if (row.isDone()) {
        last.merge(row.index(), row, (known, next) -> next.step() >= known.step() ? next : known);
      }
    }
    return List.copyOf(last.values());
  }
}
