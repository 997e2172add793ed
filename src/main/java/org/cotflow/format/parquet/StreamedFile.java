package org.cotflow.format.parquet;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.cotflow.base.Location;

/**
 * A stream as Parquet writes it, front to back.
 *
 * @param opening called when Parquet begins
 */
public record StreamedFile(Opening opening) implements OutputFile {
  private static final int BUFFER = 1 << 16;

  /** Opens the stream. */
  @FunctionalInterface
  public interface Opening {
    OutputStream open() throws IOException;
  }

  /**
   * A location.
   *
   * @param digest given every byte of the file
   */
  public static StreamedFile of(Location location, MessageDigest digest) {
    return new StreamedFile(
        () ->
            new DigestOutputStream(new BufferedOutputStream(location.openWrite(), BUFFER), digest));
  }

  @Override
  public PositionOutputStream create(long blockSize) throws IOException {
    return createOrOverwrite(blockSize);
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
    return new Output(opening.open());
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  /** Counts. */
  private static final class Output extends PositionOutputStream {
    private final OutputStream stream;
    private long position;

    Output(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      stream.write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      stream.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
