package org.cotflow.experiment;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.Seekable;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.cotflow.base.Location;

/** A {@link Location} as Parquet sees files: read at positions, written front to back. */
record LocationFile(Location location) implements InputFile {

  @Override
  public long getLength() throws IOException {
    return location.length();
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return new Input(location);
  }

  /** Seeks where the stream can, else skips forward, and opens the file again to go back. */
  private static final class Input extends SeekableInputStream {
    private final Location location;
    private DelegatingSeekableInputStream stream;
    private InputStream raw;
    private long position;

    Input(Location location) throws IOException {
      this.location = location;
      open();
    }

    private void open() throws IOException {
      raw = location.openRead();
      position = 0;
      stream = new Delegate(raw);
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long target) throws IOException {
      if (raw instanceof Seekable seekable) {
        seekable.seek(target);
      } else {
        if (target < position) {
          raw.close();
          open();
        }
        raw.skipNBytes(target - position);
      }
      position = target;
    }

    @Override
    public int read() throws IOException {
      int value = raw.read();
      position += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = raw.read(bytes, offset, length);
      position += Math.max(0, count);
      return count;
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
      readFully(bytes, 0, bytes.length);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
      int count = raw.readNBytes(bytes, offset, length);
      position += count;
      if (count < length) {
        throw new EOFException("the file ends at byte " + position);
      }
    }

    @Override
    public int read(java.nio.ByteBuffer buffer) throws IOException {
      int count = stream.read(buffer);
      position += Math.max(0, count);
      return count;
    }

    @Override
    public void readFully(java.nio.ByteBuffer buffer) throws IOException {
      int length = buffer.remaining();
      stream.readFully(buffer);
      position += length;
    }

    @Override
    public void close() throws IOException {
      raw.close();
    }
  }

  /** Only for its copies into buffers; positions are kept by the stream around it. */
  private static final class Delegate extends DelegatingSeekableInputStream {
    Delegate(InputStream raw) {
      super(raw);
    }

    @Override
    public long getPos() {
      throw new UnsupportedOperationException("position");
    }

    @Override
    public void seek(long position) {
      throw new UnsupportedOperationException("seek");
    }
  }

  /** The file as an output that digests what goes through it. */
  static OutputFile output(Location location, MessageDigest digest) {
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long blockSize) throws IOException {
        return createOrOverwrite(blockSize);
      }

      @Override
      public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
        return new Output(new BufferedOutputStream(location.openWrite(), 1 << 16), digest);
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
    };
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
