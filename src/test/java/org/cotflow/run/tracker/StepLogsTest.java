package org.cotflow.run.tracker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cotflow.base.Locations;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.format.Json;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.store.History;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The logs hold the rows of the history, read back by code that shares nothing with the writers.
 */
class StepLogsTest {
  @TempDir Path directory;

  private void train(int steps, String log) throws IOException {
    Experiment experiment =
        ExperimentConfig.load(
            "gaussian",
            "output.dir=" + directory.resolve("run"),
            "output.log=" + log,
            "flow.steps=" + steps,
            "data.samples=20",
            "network.width=4",
            "network.depth=2");
    TrainingRun.start(RunProblem.of(experiment), EngineFactory.inProcess(1), RunMonitor.NONE);
  }

  private void resume(String... sets) throws IOException {
    TrainingRun.resume(
        Locations.of(directory.resolve("run").toString()),
        null,
        List.of(sets),
        experiment -> EngineFactory.inProcess(1),
        RunMonitor.NONE);
  }

  private List<HistoryRow> history() throws IOException {
    return History.read(Locations.of(directory.resolve("run").toString())).rows();
  }

  @Test
  void noneIsWrittenUnlessAskedFor() throws IOException {
    train(1, "[]");
    for (String name : List.of("tensorboard", "mlruns", "log.jsonl")) {
      assertFalse(Files.exists(directory.resolve("run").resolve(name)), name);
    }
  }

  @Test
  void allHoldTheHistoryAlsoWhereARunGoesOn() throws IOException {
    train(3, "[tensorboard, mlflow, jsonl]");
    requireLogs(history());
    resume("flow.steps=5");
    assertEquals(6, history().size());
    requireLogs(history());
  }

  @Test
  void aRunThatWasBegunWithoutTakesThemUp() throws IOException {
    train(2, "[]");
    resume("flow.steps=4", "output.log=[tensorboard, mlflow, jsonl]");
    requireLogs(history());
  }

  private void requireLogs(List<HistoryRow> rows) throws IOException {
    requireLines(rows);
    requireEvents(rows);
    requireStore(rows);
  }

  private void requireLines(List<HistoryRow> rows) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("run/log.jsonl"));
    assertEquals(rows.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      Json.Fields line = Json.parse(lines.get(i));
      assertEquals(rows.get(i).numbers().size(), line.values().size());
      assertEquals(rows.get(i).step(), line.number("step"));
      assertEquals(rows.get(i).risk(), line.number("risk"));
    }
  }

  private void requireEvents(List<HistoryRow> rows) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory.resolve("run/tensorboard"))) {
      files = found.toList();
    }
    assertEquals(1, files.size());
    assertTrue(files.get(0).getFileName().toString().startsWith("events.out.tfevents."));
    List<byte[]> events = records(Files.readAllBytes(files.get(0)));
    assertEquals(rows.size() + 1, events.size());
    Map<Integer, List<Object>> first = message(events.get(0));
    assertArrayEquals(
        "brain.Event:2".getBytes(StandardCharsets.UTF_8), (byte[]) first.get(3).get(0));
    for (int i = 0; i < rows.size(); i++) {
      Map<Integer, List<Object>> event = message(events.get(i + 1));
      assertEquals((long) rows.get(i).step(), event.get(2).get(0));
      double wall = Double.longBitsToDouble((Long) event.get(1).get(0));
      assertEquals(System.currentTimeMillis() / 1e3, wall, 600);
      Map<String, Float> scalars = new LinkedHashMap<>();
      for (Object value : message((byte[]) event.get(5).get(0)).get(1)) {
        Map<Integer, List<Object>> scalar = message((byte[]) value);
        scalars.put(
            new String((byte[]) scalar.get(1).get(0), StandardCharsets.UTF_8),
            Float.intBitsToFloat(((Long) scalar.get(2).get(0)).intValue()));
      }
      assertEquals(rows.get(i).numbers().size() - 1, scalars.size());
      assertEquals(rows.get(i).risk().floatValue(), scalars.get("risk"));
    }
  }

  private void requireStore(List<HistoryRow> rows) throws IOException {
    Path store = directory.resolve("run/mlruns");
    List<Path> runs = new ArrayList<>();
    try (Stream<Path> found = Files.walk(store)) {
      found.filter(path -> path.endsWith("meta.yaml")).sorted().forEach(runs::add);
    }
    assertEquals(2, runs.size());
    Path run = runs.get(0).getNameCount() > runs.get(1).getNameCount() ? runs.get(0) : runs.get(1);
    Json.Fields meta = Json.parse(Files.readString(run));
    assertEquals(3, meta.number("status"));
    assertEquals("run", meta.text("run_name"));
    assertEquals(run.getParent().getFileName().toString(), meta.text("run_id"));
    assertEquals(run.getParent().getParent().getFileName().toString(), meta.text("experiment_id"));
    assertEquals("4", Files.readString(run.resolveSibling("params/network.width")));
    for (HistoryColumn column : List.of(HistoryColumn.RISK, HistoryColumn.FLOW_TIME)) {
      List<String> lines = Files.readAllLines(run.resolveSibling("metrics/" + column.key()));
      assertEquals(rows.size(), lines.size());
      for (int i = 0; i < lines.size(); i++) {
        String[] parts = lines.get(i).split(" ");
        assertEquals(rows.get(i).number(column), Double.parseDouble(parts[1]));
        assertEquals(rows.get(i).step(), Integer.parseInt(parts[2]));
        assertEquals(System.currentTimeMillis(), Long.parseLong(parts[0]), 600_000);
      }
    }
  }

  /** The records of a file, each with both of its checksums right. */
  private static List<byte[]> records(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertEquals(masked(length), in.getInt());
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertEquals(masked(data), in.getInt());
      records.add(data);
    }
    return records;
  }

  @Test
  void theChecksumOfThisTestIsThatOfItsStandard() {
    assertEquals(0xe3069283, crc("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  private static int masked(byte[] data) {
    int crc = crc(data);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  /** CRC-32C bit by bit: polynomial 0x1EDC6F41, reflected. */
  private static int crc(byte[] data) {
    int crc = -1;
    for (byte next : data) {
      crc ^= next & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
      }
    }
    return ~crc;
  }

  /** The fields of a message of protocol buffers by their numbers. */
  private static Map<Integer, List<Object>> message(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, List<Object>> fields = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            case 5 -> (long) in.getInt();
            default -> throw new AssertionError("wire type " + (key & 7));
          };
      fields.computeIfAbsent((int) (key >>> 3), number -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
