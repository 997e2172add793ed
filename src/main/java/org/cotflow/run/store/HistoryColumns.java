package org.cotflow.run.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of history.csv: fixed ones, the further ones of this run, wall_seconds.
 *
 * @param further names of the further columns
 */
record HistoryColumns(List<String> further) {
  private static final List<String> FIXED =
      List.of(
          "step",
          "flow_time",
          "risk",
          "grad_norm_sq",
          "train_accuracy",
          "test_risk",
          "test_accuracy",
          "solver_evaluations",
          "dissipation");
  private static final String LAST = "wall_seconds";

  HistoryColumns {
    further = List.copyOf(further);
    for (String name : further) {
      if (!name.matches("[a-z0-9_]+") || FIXED.contains(name) || name.equals(LAST)) {
        throw new IllegalArgumentException("not a name for a further column: " + name);
      }
    }
  }

  /**
   * @throws IllegalArgumentException if the line is not the header of a history
   */
  static HistoryColumns ofHeader(String header) {
    List<String> names = Arrays.asList(header.split(",", -1));
    int end = names.size() - 1;
    if (end < FIXED.size()
        || !names.subList(0, FIXED.size()).equals(FIXED)
        || !names.get(end).equals(LAST)) {
      throw new IllegalArgumentException("the first line is not the header of a history");
    }
    return new HistoryColumns(names.subList(FIXED.size(), end));
  }

  String header() {
    List<String> names = new ArrayList<>(FIXED);
    names.addAll(further);
    names.add(LAST);
    return String.join(",", names);
  }

  /**
   * A row as a line; columns that the row lacks are empty.
   *
   * @throws IllegalArgumentException if the row has a quantity without a column
   */
  String line(HistoryRow row) {
    if (!further.containsAll(row.further().keySet())) {
      throw new IllegalArgumentException(
          "history has the further columns " + further + ", the row " + row.further().keySet());
    }
    List<String> cells = new ArrayList<>();
    cells.add(String.valueOf(row.step()));
    cells.add(Double.toString(row.flowTime()));
    cells.add(cell(row.risk()));
    cells.add(cell(row.gradNormSquared()));
    cells.add(cell(row.trainAccuracy()));
    cells.add(cell(row.testRisk()));
    cells.add(cell(row.testAccuracy()));
    cells.add(cell(row.solverEvaluations()));
    cells.add(cell(row.dissipation()));
    further.forEach(name -> cells.add(cell(row.further().get(name))));
    cells.add(Double.toString(row.wallSeconds()));
    return String.join(",", cells);
  }

  private static String cell(Number value) {
    return value == null ? "" : value.toString();
  }

  /**
   * @throws IllegalArgumentException if the line has another number of cells, or a cell is not a
   *     number
   */
  HistoryRow row(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != FIXED.size() + further.size() + 1) {
      throw new IllegalArgumentException(cells.length + " cells");
    }
    Map<String, Double> quantities = new LinkedHashMap<>();
    for (int i = 0; i < further.size(); i++) {
      Double value = number(cells[FIXED.size() + i]);
      if (value != null) {
        quantities.put(further.get(i), value);
      }
    }
    return new HistoryRow(
        Integer.parseInt(cells[0]),
        Double.parseDouble(cells[1]),
        number(cells[2]),
        number(cells[3]),
        number(cells[4]),
        number(cells[5]),
        number(cells[6]),
        cells[7].isEmpty() ? null : Long.valueOf(cells[7]),
        number(cells[8]),
        quantities,
        Double.parseDouble(cells[cells.length - 1]));
  }

  private static Double number(String cell) {
    return cell.isEmpty() ? null : Double.valueOf(cell);
  }
}
