package org.cotflow.run.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
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
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.run.snapshot.ParticleSchema.Field;

/**
 * Reads the particles of one part file from a given row on. Row groups before that row are skipped
 * by the footer; the checksum of every page read is verified.
 */
final class ParticleFileReader implements Closeable {
  private final Location location;
  private final ParticleSchema schema;
  private final ParquetFileReader file;
  private ColumnReader layer;
  private ColumnReader particle;
  private ColumnReader[] parts;
  private long rowsLeftInGroup;

  /**
   * @param fromRow the first row to be read
   * @throws IOException if the file is not a part file; the message names it
   */
  ParticleFileReader(Location location, LayerCycle<ParticleLayout> layouts, long fromRow)
      throws IOException {
    this.location = location;
    this.schema = ParticleSchema.of(layouts);
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
      if (!file.getFileMetaData().getSchema().equals(schema.message())) {
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
      List<Field> fields = schema.fields().at(layer.getInteger());
      layer.consume();
      skip(particle, 1);
      for (int part = 0; part < parts.length; part++) {
        skip(parts[part], fields.get(part).size());
      }
      rowsLeftInGroup--;
    }
  }

  private static void skip(ColumnReader column, int count) {
    if (count == 0) {
      column.consume();
    }
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
    List<Field> fields = schema.fields().at(rowLayer);
    for (int part = 0; part < parts.length; part++) {
      Field field = fields.get(part);
      readField(parts[part], field, block.values(), block.index(m, field.offset()));
    }
  }

  private void readField(ColumnReader column, Field field, double[] values, int index)
      throws IOException {
    int level = field.single() || field.size() == 0 ? 0 : ParticleSchema.ELEMENT_LEVEL;
    int at = index;
    for (int j = 0; j < Math.max(1, field.size()); j++) {
      if (column.getCurrentRepetitionLevel() != (j == 0 ? 0 : 1)
          || column.getCurrentDefinitionLevel() != level) {
        throw new IOException(
            "snapshot part %s has a particle whose list %s is not of %s numbers"
                .formatted(location, field.name(), field.size()));
      }
      if (field.size() > 0) {
        values[at] = column.getDouble();
      }
      column.consume();
      at += ParticleBlock.LANES;
    }
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
            new DummyRecordConverter(schema.message()).getRootConverter(),
            schema.message(),
            file.getFileMetaData().getCreatedBy());
    layer = columns.getColumnReader(schema.layer());
    particle = columns.getColumnReader(schema.particle());
    parts = schema.parts().stream().map(columns::getColumnReader).toArray(ColumnReader[]::new);
  }

  private IOException corrupt(RuntimeException cause) {
    return new SnapshotDamagedException(
        "snapshot part " + location + " is damaged: " + cause.getMessage(), cause);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
