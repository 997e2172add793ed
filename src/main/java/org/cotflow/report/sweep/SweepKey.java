package org.cotflow.report.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.report.chart.Numbers;
import org.cotflow.sweep.TrialTable;

/**
 * A configuration key that takes several values in a sweep.
 *
 * @param values as they stand in runs.csv: numbers ascending, words in the order of the runs
 * @param isNumeric whether all values are numbers
 */
record SweepKey(String name, List<String> values, boolean isNumeric) {
  private static final List<String> PREFERRED = List.of("network.depth", "network.width");

  /**
   * The keys that tell runs apart: depth and width first, then other numbers, then words. Left out
   * are seeds, whose runs are replicas, and keys whose values follow from an earlier key's.
   */
  static List<SweepKey> of(List<String> names, List<TrialTable.Row> rows) {
    List<SweepKey> varying = new ArrayList<>();
    for (String name : names) {
      SweepKey key = of(name, rows);
      if (!name.endsWith("seed") && key.values().size() > 1) {
        varying.add(key);
      }
    }
    varying.sort(Comparator.comparing(SweepKey::rank));
    List<SweepKey> independent = new ArrayList<>();
    for (SweepKey key : varying) {
      if (independent.stream().noneMatch(earlier -> earlier.determines(key, rows))) {
        independent.add(key);
      }
    }
    return independent;
  }

  private static SweepKey of(String name, List<TrialTable.Row> rows) {
    Set<String> values = new LinkedHashSet<>();
    boolean numeric = true;
    for (TrialTable.Row row : rows) {
      String value = row.cells().get(name);
      if (values.add(value)) {
        numeric &= isNumber(value);
      }
    }
    List<String> ordered = new ArrayList<>(values);
    if (numeric) {
      ordered.sort(Comparator.comparing(Double::valueOf));
    }
    return new SweepKey(name, List.copyOf(ordered), numeric);
  }

  private static boolean isNumber(String text) {
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException word) {
      return false;
    }
  }

  private int rank() {
    int preferred = PREFERRED.indexOf(name);
    return preferred >= 0 ? preferred : isNumeric ? 2 : 3;
  }

  private boolean determines(SweepKey other, List<TrialTable.Row> rows) {
    Map<String, String> seen = new HashMap<>();
    for (TrialTable.Row row : rows) {
      String known = seen.putIfAbsent(row.cells().get(name), row.cells().get(other.name));
      if (known != null && !known.equals(row.cells().get(other.name))) {
        return false;
      }
    }
    return true;
  }

  /** A value for readers. */
  String shown(String value) {
    return isNumeric ? Numbers.brief(Double.parseDouble(value), 4) : value;
  }
}
