package org.cotflow.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.EngineCounters;
import org.cotflow.run.snapshot.ResumePoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final List<HistoryColumn> COLUMNS = HistoryColumn.of(false);

  @TempDir Path directory;
  private Location run;
  private Path file;

  @BeforeEach
  void locate() {
    run = Locations.of(directory.toString());
    file = directory.resolve("history.csv");
  }

  private static HistoryRow row(int step) {
    Map<HistoryColumn, Number> numbers = new EnumMap<>(HistoryColumn.class);
    numbers.put(HistoryColumn.STEP, step);
    numbers.put(HistoryColumn.FLOW_TIME, step * 0.1);
    numbers.put(HistoryColumn.RISK, Math.sqrt(step));
    numbers.put(HistoryColumn.GRAD_NORM_SQ, 1e-300 / (step + 1));
    numbers.put(HistoryColumn.TRAIN_ACCURACY, step % 3 == 0 ? null : 0.1 * 3);
    numbers.put(HistoryColumn.SOLVER_EVALUATIONS, 16L * step);
    numbers.put(HistoryColumn.DISSIPATION, Double.MIN_VALUE);
    numbers.put(HistoryColumn.FULL_RISK, step / 7.0);
    if (step % 2 == 0) {
      numbers.put(HistoryColumn.TEST_R2, -1.0 / (step + 3));
    }
    numbers.put(HistoryColumn.WALL_SECONDS, step * 1.1);
    return new HistoryRow(numbers);
  }

  private static List<HistoryRow> rows(int count) {
    List<HistoryRow> rows = new ArrayList<>();
    for (int step = 0; step < count; step++) {
      rows.add(row(step));
    }
    return rows;
  }

  private void write(int count) throws IOException {
    try (StepTable<HistoryRow> writer = History.write(run, COLUMNS, null)) {
      for (HistoryRow row : rows(count)) {
        writer.append(row);
      }
      assertEquals(count, writer.rowCount());
    }
  }

  @Test
  void hasTheColumnsInOrder() throws IOException {
    write(1);
    List<String> lines = Files.readAllLines(file);
    assertEquals(
        "step,flow_time,risk,grad_norm_sq,train_accuracy,test_risk,test_accuracy,"
            + "solver_evaluations,dissipation,full_risk,train_r2,test_r2,residual,converged,"
            + "speed_integral,dissipation_integral,balance_defect,rejected_steps,pl_ratio,"
            + "lambda_min,pl_bound,wall_seconds",
        lines.get(0));
    assertEquals(
        "0,0.0,0.0,1.0E-300,,,,0,4.9E-324,0.0,,-0.3333333333333333,,,,,,,,,,0.0", lines.get(1));
    assertEquals(2, lines.size());
  }

  @Test
  void readsBackTheSameBits() throws IOException {
    write(20);
    History history = History.read(run);
    assertEquals(rows(20), history.rows());
  }

  @Test
  void everyColumnIsReadBack() throws IOException {
    Map<HistoryColumn, Number> numbers = new EnumMap<>(HistoryColumn.class);
    for (HistoryColumn column : HistoryColumn.values()) {
      numbers.put(column, column.parse(String.valueOf(column.ordinal())));
    }
    HistoryRow all = new HistoryRow(numbers);
    List<HistoryColumn> columns = HistoryColumn.of(true);
    try (StepTable<HistoryRow> writer = History.write(run, columns, null)) {
      writer.append(all);
    }
    assertEquals(List.of(all), History.read(run).rows());
    String header = Files.readAllLines(file).get(0);
    String validation = ",pl_bound,validation_risk,validation_accuracy,validation_r2,wall_seconds";
    assertTrue(header.endsWith(validation), header);
  }

  @Test
  void rowsAreThereAsSoonAsTheyAreAppended() throws IOException {
    try (StepTable<HistoryRow> writer = History.write(run, COLUMNS, null)) {
      for (int step = 0; step < 3; step++) {
        writer.append(row(step));
        assertEquals(rows(step + 1), History.read(run).rows());
      }
    }
  }

  @Test
  void resumeDropsLaterAndTornRows() throws IOException {
    write(10);
    byte[] undisturbed = Files.readAllBytes(file);
    Files.writeString(file, "10,1.0,0.5,0.", StandardOpenOption.APPEND);
    assertEquals(rows(10), History.read(run).rows());
    try (StepTable<HistoryRow> writer =
        History.write(run, COLUMNS, ResumePoint.of(5, 0.5, 6, 1.0))) {
      assertEquals(6, writer.rowCount());
      assertEquals(rows(6), History.read(run).rows());
      for (HistoryRow row : rows(10).subList(6, 10)) {
        writer.append(row);
      }
    }
    assertEquals(new String(undisturbed), Files.readString(file));
    assertFalse(Files.exists(directory.resolve(".history.csv.tmp")));
  }

  @Test
  void resumeNeedsTheRowsTheSnapshotCounts() throws IOException {
    write(3);
    ResumePoint point = ResumePoint.of(5, 0.5, 4, 1.0);
    String message =
        assertThrows(UserInputException.class, () -> History.write(run, COLUMNS, point))
            .getMessage();
    assertTrue(message.contains("has 3 rows, the snapshot of step 5 was taken after 4"), message);
    assertEquals(rows(3), History.read(run).rows());
  }

  @Test
  void rowsBeforeTheSnapshotAreEnoughAndMustBeTheSame() throws IOException {
    String digest;
    try (StepTable<HistoryRow> writer = History.write(run, COLUMNS, null)) {
      writer.append(row(0));
      writer.append(row(1));
      digest = writer.digest();
    }
    String whole = Files.readString(file);
    ResumePoint point = new ResumePoint(2, 0.2, 2, digest, 1.0, Map.of());
    Files.writeString(file, whole + "2,damaged\n\n7,\n");
    try (StepTable<HistoryRow> writer = History.write(run, COLUMNS, point)) {
      assertEquals(2, writer.rowCount());
      assertEquals(digest, writer.digest());
    }
    assertEquals(whole, Files.readString(file));
    Files.writeString(file, whole.replace("\n1,0.1,", "\n1,0.2,"));
    String message =
        assertThrows(UserInputException.class, () -> History.write(run, COLUMNS, point))
            .getMessage();
    assertTrue(message.contains("was changed before the snapshot of step 2"), message);
  }

  @Test
  void damagedLinesAreNamed() throws IOException {
    write(3);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(2, "1,0.1,abc");
    Files.write(file, lines);
    String message = assertThrows(IOException.class, () -> History.read(run)).getMessage();
    assertTrue(message.contains("history.csv line 3"), message);
  }

  @Test
  void aHistoryThatIsNotThereIsEmpty() throws IOException {
    assertEquals(List.of(), History.read(run).rows());
    Files.writeString(file, "step,flow_ti");
    assertEquals(List.of(), History.read(run).rows());
  }

  @Test
  void columnsOfOtherVersionsArePassedOver() throws IOException {
    Files.writeString(file, "step,flow_time,risk,later,wall_seconds\n0,0.0,0.5,7,1.0\n");
    HistoryRow row = History.read(run).rows().get(0);
    assertEquals(0.5, row.risk());
    assertNull(row.number(HistoryColumn.DISSIPATION));
    Files.writeString(file, "x,y\n0,1\n");
    String message = assertThrows(IOException.class, () -> History.read(run)).getMessage();
    assertTrue(message.contains("not the header of a history"), message);
  }

  @Test
  void metricsGoOnAtTheResumePoint() throws IOException {
    ResumePoint point = ResumePoint.of(3, 0.3, 0, 1.0);
    EngineCounters jobs = new EngineCounters(3, 0, 0);
    try (StepTable<MetricsRow> writer = metrics(null)) {
      for (int step = 1; step <= 4; step++) {
        writer.append(new MetricsRow(step, Double.NaN, step == 4 ? jobs : null, 8));
      }
    }
    try (StepTable<MetricsRow> writer = metrics(point)) {
      writer.append(new MetricsRow(3, 0.5, jobs, 9));
    }
    assertEquals(
        List.of(
            "step,seconds,jobs,bytes_broadcast,bytes_reduced,heap_bytes",
            "1,,,,,8",
            "2,,,,,8",
            "3,0.5,3,0,0,9"),
        Files.readAllLines(directory.resolve("metrics.csv")));
  }

  private StepTable<MetricsRow> metrics(ResumePoint point) throws IOException {
    return StepTable.open(run, RunFile.METRICS, MetricsRow.COLUMNS, point);
  }

  @Test
  void withoutFlushTheFileIsReplacedWholeWhenPersisted() throws IOException {
    Location store = new UnflushedLocation(run);
    try (StepTable<HistoryRow> writer = History.write(store, COLUMNS, null)) {
      writer.append(row(0));
      writer.append(row(1));
      assertEquals(List.of(), History.read(run).rows());
      writer.persist();
      assertEquals(rows(2), History.read(run).rows());
      writer.append(row(2));
      assertEquals(rows(2), History.read(run).rows());
    }
    assertEquals(rows(3), History.read(run).rows());
    try (StepTable<HistoryRow> writer =
        History.write(store, COLUMNS, ResumePoint.of(1, 0.1, 2, 0))) {
      assertEquals(rows(2), History.read(run).rows());
      writer.append(row(2));
    }
    assertEquals(rows(3), History.read(run).rows());
  }
}
