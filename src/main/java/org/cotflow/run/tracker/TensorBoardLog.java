package org.cotflow.run.tracker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;
import org.cotflow.base.Location;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.RunFile;

/**
 * An event file of TensorBoard: a scalar for each column of a recorded step, as 32-bit numbers.
 *
 * <pre>
 *   record   length (uint64)  mask(crc(length)) (uint32)  data  mask(crc(data)) (uint32)
 *   mask(c)  ((c &gt;&gt;&gt; 15) | (c &lt;&lt; 17)) + 0xa282ead8
 *   data     Event   { 1: wall_time (double)  2: step (int64)  3: file_version  5: Summary }
 *            Summary { 1: Value, repeated }
 *            Value   { 1: tag (string)  2: simple_value (float) }
 * </pre>
 *
 * <p>crc is CRC-32C, all numbers are little-endian, and the data are protocol buffers. Sources:
 * event.proto and summary.proto of TensorFlow, and its record format.
 */
final class TensorBoardLog implements StepLog {
  private static final int MASK = 0xa282ead8;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final OutputStream out;
  private final boolean flushes;

  private TensorBoardLog(OutputStream out, boolean flushes) {
    this.out = out;
    this.flushes = flushes;
  }

  static TensorBoardLog begin(Location run, long millis) throws IOException {
    Location directory = RunFile.TENSORBOARD.in(run);
    directory.deleteRecursively();
    Location file = directory.resolve("events.out.tfevents." + millis / 1000 + ".cotflow");
    TensorBoardLog log = new TensorBoardLog(file.openWrite(), file.canFlush());
    Message event = new Message();
    event.fixed64(1, Double.doubleToLongBits(millis / 1e3));
    event.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    log.write(event);
    return log;
  }

  @Override
  public void append(HistoryRow row, long millis) throws IOException {
    Message summary = new Message();
    for (Map.Entry<HistoryColumn, Number> entry : row.numbers().entrySet()) {
      if (entry.getKey() != HistoryColumn.STEP) {
        Message value = new Message();
        value.bytes(1, entry.getKey().key().getBytes(StandardCharsets.UTF_8));
        value.fixed32(2, Float.floatToIntBits(entry.getValue().floatValue()));
        summary.bytes(1, value.content());
      }
    }
    Message event = new Message();
    event.fixed64(1, Double.doubleToLongBits(millis / 1e3));
    event.varint(2, row.step());
    event.bytes(5, summary.content());
    write(event);
  }

  private void write(Message event) throws IOException {
    byte[] data = event.content();
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(little(Integer.BYTES).putInt(masked(length)).array());
    out.write(data);
    out.write(little(Integer.BYTES).putInt(masked(data)).array());
    if (flushes) {
      out.flush();
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void persist() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** A message of protocol buffers while it is written. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] content() {
      return bytes.toByteArray();
    }

    void varint(int field, long value) {
      number((long) field << 3 | VARINT);
      number(value);
    }

    void fixed64(int field, long value) {
      number((long) field << 3 | FIXED64);
      bytes.writeBytes(little(Long.BYTES).putLong(value).array());
    }

    void fixed32(int field, int value) {
      number((long) field << 3 | FIXED32);
      bytes.writeBytes(little(Integer.BYTES).putInt(value).array());
    }

    void bytes(int field, byte[] content) {
      number((long) field << 3 | BYTES);
      number(content.length);
      bytes.writeBytes(content);
    }

    private void number(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }
}
