package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.cotflow.base.RecordCopy;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.DataSpec.Task;
import org.cotflow.data.LabeledRows;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Specs;
import org.cotflow.data.column.ByColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells that can be read in two ways: the table is refused, or one note says what was done. */
class SaidTest {
  private static final long ODD = (1L << 53) + 1;

  @TempDir Path directory;

  private String csv(String rows) throws IOException {
    return "csv:"
        + Files.writeString(directory.resolve("data.csv"), rows.replace('|', '\n')).toString();
  }

  private Path parquet(String name, String columns, Object[]... rows) throws IOException {
    Path file = Files.createDirectories(directory.resolve("table")).resolve(name);
    MessageType type = MessageTypeParser.parseMessageType("message m { " + columns + " }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .build()) {
      for (Object[] cells : rows) {
        Group row = new SimpleGroup(type);
        for (int j = 0; j < cells.length; j++) {
          String column = type.getFieldName(j);
          if (cells[j] instanceof Integer value) {
            row.append(column, value);
          } else if (cells[j] instanceof Long value) {
            row.append(column, value);
          } else {
            row.append(column, (double) cells[j]);
          }
        }
        writer.write(row);
      }
    }
    return file;
  }

  private static PreparedData of(String source) {
    return DataSources.prepare(Specs.split(source, 0.0, 0));
  }

  private static PreparedData of(String source, Task task) {
    return DataSources.prepare(RecordCopy.with(Specs.split(source, 0.0, 0), "task", task));
  }

  private static String refusal(String source) {
    return assertThrows(UserInputException.class, () -> of(source)).getMessage();
  }

  @Test
  void datesAsTheTargetNeedATask() throws IOException {
    String source = csv("a,sold|1,2024-05-31|2,2024-06-01|3,2024-05-31|4,2024-06-01|");
    assertEquals(
        directory.resolve("data.csv")
            + ": the target sold holds dates: set data.task = classification if they are labels,"
            + " or data.task = regression to learn days since 1970-01-01",
        refusal(source));
    assertEquals(List.of("2024-05-31", "2024-06-01"), of(source, Task.CLASSIFICATION).classNames());
    PreparedData days = of(source, Task.REGRESSION);
    assertArrayEquals(new double[] {19874, 19875, 19874, 19875}, days.train().targets());
    assertEquals(List.of("the target sold in days since 1970-01-01"), days.notes());
    NetworkColumns columns =
        new NetworkColumns(days.encoding(), 1, List.of(), List.of("sold"), false, null);
    LabeledRows rows = DataSources.labeled(csv("a,sold|1,1970-01-02 12:00|"), columns);
    assertArrayEquals(new double[] {1.5}, rows.targets());
    assertEquals(days.notes(), rows.features().notes());
    String mixed = csv("a,sold|1,2024-05-31|2,7|");
    String message =
        assertThrows(UserInputException.class, () -> of(mixed, Task.REGRESSION)).getMessage();
    assertTrue(
        message.endsWith("line 3, column sold: \"7\" where a date such as 2024-05-31 is expected"),
        message);
  }

  @Test
  void datesOfParquetAsTheTargetNeedATask() throws IOException {
    String columns = "required double a; required int32 sold (DATE);";
    Object[][] rows = {{1.0, 19874}, {2.0, 19875}, {3.0, 19874}, {4.0, 19875}};
    String source = "parquet:" + parquet("a", columns, rows).getParent();
    assertTrue(
        refusal(source).endsWith("set data.task = regression to learn days since 1970-01-01"),
        refusal(source));
    PreparedData days = of(source, Task.REGRESSION);
    assertArrayEquals(new double[] {19874, 19875, 19874, 19875}, days.train().targets());
    assertEquals(List.of("the target sold in days since 1970-01-01"), days.notes());
    String message =
        assertThrows(UserInputException.class, () -> of(source, Task.CLASSIFICATION)).getMessage();
    assertTrue(message.contains("dates are labels of a classification only as text"), message);
    parquet("b", "required double a; required int32 sold;", new Object[] {1.0, 3});
    message =
        assertThrows(UserInputException.class, () -> of(source, Task.REGRESSION)).getMessage();
    assertTrue(
        message.endsWith(
            "b row 1, column sold: a finite number where a date such as 2024-05-31 is expected;"
                + " write all parts with one type"),
        message);
  }

  @Test
  void whatIsRoundedIsSaidWithItsPlace() throws IOException {
    String text =
        "id,tiny,y|9007199254740992,0,0.5|"
            + ODD
            + ",1e-400,9007199254740993|"
            + "-9007199254740995,0.0e-9,123456789012345678901|";
    PreparedData data = of(csv(text));
    String file = directory.resolve("data.csv").toString();
    assertEquals(
        List.of(
            "id: 2 cells are rounded to 64-bit numbers, first 9007199254740993 in "
                + file
                + " line 3",
            "tiny: 1 cells are rounded to 64-bit numbers, first 1e-400 in " + file + " line 3",
            "y: 2 cells are rounded to 64-bit numbers, first 9007199254740993 in "
                + file
                + " line 3"),
        data.notes());
    assertEquals(0x1p53, data.train().features()[2]);
    assertEquals(
        data.notes().subList(0, 2),
        DataSources.featuresOnly(csv(text), List.of("id", "tiny")).notes());
    assertEquals(List.of(), of(csv("a,y|123456789012345,0.5|0.1000000000000000055,1.5|")).notes());
  }

  @Test
  void integersOfParquetAreRoundedWithANoteOrKeptAsCategories() throws IOException {
    String columns = "required int64 id; required double y;";
    Object[][] rows = {{1L, 0.5}, {ODD, 1.5}, {-ODD, 2.5}, {ODD - 1, 3.5}};
    Path file = parquet("a", columns, rows);
    PreparedData data = of("parquet:" + file);
    assertEquals(
        List.of(
            "id: 2 cells are rounded to 64-bit numbers, first 9007199254740993 in "
                + file
                + " row 2"),
        data.notes());
    DataSpec spec = Specs.split("parquet:" + file, 0.0, 0);
    ByColumn oneHot = new ByColumn("error", new TreeMap<>(Map.of("id", "one-hot")));
    assertEquals(
        List.of("id=-9007199254740993", "id=1", "id=9007199254740992", "id=9007199254740993"),
        DataSources.prepare(RecordCopy.with(spec, "categories", oneHot)).featureNames());
  }

  @Test
  void zerosInFrontAreSaid() throws IOException {
    String rows = "zip,y|01067,0.5|10115,1.5|00501,-2.5|0.5,0|";
    PreparedData data = of(csv(rows));
    assertEquals(
        List.of(
            "zip: 2 cells are read as numbers, without leading zeros, first 01067 in "
                + directory.resolve("data.csv")
                + " line 2"),
        data.notes());
    DataSpec spec = Specs.split(csv(rows), 0.0, 0);
    ByColumn oneHot = new ByColumn("error", new TreeMap<>(Map.of("zip", "one-hot")));
    assertFalse(
        DataSources.prepare(RecordCopy.with(spec, "categories", oneHot))
            .notes()
            .toString()
            .contains("zeros"));
    String labels = of(csv("a,code|1,007|2,07|3,7|4,8|5,8|")).notes().toString();
    assertTrue(labels.contains("code: 2 cells are read as numbers, without leading"), labels);
    PreparedData texts = of(csv("a,code|1,007|2,x|3,007|4,x|"));
    assertEquals(List.of("007", "x"), texts.classNames());
    assertFalse(texts.notes().toString().contains("zeros"), texts.notes().toString());
  }

  private String npz(Map<String, byte[]> members) throws IOException {
    Path file = directory.resolve("data.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey() + ".npy"));
        zip.write(member.getValue());
      }
    }
    return "npz:" + file;
  }

  private static byte[] longs(String shape, boolean fortran, long... values) {
    String header =
        "{'descr': '<i8', 'fortran_order': %s, 'shape': %s}\n"
            .formatted(fortran ? "True" : "False", shape);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 8 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII));
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  @Test
  void integersOfNumpyAreRoundedWithANote() throws IOException {
    for (boolean fortran : new boolean[] {false, true}) {
      byte[] x = longs("(3, 2)", fortran, 0, 1, Long.MIN_VALUE, 1L << 60, ODD, Long.MAX_VALUE);
      List<String> notes = of(npz(Map.of("X", x, "Y", longs("(3,)", false, 1, 1, 5)))).notes();
      assertEquals(
          "X: 2 integers are rounded to 64-bit numbers, first in X["
              + (fortran ? "1, 1]" : "2, 0]"),
          notes.get(0));
    }
  }

  @Test
  void theTaskOfNumpyIsSaid() throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("X", longs("(4, 1)", false, 1, 2, 3, 4));
    arrays.put("y", longs("(4,)", false, 0, 1, 0, 1));
    arrays.put("X_val", longs("(1, 1)", false, 1));
    arrays.put("weights", longs("(1, 1)", false, 1));
    assertEquals(
        List.of(
            "not read: X_val",
            "data.task = classification is assumed: the target y holds 2 different whole numbers"),
        of(npz(arrays)).notes());
    arrays.put("y", longs("(4, 2)", false, 0, 1, 1, 0, 1, 0, 0, 1));
    List<String> notes = of(npz(arrays)).notes();
    assertTrue(
        notes.get(1).contains("each row of y0, ... is a single 1 among zeros"), notes.get(1));
    arrays.put("y", longs("(4, 2)", false, 0, 1, 1, 1, 1, 0, 0, 1));
    assertEquals(List.of("not read: X_val"), of(npz(arrays)).notes());
  }

  @Test
  void integersThatHardlyRepeatNeedATask() throws IOException {
    long[] ages = new long[30];
    for (int i = 0; i < ages.length; i++) {
      ages[i] = 3L * (i % 22);
    }
    Map<String, byte[]> arrays =
        Map.of("X", longs("(30, 1)", false, ages), "Y", longs("(30,)", false, ages));
    String source = npz(arrays);
    assertTrue(
        refusal(source)
            .endsWith(
                "target y: 22 different integers in 30 samples: set data.task = classification if"
                    + " they are labels, or data.task = regression if they are quantities"),
        refusal(source));
    assertEquals(22, of(source, Task.CLASSIFICATION).classNames().size());
    assertFalse(of(source, Task.REGRESSION).isClassification());
  }
}
