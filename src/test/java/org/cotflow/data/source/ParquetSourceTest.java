package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.LabeledRows;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Specs;
import org.cotflow.data.column.FeatureEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSourceTest {
  private static final String COLUMNS =
      "message m { required double a; optional float b; required int32 c; required int64 d;"
          + " required boolean e; required binary kind (STRING); required double y; }";

  @TempDir Path temporary;

  private void write(
      Path file,
      String schema,
      CompressionCodecName codec,
      int rows,
      BiConsumer<Integer, Group> filler)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withCompressionCodec(codec)
            .withRowGroupSize(4096L)
            .build()) {
      for (int i = 0; i < rows; i++) {
        Group row = new SimpleGroup(type);
        filler.accept(i, row);
        writer.write(row);
      }
    }
  }

  private static void fill(int i, Group row) {
    row.append("a", 0.5 * i)
        .append("b", (float) i)
        .append("c", -i)
        .append("d", 1L << 40)
        .append("e", i % 2 == 0)
        .append("kind", i % 3 == 0 ? "red" : "blue")
        .append("y", 0.25 + i);
  }

  @Test
  void readsFlatNumbersOverRowGroups() throws IOException {
    Path file = temporary.resolve("data.parquet");
    write(file, COLUMNS, CompressionCodecName.SNAPPY, 2000, ParquetSourceTest::fill);
    PreparedData data =
        DataSources.prepare(
            Specs.columns("parquet:" + file, List.of(), List.of("a", "b", "c", "d", "e")));
    assertEquals(2000, data.train().count());
    for (int i = 0; i < 2000; i++) {
      assertArrayEquals(
          new double[] {0.5 * i, i, -i, 0x1p40, i % 2 == 0 ? 1 : 0},
          Arrays.copyOfRange(data.train().features(), 5 * i, 5 * i + 5));
      assertEquals(0.25 + i, data.train().targets()[i]);
    }
    PreparedData kinds =
        DataSources.prepare(Specs.columns("parquet:" + file, List.of("kind"), List.of("a")));
    assertEquals(List.of("blue", "red"), kinds.classNames());
    assertEquals(1.0, kinds.train().targets()[2 * 999 + 1]);
    assertEquals(1.0, kinds.train().targets()[2 * 1000]);
    FeatureRows rows = DataSources.featuresOnly(file.toString(), List.of("c", "a"));
    assertArrayEquals(new double[] {0, 0, -1, 0.5}, Arrays.copyOf(rows.values(), 4));
  }

  @Test
  void aTruthThatIsNullIsNone() throws IOException {
    Path file = temporary.resolve("gaps.parquet");
    write(
        file,
        "message m { required double a; optional double y; optional binary kind (STRING); }",
        CompressionCodecName.UNCOMPRESSED,
        2,
        (i, row) -> (i == 0 ? row : row.append("y", 3.0).append("kind", "red")).append("a", 1.0));
    NetworkColumns numbers =
        new NetworkColumns(
            FeatureEncoding.plain(List.of("a")), 1, List.of(), List.of("y"), false, null);
    LabeledRows rows = DataSources.labeled(file.toString(), numbers);
    assertArrayEquals(new double[] {Double.NaN, 3}, rows.targets());
    NetworkColumns classes =
        new NetworkColumns(
            FeatureEncoding.plain(List.of("a")),
            2,
            List.of("blue", "red"),
            List.of("kind"),
            false,
            null);
    assertArrayEquals(new int[] {1}, DataSources.labeled(file.toString(), classes).known());
  }

  @Test
  void readsTheReadablePartsOfADirectory() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("table"));
    for (int part = 2; part >= 0; part--) {
      int offset = 10 * part;
      write(
          directory.resolve("part-0000" + part),
          COLUMNS,
          CompressionCodecName.UNCOMPRESSED,
          10,
          (i, row) -> fill(offset + i, row));
    }
    Files.writeString(directory.resolve("_SUCCESS"), "");
    Files.writeString(directory.resolve(".part.crc"), "x");
    DataSpec spec = Specs.columns("parquet:" + directory, List.of("y"), List.of("c"));
    double[] features = DataSources.prepare(spec).train().features();
    assertEquals(30, features.length);
    for (int i = 0; i < 30; i++) {
      assertEquals(-i, features[i]);
    }
    write(
        directory.resolve("part-00003"),
        "message m { required double z; }",
        CompressionCodecName.UNCOMPRESSED,
        1,
        (i, row) -> row.append("z", 1.0));
    assertSaid(spec, "part-00003 has other columns");
  }

  @Test
  void saysWhichColumnIsWrong() throws IOException {
    Path file = temporary.resolve("data.parquet");
    write(file, COLUMNS, CompressionCodecName.UNCOMPRESSED, 9, ParquetSourceTest::fill);
    String source = "parquet:" + file;
    assertSaid(
        Specs.of(source),
        "row 1, column kind: \"red\" where a finite number is expected; set data.categories.kind");
    assertSaid(Specs.columns(source, List.of("u"), List.of()), "has no target column \"u\"");
    write(
        temporary.resolve("null.parquet"),
        "message m { optional double a; required double y; }",
        CompressionCodecName.UNCOMPRESSED,
        3,
        (i, row) -> (i == 1 ? row : row.append("a", 1.0)).append("y", 1.0));
    assertSaid(
        Specs.of("parquet:" + temporary.resolve("null.parquet")),
        "null.parquet row 2, column a: null where");
    write(
        temporary.resolve("nan.parquet"),
        "message m { optional double a; required float y; }",
        CompressionCodecName.UNCOMPRESSED,
        3,
        (i, row) -> row.append("a", 1.0).append("y", i == 2 ? Float.NaN : 1f));
    assertSaid(
        Specs.of("parquet:" + temporary.resolve("nan.parquet")), "row 3, column y: NaN where");
    write(
        temporary.resolve("time.parquet"),
        "message m { required int32 a (TIME(MILLIS,true)); required double y; }",
        CompressionCodecName.UNCOMPRESSED,
        1,
        (i, row) -> row.append("a", 1).append("y", 1.0));
    assertSaid(
        Specs.of("parquet:" + temporary.resolve("time.parquet")),
        "column a is of type \"int32 TIME(MILLIS,true)\"");
  }

  @Test
  void saysWhichFileIsWrong() throws IOException {
    Path file = temporary.resolve("data.parquet");
    assertSaid(Specs.of("parquet:" + file), "cannot read " + file + ": no such file");
    Files.writeString(file, "a,y\n1,2\n3,4\n5,6\n");
    assertSaid(Specs.of("parquet:" + file), file + " is not a Parquet file, or is truncated");
    write(
        temporary.resolve("whole.parquet"),
        COLUMNS,
        CompressionCodecName.UNCOMPRESSED,
        9,
        ParquetSourceTest::fill);
    byte[] whole = Files.readAllBytes(temporary.resolve("whole.parquet"));
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertSaid(Specs.of("parquet:" + file), file + " is not a Parquet file, or is truncated");
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    assertSaid(Specs.of("parquet:" + empty), "holds no rows");
  }

  private static void assertSaid(DataSpec spec, String expected) {
    String message =
        assertThrows(UserInputException.class, () -> DataSources.prepare(spec)).getMessage();
    assertTrue(message.contains(expected), message);
    assertEquals(1, message.lines().count(), message);
  }

  private void part(String name, String columns, BiConsumer<Integer, Group> filler)
      throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("parts"));
    Files.deleteIfExists(folder.resolve(name + ".parquet"));
    write(
        folder.resolve(name + ".parquet"),
        "message m { " + columns + " }",
        CompressionCodecName.UNCOMPRESSED,
        4,
        filler);
  }

  private PreparedData parts() {
    return DataSources.prepare(
        Specs.columns("parquet:" + temporary.resolve("parts"), List.of("y"), List.of("a", "b")));
  }

  @Test
  void partsMayHaveOtherOrdersAndFurtherColumns() throws IOException {
    part(
        "1",
        "required double a; required int32 b; required int32 y;",
        (i, row) -> row.append("a", 1.5).append("b", i).append("y", i % 2));
    part(
        "2",
        "required int64 y; required binary z (STRING); required double b; required float a;",
        (i, row) ->
            row.append("y", i % 2L).append("z", "text").append("b", 10.0 + i).append("a", 2.5f));
    PreparedData data = parts();
    assertEquals(8, data.train().count());
    assertArrayEquals(
        new double[] {1.5, 0, 1.5, 1, 1.5, 2, 1.5, 3, 2.5, 10, 2.5, 11, 2.5, 12, 2.5, 13},
        data.train().features());
    assertEquals(List.of("0", "1"), data.classNames());
  }

  @Test
  void partsThatDifferAreRefused() throws IOException {
    part(
        "1",
        "required double a; required int32 b; required int32 y;",
        (i, row) -> row.append("a", 1.5).append("b", i).append("y", i % 2));
    part(
        "2",
        "required double a; required int32 b; required binary y (STRING);",
        (i, row) -> row.append("a", 1.5).append("b", i).append("y", "red"));
    String message = assertThrows(UserInputException.class, this::parts).getMessage();
    assertTrue(
        message.endsWith(
            "2.parquet, column y holds text, and numbers in the parts before it; write all parts"
                + " with one type"),
        message);
    part("2", "required double a; required int32 y;", (i, r) -> r.append("a", 1.5).append("y", 1));
    message = assertThrows(UserInputException.class, this::parts).getMessage();
    assertTrue(
        message.contains("2.parquet has other columns than the parts before it: it has no b"),
        message);
    part(
        "2",
        "required double a; required binary b (STRING); required int32 y;",
        (i, row) -> row.append("a", 1.5).append("b", "x").append("y", 1));
    message = assertThrows(UserInputException.class, this::parts).getMessage();
    assertTrue(message.contains("2.parquet row 1, column b: \"x\" where a finite number"), message);
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    part(
        "1",
        "required double a; required int32 b; required binary y (STRING);",
        (i, row) ->
            row.append("a", 1.5)
                .append("b", i)
                .append(
                    "y",
                    org.apache.parquet.io.api.Binary.fromConstantByteArray(
                        new byte[] {'c', (byte) (0xE8 + i % 2)})));
    String message = assertThrows(UserInputException.class, this::parts).getMessage();
    assertTrue(message.contains("row 1, column y: text that is not UTF-8"), message);
  }
}
