package org.cotflow.format.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;
import org.cotflow.base.Location;

/**
 * Writes a table that fits into memory as one Parquet file with one row group. Every cell may be
 * empty. The same cells give the same bytes in every process.
 */
public final class ParquetTable {
  private static final int ROW_GROUP_BYTES = 128 << 20;

  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withPageWriteChecksumEnabled(true)
          .withSizeStatisticsEnabled(false)
          .build();

  private ParquetTable() {}

  /** What the cells of a column are. */
  public enum Kind {
    /** {@link Long} or {@link Integer}. */
    WHOLE,
    /** {@link Double}. */
    NUMBER,
    /** {@link String}. */
    TEXT
  }

  /** A column. */
  public record Column(String name, Kind kind) {}

  /**
   * Writes a file, whole or not at all.
   *
   * @param rows a cell for each column, null where there is none
   */
  public static void write(Location file, List<Column> columns, List<List<Object>> rows)
      throws IOException {
    MessageType schema = schema(columns);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ParquetFileWriter writer =
        new ReproducibleFileWriter(bytes, schema, ROW_GROUP_BYTES, PROPERTIES)) {
      writer.start();
      if (!rows.isEmpty()) {
        writeGroup(writer, schema, columns, rows);
      }
      writer.end(Map.of());
    }
    file.replace(bytes.toByteArray());
  }

  private static MessageType schema(List<Column> columns) {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    for (Column column : columns) {
      switch (column.kind()) {
        case WHOLE -> schema.optional(INT64).named(column.name());
        case NUMBER -> schema.optional(DOUBLE).named(column.name());
        case TEXT -> schema.optional(BINARY).as(stringType()).named(column.name());
      }
    }
    return schema.named("table");
  }

  private static void writeGroup(
      ParquetFileWriter writer, MessageType schema, List<Column> columns, List<List<Object>> rows)
      throws IOException {
    try (ColumnChunkPageWriteStore pages =
            new ColumnChunkPageWriteStore(
                new Uncompressed(),
                schema,
                HeapByteBufferAllocator.getInstance(),
                PROPERTIES.getColumnIndexTruncateLength(),
                PROPERTIES.getPageWriteChecksumEnabled());
        ColumnWriteStore store = PROPERTIES.newColumnWriteStore(schema, pages)) {
      List<ColumnWriter> writers =
          schema.getColumns().stream().map(store::getColumnWriter).toList();
      for (List<Object> row : rows) {
        for (int c = 0; c < columns.size(); c++) {
          write(writers.get(c), columns.get(c).kind(), row.get(c));
        }
        store.endRecord();
      }
      writer.startBlock(rows.size());
      store.flush();
      pages.flushToFileWriter(writer);
      writer.endBlock();
    }
  }

  private static void write(ColumnWriter column, Kind kind, Object cell) {
    if (cell == null) {
      column.writeNull(0, 0);
      return;
    }
    switch (kind) {
      case WHOLE -> column.write(((Number) cell).longValue(), 0, 1);
      case NUMBER -> column.write((double) cell, 0, 1);
      case TEXT -> column.write(Binary.fromString((String) cell), 0, 1);
    }
  }
}
