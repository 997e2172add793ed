package org.cotflow.run.snapshot;

import java.io.IOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.cotflow.base.Location;
import org.cotflow.format.parquet.ReproducibleFileWriter;
import org.cotflow.format.parquet.Uncompressed;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.snapshot.ParticleSchema.Field;

/**
 * Writes particles into one Parquet part file, column by column through Parquet's column writers.
 *
 * <p>A row group holds about {@value #ROW_GROUP_BYTES} bytes, which bounds the memory; its number
 * of rows depends on the largest p alone, so the same particles always give the same bytes.
 */
final class ParticleFileWriter {
  /** The approximate size of a row group in memory and on disk. */
  static final int ROW_GROUP_BYTES = 8 << 20;

  private static final int PAGE_BYTES = 1 << 20;

  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withPageSize(PAGE_BYTES)
          .withDictionaryEncoding(false)
          .withDictionaryEncoding("layer", true)
          .withPageWriteChecksumEnabled(true)
          .withStatisticsEnabled(false)
          .withStatisticsEnabled("layer", true)
          .withStatisticsEnabled("particle", true)
          .withSizeStatisticsEnabled(false)
          .build();

  private final ParquetFileWriter file;
  private final ParticleSchema schema;
  private final long groupRows;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore columns;
  private ColumnWriter layer;
  private ColumnWriter particle;
  private ColumnWriter[] parts;
  private long rowsInGroup;
  private long rows;

  private ParticleFileWriter(ParquetFileWriter file, ParticleSchema schema, MeasureShape shape) {
    this.file = file;
    this.schema = schema;
    this.groupRows = rowsPerGroup(shape);
  }

  static long rowsPerGroup(MeasureShape shape) {
    return Math.max(1, ROW_GROUP_BYTES / (8L * shape.largestSize() + 8));
  }

  /**
   * Writes all blocks.
   *
   * @param shape of the measure that they belong to
   * @param digest given every byte of the file
   * @return the number of rows
   */
  static long write(
      Location location, MeasureShape shape, Iterator<ParticleBlock> blocks, MessageDigest digest)
      throws IOException {
    ParticleSchema schema = ParticleSchema.of(shape.layouts());
    try (ParquetFileWriter file =
        new ReproducibleFileWriter(
            new DigestOutputStream(location.openWrite(), digest),
            schema.message(),
            ROW_GROUP_BYTES,
            PROPERTIES)) {
      file.start();
      ParticleFileWriter writer = new ParticleFileWriter(file, schema, shape);
      writer.openGroup();
      while (blocks.hasNext()) {
        writer.append(blocks.next());
      }
      writer.closeGroup();
      file.end(Map.of());
      return writer.rows;
    }
  }

  private void openGroup() {
    pages =
        new ColumnChunkPageWriteStore(
            new Uncompressed(),
            schema.message(),
            HeapByteBufferAllocator.getInstance(),
            PROPERTIES.getColumnIndexTruncateLength(),
            PROPERTIES.getPageWriteChecksumEnabled());
    columns = PROPERTIES.newColumnWriteStore(schema.message(), pages);
    layer = columns.getColumnWriter(schema.layer());
    particle = columns.getColumnWriter(schema.particle());
    parts = schema.parts().stream().map(columns::getColumnWriter).toArray(ColumnWriter[]::new);
    rowsInGroup = 0;
  }

  private void closeGroup() throws IOException {
    if (rowsInGroup > 0) {
      file.startBlock(rowsInGroup);
      columns.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
    }
    columns.close();
    pages.close();
    rows += rowsInGroup;
  }

  private void append(ParticleBlock block) throws IOException {
    List<Field> fields = schema.fields().at(block.layer());
    for (int m = 0; m < block.count(); m++) {
      if (rowsInGroup == groupRows) {
        closeGroup();
        openGroup();
      }
      layer.write(block.layer(), 0, 0);
      particle.write(block.first() + m, 0, 0);
      for (int part = 0; part < parts.length; part++) {
        Field field = fields.get(part);
        append(parts[part], field, block.values(), block.index(m, field.offset()));
      }
      columns.endRecord();
      rowsInGroup++;
    }
  }

  private static void append(ColumnWriter column, Field field, double[] values, int index) {
    if (field.size() == 0) {
      column.writeNull(0, 0);
    }
    int level = field.single() ? 0 : ParticleSchema.ELEMENT_LEVEL;
    int at = index;
    for (int j = 0; j < field.size(); j++) {
      column.write(values[at], j == 0 ? 0 : 1, level);
      at += ParticleBlock.LANES;
    }
  }
}
