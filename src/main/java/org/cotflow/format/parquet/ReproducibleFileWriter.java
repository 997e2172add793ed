package org.cotflow.format.parquet;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/**
 * Writes a Parquet file front to back into a stream. The same pages give the same bytes in every
 * process.
 *
 * <p>Parquet takes the encodings of a column from a hash set, whose order differs from process to
 * process. Here the footer lists them in the order of the format.
 */
public final class ReproducibleFileWriter extends ParquetFileWriter {
  private static final int BUFFER = 1 << 16;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final Output output;

  /**
   * Writes into `stream`, which {@link #end} and {@link #close} close.
   *
   * @param groupBytes the size of a row group
   */
  public ReproducibleFileWriter(
      OutputStream stream, MessageType schema, long groupBytes, ParquetProperties properties)
      throws IOException {
    this(new Output(new BufferedOutputStream(stream, BUFFER)), schema, groupBytes, properties);
  }

  private ReproducibleFileWriter(
      Output output, MessageType schema, long groupBytes, ParquetProperties properties)
      throws IOException {
    super(output.asFile(), schema, Mode.OVERWRITE, groupBytes, 0, null, properties);
    this.output = output;
  }

  @Override
  public void end(Map<String, String> metadata) throws IOException {
    output.holdBack();
    super.end(metadata);
  }

  /** The stream, which can hold back the end of the file until it is closed. */
  private static final class Output extends PositionOutputStream {
    private final OutputStream stream;
    private long position;
    private ByteArrayOutputStream end;

    Output(OutputStream stream) {
      this.stream = stream;
    }

    OutputFile asFile() {
      return new OutputFile() {
        @Override
        public PositionOutputStream create(long blockSize) {
          return Output.this;
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSize) {
          return Output.this;
        }

        @Override
        public boolean supportsBlockSize() {
          return false;
        }

        @Override
        public long defaultBlockSize() {
          return 0;
        }
      };
    }

    void holdBack() {
      end = new ByteArrayOutputStream();
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      (end == null ? stream : end).write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      (end == null ? stream : end).write(bytes, offset, length);
      position += length;
    }

    @Override
    public void close() throws IOException {
      try (stream) {
        if (end != null) {
          writeOrdered(end.toByteArray());
          end = null;
        }
      }
    }

    private void writeOrdered(byte[] bytes) throws IOException {
      int trailer = bytes.length - MAGIC.length - Integer.BYTES;
      int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(trailer);
      FileMetaData footer =
          Util.readFileMetaData(new ByteArrayInputStream(bytes, trailer - length, length));
      for (RowGroup group : footer.getRow_groups()) {
        for (ColumnChunk column : group.getColumns()) {
          Collections.sort(column.getMeta_data().getEncodings());
        }
      }
      ByteArrayOutputStream ordered = new ByteArrayOutputStream();
      Util.writeFileMetaData(footer, ordered);
      stream.write(bytes, 0, trailer - length);
      ordered.writeTo(stream);
      stream.write(
          ByteBuffer.allocate(Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(ordered.size())
              .array());
      stream.write(MAGIC);
    }
  }
}
