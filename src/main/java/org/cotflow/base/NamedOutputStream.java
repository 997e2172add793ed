package org.cotflow.base;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An output stream whose errors name the file: the reason alone ("No space left on device") does
 * not.
 *
 * <p>{@link #flush} runs the given action, which makes what was written visible to readers.
 */
final class NamedOutputStream extends OutputStream {
  /** An operation of a file system. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  private final OutputStream stream;
  private final Action flush;
  private final String path;

  NamedOutputStream(OutputStream stream, Action flush, String path) {
    this.stream = stream;
    this.flush = flush;
    this.path = path;
  }

  @Override
  public void write(int value) throws IOException {
    named(() -> stream.write(value));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    named(() -> stream.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    named(flush);
  }

  @Override
  public void close() throws IOException {
    named(stream::close);
  }

  private void named(Action action) throws IOException {
    try {
      action.run();
    } catch (IOException e) {
      throw FileFailures.of("write", path, e);
    }
  }
}
