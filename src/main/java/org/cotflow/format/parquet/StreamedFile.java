package org.cotflow.format.parquet;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.cotflow.base.Location;

/**
 * A location as Parquet writes it, front to back, with a digest of what goes through.
 *
 * @param digest given every byte of the file
 */
public record DigestedFile(Location location, MessageDigest digest) implements OutputFile {
  private static final int BUFFER = 1 << 16;

  @Override
  public PositionOutputStream create(long blockSize) throws IOException {
    return createOrOverwrite(blockSize);
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
    return new Output(new BufferedOutputStream(location.openWrite(), BUFFER), digest);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public String getPath() {
    return location.toString();
  }

  /** Counts and digests. */
  private static final class Output extends PositionOutputStream {
    private final OutputStream stream;
    private final MessageDigest digest;
    private long position;

    Output(OutputStream stream, MessageDigest digest) {
      this.stream = stream;
      this.digest = digest;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      stream.write(bytes, offset, length);
      digest.update(bytes, offset, length);
      position += length;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
