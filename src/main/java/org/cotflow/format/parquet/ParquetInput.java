package org.cotflow.format.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.SeekableInput;

/** A location as Parquet reads it; a local one starts no Hadoop file system. */
public record ParquetInput(Location location) implements InputFile {
  @Override
  public long getLength() throws IOException {
    return location.length();
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    SeekableInput input = Locations.openSeekable(location);
    return new DelegatingSeekableInputStream(new Bytes(input)) {
      @Override
      public long getPos() throws IOException {
        return input.position();
      }

      @Override
      public void seek(long position) throws IOException {
        input.seek(position);
      }
    };
  }

  @Override
  public String toString() {
    return location.toString();
  }

  private static final class Bytes extends InputStream {
    private final SeekableInput input;

    Bytes(SeekableInput input) {
      this.input = input;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return input.read(into, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
      long target = input.position() + Math.max(0, count);
      if (target > input.length()) {
        throw new EOFException("beyond the end of the file");
      }
      input.seek(target);
      return Math.max(0, count);
    }

    @Override
    public void close() throws IOException {
      input.close();
    }
  }
}
