package org.cotflow.base;

import java.io.Closeable;
import java.io.IOException;

/** A file open for reading at any position. Not thread-safe. */
public interface SeekableInput extends Closeable {
  /** The length of the file in bytes. */
  long length() throws IOException;

  /** The position of the next byte to be read, from 0. */
  long position() throws IOException;

  void seek(long position) throws IOException;

  /** Reads at most {@code length} bytes; -1 at the end of the file. */
  int read(byte[] into, int offset, int length) throws IOException;
}
