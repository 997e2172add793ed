package org.cotflow.format.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.cotflow.base.Locations;
import org.cotflow.format.parquet.ParquetTable.Column;
import org.cotflow.format.parquet.ParquetTable.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as Parquet's own reader sees them. */
public class ParquetTableTest {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("run", Kind.WHOLE),
          new Column("flow.step", Kind.NUMBER),
          new Column("reason", Kind.TEXT));

  @TempDir Path directory;

  private Path write(String name, List<List<Object>> rows) throws IOException {
    Path file = directory.resolve(name);
    ParquetTable.write(Locations.of(file.toString()), COLUMNS, rows);
    return file;
  }

  private static List<Group> read(Path file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void cellsAreReadAsTheyWereWritten() throws IOException {
    List<Group> rows =
        read(
            write(
                "rows.parquet",
                List.of(
                    Arrays.asList(Long.MAX_VALUE, 0.1, "größer"),
                    Arrays.asList(-7, null, ""),
                    Arrays.asList(null, Double.NaN, null))));
    assertEquals(3, rows.size());
    assertEquals(Long.MAX_VALUE, rows.get(0).getLong("run", 0));
    assertEquals(0.1, rows.get(0).getDouble("flow.step", 0));
    assertEquals("größer", rows.get(0).getString("reason", 0));
    assertEquals(-7, rows.get(1).getLong("run", 0));
    assertEquals(0, rows.get(1).getFieldRepetitionCount("flow.step"));
    assertEquals("", rows.get(1).getString("reason", 0));
    assertEquals(0, rows.get(2).getFieldRepetitionCount("run"));
    assertEquals(Double.NaN, rows.get(2).getDouble("flow.step", 0));
    assertEquals(0, rows.get(2).getFieldRepetitionCount("reason"));
  }

  @Test
  void encodingsAreInOrder() throws IOException {
    assertEncodingsAreInOrder(
        Files.readAllBytes(write("rows.parquet", List.of(Arrays.asList(1, 2.0, "x")))));
  }

  /** The order of a hash set of constants differs from process to process. */
  public static void assertEncodingsAreInOrder(byte[] file) throws IOException {
    int end = file.length - 8;
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(file, end - length, length));
    for (ColumnChunk column : footer.getRow_groups().get(0).getColumns()) {
      List<Encoding> encodings = column.getMeta_data().getEncodings();
      assertTrue(encodings.size() > 1, encodings.toString());
      assertEquals(encodings.stream().sorted().toList(), encodings);
    }
  }

  @Test
  void aTableWithoutRowsHasItsColumns() throws IOException {
    assertEquals(List.of(), read(write("none.parquet", List.of())));
  }

  @Test
  void theSameCellsAreTheSameBytesAndNothingElseIsLeft() throws IOException {
    List<List<Object>> rows = List.of(Arrays.asList(1, 2.0, "x"), Arrays.asList(2, null, "x"));
    Path one = write("one.parquet", rows);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(write("two.parquet", rows)));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of("one.parquet", "two.parquet"),
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.endsWith(".crc"))
              .sorted()
              .toList());
    }
  }
}
