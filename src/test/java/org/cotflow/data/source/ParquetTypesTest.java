package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.cotflow.base.RecordCopy;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Specs;
import org.cotflow.data.column.ByColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types of Parquet columns, and columns in the names of directories. */
class ParquetTypesTest {
  private static final String LIST =
      "optional group x (LIST) { repeated group list { optional double element; } }";

  /** As Spark 4 writes a column of ml.linalg.Vector. */
  private static final String VECTOR =
      "optional group x { required int32 type (INTEGER(8,true)); optional int32 size;"
          + " optional group indices (LIST) { repeated group list { required int32 element; } }"
          + " optional group values (LIST) { repeated group list { required double element; } } }";

  @TempDir Path directory;

  private String write(String name, String columns, int rows, BiConsumer<Integer, Group> filler)
      throws IOException {
    Path file = directory.resolve("table").resolve(name);
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    MessageType type = MessageTypeParser.parseMessageType("message m { " + columns + " }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .build()) {
      for (int i = 0; i < rows; i++) {
        Group row = new SimpleGroup(type);
        filler.accept(i, row);
        writer.write(row);
      }
    }
    return "parquet:" + file.getParent();
  }

  private static PreparedData read(String source) {
    return DataSources.prepare(Specs.columns(source, List.of("y"), List.of()));
  }

  private static String refusal(String source) {
    return assertThrows(UserInputException.class, () -> read(source)).getMessage();
  }

  private double feature(String type, BiConsumer<Integer, Group> filler) throws IOException {
    String source =
        write(
            "a",
            type + " required double y;",
            1,
            (i, row) -> {
              filler.accept(i, row);
              row.append("y", 0.5);
            });
    return read(source).train().features()[0];
  }

  private static Binary bytes(int length, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(values[0]).putInt((int) values[1]);
    return Binary.fromConstantByteArray(bytes.array());
  }

  @Test
  void decimalsAreRoundedOnce() throws IOException {
    assertEquals(
        -12.34, feature("required int32 a (DECIMAL(9,2));", (i, r) -> r.append("a", -1234)));
    assertEquals(
        1234567890123.45,
        feature("required int64 a (DECIMAL(18,2));", (i, r) -> r.append("a", 123456789012345L)));
    BigDecimal large = new BigDecimal("-12345678901234567890.1234567891");
    Binary unscaled = Binary.fromConstantByteArray(large.unscaledValue().toByteArray());
    assertEquals(
        -12345678901234567890.1234567891,
        feature("optional binary a (DECIMAL(38,10));", (i, r) -> r.append("a", unscaled)));
  }

  @Test
  void datesAndMomentsAreDays() throws IOException {
    assertEquals(-1, feature("required int32 a (DATE);", (i, r) -> r.append("a", -1)));
    assertEquals(
        19874.5,
        feature(
            "required int64 a (TIMESTAMP(MICROS,true));",
            (i, r) -> r.append("a", 19874_500_000L * 86400)));
    assertEquals(
        -0.25,
        feature(
            "required int64 a (TIMESTAMP(MILLIS,false));",
            (i, r) -> r.append("a", -86_400_000L / 4)));
    assertEquals(
        1.75,
        feature(
            "required int64 a (TIMESTAMP(NANOS,true));",
            (i, r) -> r.append("a", 86_400_000_000_000L / 4 * 7)));
    assertEquals(
        1.5,
        feature(
            "required int96 a;",
            (i, r) -> r.append("a", bytes(12, 43_200_000_000_000L, 2_440_589))));
  }

  @Test
  void otherNumbers() throws IOException {
    assertEquals(
        -1.5,
        feature(
            "required fixed_len_byte_array(2) a (FLOAT16);",
            (i, r) -> r.append("a", Binary.fromConstantByteArray(new byte[] {0, (byte) 0xBE}))));
    assertEquals(1.0, feature("optional boolean a;", (i, r) -> r.append("a", true)));
    assertEquals(
        0xFFFFFFFFL, feature("required int32 a (INTEGER(32,false));", (i, r) -> r.append("a", -1)));
  }

  @Test
  void aListOfAFixedLengthIsSeveralFeatures() throws IOException {
    BiConsumer<Integer, Group> filler =
        (i, row) -> {
          Group list = row.append("y", 0.5).addGroup("x");
          for (int j = 0; j < 3; j++) {
            list.addGroup("list").append("element", 10.0 * i + j);
          }
        };
    String columns = "required double y; " + LIST;
    PreparedData data = read(write("a", columns, 2, filler));
    assertEquals(List.of("x_0", "x_1", "x_2"), data.featureNames());
    assertArrayEquals(new double[] {0, 1, 2, 10, 11, 12}, data.train().features());
    assertEquals(List.of("x is read as 3 columns x_0, ..."), data.notes());
    // Two levels, and no annotation at all, as older writers have it.
    BiConsumer<Integer, Group> two =
        (i, row) -> {
          Group list = row.append("y", 0.5).addGroup("x");
          list.append("array", 5f).append("array", 6f).append("array", 7f);
        };
    data =
        read(
            write(
                "b",
                "required double y; required group x (LIST) { repeated float array; }",
                1,
                two));
    assertArrayEquals(new double[] {0, 1, 2, 10, 11, 12, 5, 6, 7}, data.train().features());
    data =
        read(
            write(
                "b",
                "required double y; repeated int32 x;",
                1,
                (i, row) -> row.append("y", 1.0).append("x", 5).append("x", 6).append("x", 7)));
    assertArrayEquals(new double[] {0, 1, 2, 10, 11, 12, 5, 6, 7}, data.train().features());
  }

  @Test
  void aListIsNamedByItsField() throws IOException {
    BiConsumer<Integer, Group> filler =
        (i, row) -> {
          Group list = row.append("id", 7.0 + i).addGroup("x");
          list.addGroup("list").append("element", 10.0 * i);
          if (i == 0) {
            list.addGroup("list").append("element", 1.0);
          } else {
            list.addGroup("list");
          }
          row.append("y", 0.5);
        };
    String source = write("a", "required double id; " + LIST + " required double y;", 2, filler);
    DataSpec spec = Specs.columns(source, List.of("y"), List.of("x"));
    ByColumn missing = ByColumn.all("-1");
    PreparedData data = DataSources.prepare(RecordCopy.with(spec, "missing", missing));
    assertEquals(List.of("x_0", "x_1"), data.featureNames());
    assertArrayEquals(new double[] {0, 1, 10, -1}, data.train().features());
    DataSpec outputs = Specs.columns(source, List.of("x"), List.of("id"));
    String message =
        assertThrows(UserInputException.class, () -> DataSources.prepare(outputs)).getMessage();
    assertTrue(message.contains("column x_1: null"), message);
    DataSpec wrong = Specs.columns(source, List.of("y"), List.of("x", "x_1"));
    message = assertThrows(UserInputException.class, () -> DataSources.prepare(wrong)).getMessage();
    assertTrue(message.contains("x_1 is named twice"), message);
  }

  @Test
  void listsOfOtherLengthsAreRefused() throws IOException {
    String columns = "required double y; " + LIST;
    for (int size : new int[] {0, 1, 3}) {
      String source =
          write(
              "a",
              columns,
              2,
              (i, row) -> {
                Group list = row.append("y", 0.5).addGroup("x");
                for (int j = 0; j < (i == 0 ? 2 : size); j++) {
                  list.addGroup("list").append("element", 1.0);
                }
              });
      String message = refusal(source);
      assertTrue(message.contains("a row 2, column x_"), message);
      assertTrue(
          message.contains(
              size == 0 ? "null" : size == 1 ? "only 1 values" : "more values than the 2"),
          message);
    }
    String source =
        write(
            "a",
            columns,
            1,
            (i, row) -> {
              Group list = row.append("y", 0.5).addGroup("x");
              list.addGroup("list");
              list.addGroup("list").append("element", 1.0);
            });
    assertTrue(refusal(source).contains("a row 1, column x_0: null where"), refusal(source));
  }

  private static void vector(Group row, int type, Integer size, int[] indices, double... values) {
    Group vector = row.addGroup("x").append("type", type);
    if (size != null) {
      vector.append("size", size);
    }
    if (indices != null) {
      Group list = vector.addGroup("indices");
      Arrays.stream(indices).forEach(k -> list.addGroup("list").append("element", k));
    }
    Group list = vector.addGroup("values");
    Arrays.stream(values).forEach(v -> list.addGroup("list").append("element", v));
  }

  @Test
  void vectorsOfSparkAreSeveralFeatures() throws IOException {
    String columns = VECTOR + " required double y;";
    String source =
        write(
            "a",
            columns,
            3,
            (i, row) -> {
              switch (i) {
                case 0 -> vector(row, 0, 3, new int[] {2}, 7.0);
                case 1 -> vector(row, 1, null, null, 1, 2, 3);
                default -> vector(row, 0, 3, new int[0]);
              }
              row.append("y", 0.5);
            });
    PreparedData data = read(source);
    assertEquals(List.of("x_0", "x_1", "x_2"), data.featureNames());
    assertArrayEquals(new double[] {0, 0, 7, 1, 2, 3, 0, 0, 0}, data.train().features());
    write("b", columns, 1, (i, row) -> row.append("y", 1.0));
    assertTrue(refusal(source).contains("b row 1, column x_0: null where"));
    write(
        "b",
        columns,
        1,
        (i, row) -> {
          vector(row, 1, null, null, 1, 2);
          row.append("y", 1.0);
        });
    assertTrue(refusal(source).contains("a vector of size 2, and 3 in the first row,"));
    write(
        "b",
        columns,
        1,
        (i, row) -> {
          vector(row, 0, 3, new int[] {3}, 1);
          row.append("y", 1.0);
        });
    assertTrue(refusal(source).contains("a vector with the index 3 and size 3"), refusal(source));
  }

  @Test
  void binaryIsTextIfItIsUtf8() throws IOException {
    String columns = "required double a; required binary y;";
    String source =
        write(
            "a",
            columns,
            2,
            (i, row) -> row.append("a", 1.0).append("y", Binary.fromString("caf\u00e9" + i)));
    assertEquals(List.of("caf\u00e90", "caf\u00e91"), read(source).classNames());
    write(
        "a",
        columns,
        1,
        (i, row) ->
            row.append("a", 1.0)
                .append("y", Binary.fromConstantByteArray(new byte[] {(byte) 0xE9})));
    assertTrue(refusal(source).contains("row 1, column y: text that is not UTF-8"));
  }

  @Test
  void structuresAreRefusedOnlyWhereTheyAreNeeded() throws IOException {
    String source =
        write(
            "a",
            "required group s { required double t; } required double a; required double y;",
            1,
            (i, row) -> {
              row.addGroup("s").append("t", 1.0);
              row.append("a", 1.0).append("y", 2.0);
            });
    assertTrue(refusal(source).contains("column s is of type \"a structure\""), refusal(source));
    DataSpec spec = Specs.columns(source, List.of("y"), List.of("a"));
    assertArrayEquals(new double[] {1}, DataSources.prepare(spec).train().features());
  }

  @Test
  void partitionsAreColumns() throws IOException {
    String columns = "required double a; required double y;";
    BiConsumer<Integer, Group> filler = (i, row) -> row.append("a", 1.0 + i).append("y", 0.5);
    write("year=2024/city=A%2FB %3D/part-0", columns, 1, filler);
    write("year=2023/city=Bonn/part-0", columns, 2, filler);
    String source = "parquet:" + directory.resolve("table");
    DataSpec spec = Specs.columns(source, List.of("a"), List.of("year", "y"));
    PreparedData data = DataSources.prepare(spec);
    assertArrayEquals(new double[] {2023, .5, 2023, .5, 2024, .5}, data.train().features());
    assertEquals("the directories' names are read as the columns year, city", data.notes().get(0));
    assertTrue(
        refusal(source).contains("city=Bonn/part-0 row 1, column city: \"Bonn\" where"),
        refusal(source));
    assertEquals(
        2,
        DataSources.prepare(Specs.columns(source, List.of("city"), List.of("a")))
            .classNames()
            .size());
    assertEquals(
        2,
        DataSources.prepare(
                Specs.columns(source + "/year=2*3/*", List.of("a"), List.of("year", "y")))
            .train()
            .count());
    write("year=__HIVE_DEFAULT_PARTITION__/city=x/part-0", columns, 1, filler);
    String message =
        assertThrows(UserInputException.class, () -> DataSources.prepare(spec)).getMessage();
    assertTrue(message.contains("row 1, column year: null where"), message);
    write("part-0", columns, 1, filler);
    assertTrue(refusal(source).contains("has other partition columns than"), refusal(source));
  }
}
