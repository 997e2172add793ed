package org.cotflow.run.snapshot;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.cotflow.base.Location;
import org.cotflow.kernel.ParticleBlock;

/**
 * Writes particles into one Parquet part file, column by column through Parquet's column writers.
 *
 * <p>A row group holds about {@value #ROW_GROUP_BYTES} bytes, which bounds the memory; its number
 * of rows depends on d alone, so the same particles always give the same bytes.
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
  private final int stateDim;
  private final long groupRows;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore columns;
  private ColumnWriter layer;
  private ColumnWriter particle;
  private ColumnWriter u;
  private ColumnWriter w;
  private ColumnWriter b;
  private long rowsInGroup;
  private long rows;

  private ParticleFileWriter(ParquetFileWriter file, int stateDim) {
    this.file = file;
    this.stateDim = stateDim;
    this.groupRows = rowsPerGroup(stateDim);
  }

  static long rowsPerGroup(int stateDim) {
    return Math.max(1, ROW_GROUP_BYTES / (8L * (2L * stateDim + 1) + 8));
  }

  /**
   * Writes all blocks.
   *
   * @param digest given every byte of the file
   * @return the number of rows
   */
  static long write(
      Location location, int stateDim, Iterator<ParticleBlock> blocks, MessageDigest digest)
      throws IOException {
    try (ParquetFileWriter file =
        new ParquetFileWriter(
            new DigestedFile(location, digest),
            ParticleSchema.MESSAGE,
            ParquetFileWriter.Mode.OVERWRITE,
            ROW_GROUP_BYTES,
            0,
            null,
            PROPERTIES)) {
      file.start();
      ParticleFileWriter writer = new ParticleFileWriter(file, stateDim);
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
            new ParticleSchema.Uncompressed(),
            ParticleSchema.MESSAGE,
            HeapByteBufferAllocator.getInstance(),
            PROPERTIES.getColumnIndexTruncateLength(),
            PROPERTIES.getPageWriteChecksumEnabled());
    columns = PROPERTIES.newColumnWriteStore(ParticleSchema.MESSAGE, pages);
    layer = columns.getColumnWriter(ParticleSchema.LAYER);
    particle = columns.getColumnWriter(ParticleSchema.PARTICLE);
    u = columns.getColumnWriter(ParticleSchema.U);
    w = columns.getColumnWriter(ParticleSchema.W);
    b = columns.getColumnWriter(ParticleSchema.B);
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
    double[] values = block.values();
    for (int m = 0; m < block.count(); m++) {
      if (rowsInGroup == groupRows) {
        closeGroup();
        openGroup();
      }
      layer.write(block.layer(), 0, 0);
      particle.write(block.first() + m, 0, 0);
      int index = block.indexU(m, 0);
      index = appendList(u, values, index);
      index = appendList(w, values, index);
      b.write(values[index], 0, 0);
      columns.endRecord();
      rowsInGroup++;
    }
  }

  /** Returns where the particle's next number stands. */
  private int appendList(ColumnWriter column, double[] values, int index) {
    for (int j = 0; j < stateDim; j++) {
      column.write(values[index], j == 0 ? 0 : 1, ParticleSchema.ELEMENT_LEVEL);
      index += ParticleBlock.LANES;
    }
    return index;
  }
}
