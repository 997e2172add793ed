package org.cotflow.format.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * The footer of a Parquet file with the encodings of each column in the order of the format.
 * Parquet's writer takes them from a hash set, whose order differs from process to process.
 */
final class OrderedFooter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private OrderedFooter() {}

  /** The same file with such a footer. */
  static byte[] of(byte[] file) throws IOException {
    int end = file.length - MAGIC.length - Integer.BYTES;
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(file, end - length, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        Collections.sort(column.getMeta_data().getEncodings());
      }
    }
    ByteArrayOutputStream ordered = new ByteArrayOutputStream();
    ordered.write(file, 0, end - length);
    Util.writeFileMetaData(footer, ordered);
    int written = ordered.size() - (end - length);
    ordered.write(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(written).array());
    ordered.write(MAGIC);
    return ordered.toByteArray();
  }
}
