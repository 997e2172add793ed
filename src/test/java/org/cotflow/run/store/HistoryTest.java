package org.cotflow.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.run.snapshot.ResumePoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final List<String> FURTHER = List.of("full_risk", "test_r2");

  @TempDir Path directory;
  private Location run;
  private Path file;

  @BeforeEach
  void locate() {
    run = Locations.of(directory.toString());
    file = directory.resolve("history.csv");
  }

  private static HistoryRow row(int step) {
    Map<String, Double> further = new LinkedHashMap<>();
    further.put("full_risk", step / 7.0);
    if (step % 2 == 0) {
      further.put("test_r2", -1.0 / (step + 3));
    }
    return new HistoryRow(
        step,
        step * 0.1,
        Math.sqrt(step),
        1e-300 / (step + 1),
        step % 3 == 0 ? null : 0.1 * 3,
        null,
        null,
        16L * step,
        Double.MIN_VALUE,
        further,
        step * 1.1);
  }

  private static List<HistoryRow> rows(int count) {
    List<HistoryRow> rows = new ArrayList<>();
    for (int step = 0; step < count; step++) {
      rows.add(row(step));
    }
    return rows;
  }

  private void write(int count) throws IOException {
    try (HistoryWriter writer = HistoryWriter.start(run, FURTHER)) {
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
            + "solver_evaluations,dissipation,full_risk,test_r2,wall_seconds",
        lines.get(0));
    assertEquals("0,0.0,0.0,1.0E-300,,,,0,4.9E-324,0.0,-0.3333333333333333,0.0", lines.get(1));
    assertEquals(2, lines.size());
  }

  @Test
  void readsBackTheSameBits() throws IOException {
    write(20);
    History history = History.read(run);
    assertEquals(FURTHER, history.furtherColumns());
    assertEquals(rows(20), history.rows());
  }

  @Test
  void rowsAreThereAsSoonAsTheyAreAppended() throws IOException {
    try (HistoryWriter writer = HistoryWriter.start(run, FURTHER)) {
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
    try (HistoryWriter writer =
        HistoryWriter.resume(run, FURTHER, ResumePoint.of(5, 0.5, 6, 1.0))) {
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
        assertThrows(IOException.class, () -> HistoryWriter.resume(run, FURTHER, point))
            .getMessage();
    assertTrue(message.endsWith("has 3 rows, the snapshot of step 5 was taken after 4"), message);
    assertEquals(rows(3), History.read(run).rows());
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
  void quantitiesNeedColumns() throws IOException {
    try (HistoryWriter writer = HistoryWriter.start(run, List.of("full_risk"))) {
      assertThrows(IllegalArgumentException.class, () -> writer.append(row(2)));
    }
    assertThrows(IllegalArgumentException.class, () -> HistoryWriter.start(run, List.of("risk")));
    assertThrows(IllegalArgumentException.class, () -> HistoryWriter.start(run, List.of("a,b")));
  }

  @Test
  void metricsGoOnAfterTheResumePoint() throws IOException {
    List<String> columns = List.of("seconds", "jobs");
    try (MetricsWriter writer = MetricsWriter.start(run, columns)) {
      for (int step = 1; step <= 4; step++) {
        writer.append(step, Map.of("jobs", step * 3));
      }
      assertThrows(IllegalArgumentException.class, () -> writer.append(5, Map.of("bytes", 1)));
    }
    try (MetricsWriter writer = MetricsWriter.resume(run, columns, 2)) {
      writer.append(3, Map.of("seconds", 0.5, "jobs", 1));
    }
    assertEquals(
        List.of("step,seconds,jobs", "1,,3", "2,,6", "3,0.5,1"),
        Files.readAllLines(directory.resolve("metrics.csv")));
  }

  @Test
  void withoutFlushTheFileIsReplacedWholeWhenPersisted() throws IOException {
    Location store = new UnflushedLocation(run);
    try (HistoryWriter writer = HistoryWriter.start(store, FURTHER)) {
      writer.append(row(0));
      writer.append(row(1));
      assertEquals(List.of(), History.read(run).rows());
      writer.persist();
      assertEquals(rows(2), History.read(run).rows());
      writer.append(row(2));
      assertEquals(rows(2), History.read(run).rows());
    }
    assertEquals(rows(3), History.read(run).rows());
    try (HistoryWriter writer =
        HistoryWriter.resume(store, FURTHER, ResumePoint.of(1, 0.1, 2, 0))) {
      assertEquals(rows(2), History.read(run).rows());
      writer.append(row(2));
    }
    assertEquals(rows(3), History.read(run).rows());
  }
}
