package org.cotflow.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.data.CellNumber;
import org.cotflow.format.Csv;
import org.cotflow.format.CsvTable;
import org.cotflow.format.parquet.ParquetTable;
import org.cotflow.format.parquet.ParquetTable.Column;
import org.cotflow.format.parquet.ParquetTable.Kind;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.TrialColumns;
import org.cotflow.sweep.trial.StepResult;
import org.cotflow.sweep.trial.TrialResult;

/**
 * The rows of runs.csv or references.csv, one per trial and step. There are no times among them, so
 * that the table is the same to the byte however the sweep was done.
 *
 * @param kind the first column: "run" or "reference"
 * @param keys the configuration keys that have columns, in order
 */
public record TrialTable(String kind, List<String> keys, List<Row> rows) {
  private static final String RUN = "run";
  private static final String REFERENCE = "reference";
  private static final String STATUS = "status";
  private static final String REASON = "reason";
  private static final String DIGEST = "measure_digest";

  public TrialTable {
    keys = List.copyOf(keys);
    rows = List.copyOf(rows);
  }

  /**
   * A trial at one step.
   *
   * @param index of the trial
   * @param cells the value of each key, as in the configuration
   * @param status a word of {@link TrialResult.Status}
   * @param reason why the trial did not come to its end; else empty
   * @param numbers by the columns of {@link TrialColumns#NUMBERS}, those that are known
   * @param measureDigest empty where the step was not reached
   */
  public record Row(
      int index,
      Map<String, String> cells,
      int step,
      String status,
      String reason,
      Map<String, Double> numbers,
      String measureDigest) {

    /** Whether the trial came to its end. */
    public boolean isDone() {
      return status.equals(Keyword.of(TrialResult.Status.DONE));
    }
  }

  static TrialTable ofRuns(Grid grid, Map<Integer, TrialResult> results) {
    List<Row> rows = new ArrayList<>();
    for (Grid.Run run : grid.runs()) {
      TrialResult result = results.get(run.index());
      if (result != null) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int c = 0; c < grid.columns().size(); c++) {
          cells.put(grid.columns().get(c), run.cells().get(c));
        }
        addRows(rows, run.index(), cells, result);
      }
    }
    return new TrialTable(RUN, grid.columns(), rows);
  }

  /** References or limits. */
  static TrialTable ofReferences(List<TrialResult> references) {
    List<Row> rows = new ArrayList<>();
    for (int index = 0; index < references.size(); index++) {
      addRows(rows, index, Map.of(), references.get(index));
    }
    return new TrialTable(REFERENCE, List.of(), rows);
  }

  private static void addRows(
      List<Row> rows, int index, Map<String, String> cells, TrialResult result) {
    for (StepResult step : result.steps()) {
      String digest = step.measureDigest() == null ? "" : step.measureDigest();
      rows.add(
          new Row(
              index,
              cells,
              step.step(),
              Keyword.of(result.status()),
              result.reason(),
              step.numbers(),
              digest));
    }
  }

  String text() {
    List<String> columns = new ArrayList<>(List.of(kind));
    columns.addAll(keys);
    columns.addAll(List.of(TrialColumns.STEP, STATUS, REASON));
    columns.addAll(TrialColumns.NUMBERS);
    columns.add(DIGEST);
    return Csv.table(columns, rows.stream().map(this::cells).toList());
  }

  private List<Object> cells(Row row) {
    List<Object> cells = new ArrayList<>(List.of(row.index()));
    keys.forEach(key -> cells.add(row.cells().get(key)));
    cells.addAll(List.of(row.step(), row.status(), row.reason()));
    TrialColumns.NUMBERS.forEach(column -> cells.add(row.numbers().get(column)));
    cells.add(row.measureDigest());
    return cells;
  }

  /**
   * Writes the same table as Parquet. A key whose values are all whole numbers, or all numbers, is
   * a column of such; other keys are texts.
   */
  void writeParquet(Location file) throws IOException {
    List<Column> columns = new ArrayList<>(List.of(new Column(kind, Kind.WHOLE)));
    List<Column> ofKeys = keys.stream().map(this::column).toList();
    columns.addAll(ofKeys);
    columns.add(new Column(TrialColumns.STEP, Kind.WHOLE));
    columns.addAll(List.of(new Column(STATUS, Kind.TEXT), new Column(REASON, Kind.TEXT)));
    TrialColumns.NUMBERS.forEach(name -> columns.add(new Column(name, Kind.NUMBER)));
    columns.add(new Column(DIGEST, Kind.TEXT));
    List<List<Object>> cells = rows.stream().map(this::cells).toList();
    for (List<Object> row : cells) {
      for (int k = 0; k < ofKeys.size(); k++) {
        row.set(1 + k, cell(ofKeys.get(k).kind(), (String) row.get(1 + k)));
      }
    }
    ParquetTable.write(file, columns, cells);
  }

  private Column column(String key) {
    List<String> cells = rows.stream().map(row -> row.cells().get(key)).toList();
    if (cells.stream().allMatch(cell -> cell.matches("-?[0-9]{1,18}"))) {
      return new Column(key, Kind.WHOLE);
    }
    boolean numbers = cells.stream().allMatch(cell -> CellNumber.of(cell).isPresent());
    return new Column(key, numbers ? Kind.NUMBER : Kind.TEXT);
  }

  private static Object cell(Kind kind, String text) {
    return switch (kind) {
      case WHOLE -> Long.valueOf(text);
      case NUMBER -> CellNumber.of(text).orElseThrow();
      case TEXT -> text;
    };
  }

  /** Reads either file back. */
  static TrialTable read(CsvTable table) {
    List<String> columns = table.columns();
    String kind = columns.isEmpty() ? RUN : columns.get(0);
    int step = columns.indexOf(TrialColumns.STEP);
    List<String> keys = step > 1 ? columns.subList(1, step) : List.of();
    return new TrialTable(
        kind, keys, table.rows().stream().map(row -> read(kind, keys, row)).toList());
  }

  private static Row read(String kind, List<String> keys, CsvTable.Row row) {
    Map<String, String> cells = new LinkedHashMap<>();
    keys.forEach(key -> cells.put(key, row.text(key)));
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String column : TrialColumns.NUMBERS) {
      Double number = row.number(column);
      if (number != null) {
        numbers.put(column, number);
      }
    }
    return new Row(
        whole(row, kind),
        cells,
        whole(row, TrialColumns.STEP),
        row.text(STATUS),
        row.text(REASON),
        numbers,
        row.text(DIGEST));
  }

  private static int whole(CsvTable.Row row, String column) {
    Double number = row.number(column);
    return number == null ? -1 : number.intValue();
  }
}
