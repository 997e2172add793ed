package org.cotflow.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.cotflow.base.SeekableInput;

/**
 * An open file as a channel to read from. Its failures are unchecked, so that they are not mistaken
 * for those of what the bytes mean.
 */
record SeekableBytes(SeekableInput input) implements SeekableByteChannel {
  /** An access to the file. */
  @FunctionalInterface
  private interface Access<T> {
    T make() throws IOException;
  }

  private static <T> T checked(Access<T> access) {
    try {
      return access.make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read(ByteBuffer into) {
    byte[] bytes = new byte[Math.min(into.remaining(), 1 << 16)];
    int count = checked(() -> input.read(bytes, 0, bytes.length));
    into.put(bytes, 0, Math.max(0, count));
    return count;
  }

  @Override
  public long position() {
    return checked(input::position);
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    if (position > size()) {
      throw new java.io.EOFException("an offset beyond the end");
    }
    checked(
        () -> {
          input.seek(position);
          return null;
        });
    return this;
  }

  @Override
  public long size() {
    return checked(input::length);
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // whoever opened the file closes it
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new UnsupportedOperationException("read only");
  }
}
