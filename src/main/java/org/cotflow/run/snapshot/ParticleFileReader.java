package org.cotflow.run.snapshot;

import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.cotflow.base.Location;
import org.cotflow.format.parquet.ParquetInput;
import org.cotflow.kernel.ParticleBlock;

/**
 * Reads the particles of one part file from a given row on. Row groups before that row are skipped
 * by the footer; the checksum of every page read is verified.
 */
final class ParticleFileReader implements Closeable {
  private final Location location;
  private final int stateDim;
  private final ParquetFileReader file;
  private ColumnReader layer;
  private ColumnReader particle;
  private ColumnReader u;
  private ColumnReader w;
  private ColumnReader b;
  private long rowsLeftInGroup;

  /**
   * @param fromRow the first row to be read
   * @throws IOException if the file is not a part file; the message names it
   */
  ParticleFileReader(Location location, int stateDim, long fromRow) throws IOException {
    this.location = location;
    this.stateDim = stateDim;
    try {
      this.file =
          ParquetFileReader.open(
              new ParquetInput(location),
              new ParquetReadOptions.Builder(new PlainParquetConfiguration())
                  .usePageChecksumVerification()
                  .build());
    } catch (RuntimeException e) {
      throw corrupt(e);
    }
    try {
      if (!file.getFileMetaData().getSchema().equals(ParticleSchema.MESSAGE)) {
        throw new IOException("snapshot part " + location + " has other columns than expected");
      }
      skipTo(fromRow);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The number of rows that the footer of a part file states. */
  long rowCount() {
    return file.getRecordCount();
  }

  private void skipTo(long fromRow) throws IOException {
    long first = 0;
    for (BlockMetaData group : file.getRowGroups()) {
      if (fromRow < first + group.getRowCount()) {
        break;
      }
      first += group.getRowCount();
      file.skipNextRowGroup();
    }
    for (long row = first; row < fromRow; row++) {
      requireRow();
      skip(layer, 1);
      skip(particle, 1);
      skip(u, stateDim);
      skip(w, stateDim);
      skip(b, 1);
      rowsLeftInGroup--;
    }
  }

  private static void skip(ColumnReader column, int count) {
    for (int i = 0; i < count; i++) {
      column.skip();
      column.consume();
    }
  }

  /**
   * Reads the next {@code count} rows into the particles of {@code block} from {@code m} on.
   *
   * @throws IOException if the rows are not the block's particles or the file is damaged
   */
  void read(ParticleBlock block, int m, int count) throws IOException {
    try {
      for (int i = m; i < m + count; i++) {
        requireRow();
        readRow(block, i);
        rowsLeftInGroup--;
      }
    } catch (RuntimeException e) {
      throw corrupt(e);
    }
  }

  private void readRow(ParticleBlock block, int m) throws IOException {
    int rowLayer = layer.getInteger();
    layer.consume();
    int rowParticle = particle.getInteger();
    particle.consume();
    if (rowLayer != block.layer() || rowParticle != block.first() + m) {
      throw new IOException(
          ("snapshot part %s has particle %s of layer %s where particle %s of layer %s "
                  + "belongs")
              .formatted(location, rowParticle, rowLayer, block.first() + m, block.layer()));
    }
    int index = block.indexU(m, 0);
    index = readList(u, block.values(), index);
    index = readList(w, block.values(), index);
    block.values()[index] = b.getDouble();
    b.consume();
  }

  private int readList(ColumnReader column, double[] values, int index) throws IOException {
    for (int j = 0; j < stateDim; j++) {
      if (column.getCurrentRepetitionLevel() != (j == 0 ? 0 : 1)
          || column.getCurrentDefinitionLevel() != ParticleSchema.ELEMENT_LEVEL) {
        throw new IOException(
            "snapshot part " + location + " has a particle whose lists are not of " + stateDim);
      }
      values[index] = column.getDouble();
      column.consume();
      index += ParticleBlock.LANES;
    }
    return index;
  }

  private void requireRow() throws IOException {
    if (rowsLeftInGroup > 0) {
      return;
    }
    PageReadStore pages = file.readNextRowGroup();
    if (pages == null) {
      throw new IOException("snapshot part " + location + " ends too early");
    }
    rowsLeftInGroup = pages.getRowCount();
    ColumnReadStoreImpl columns =
        new ColumnReadStoreImpl(
            pages,
            new DummyRecordConverter(ParticleSchema.MESSAGE).getRootConverter(),
            ParticleSchema.MESSAGE,
            file.getFileMetaData().getCreatedBy());
    layer = columns.getColumnReader(ParticleSchema.LAYER);
    particle = columns.getColumnReader(ParticleSchema.PARTICLE);
    u = columns.getColumnReader(ParticleSchema.U);
    w = columns.getColumnReader(ParticleSchema.W);
    b = columns.getColumnReader(ParticleSchema.B);
  }

  private IOException corrupt(RuntimeException cause) {
    return new IOException(
        "snapshot part " + location + " is damaged: " + cause.getMessage(), cause);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
