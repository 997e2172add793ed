package org.cotflow.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file or directory on any file system Hadoop knows, or on the local disk. Paths without a scheme
 * and {@code file:} paths go through {@code java.nio} alone, so that a local run never starts
 * Hadoop.
 *
 * <p>Immutable and serializable: executors open the location they were sent.
 */
public interface Location extends Serializable {
  /** The path or URI as a user would write it. */
  @Override
  String toString();

  /** The last component of the path. */
  String name();

  Location resolve(String child);

  /** The same place as an absolute path, valid for any working directory. */
  Location absolute() throws IOException;

  boolean exists() throws IOException;

  boolean isDirectory() throws IOException;

  long length() throws IOException;

  /** The children of a directory sorted by name; empty where there is no such directory. */
  List<Location> list() throws IOException;

  void createDirectories() throws IOException;

  InputStream openRead() throws IOException;

  /**
   * Creates or overwrites the file and makes its parent directories. A reader may see a
   * half-written file.
   */
  OutputStream openWrite() throws IOException;

  /**
   * Replaces the file by {@code content} so that a reader, or a crash, sees the old content or the
   * new, never a part: written beside it, forced to disk, renamed.
   */
  void replace(byte[] content) throws IOException;

  /** Replaces the file by a text in UTF-8, as {@link #replace}. */
  default void replaceText(String text) throws IOException {
    replace(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The whole file as UTF-8 text. Bytes that are not UTF-8 become the replacement character. */
  default String readText() throws IOException {
    try (InputStream in = openRead()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Makes the content of this file, or the entries of this directory, survive a power cut. */
  void force() throws IOException;

  /** Renames this file or directory; an existing file at {@code target} is replaced. */
  void renameTo(Location target) throws IOException;

  /** Deletes the file, or the directory with all it holds; does nothing where there is none. */
  void deleteRecursively() throws IOException;

  /**
   * True on the local disk and on hdfs, where rows can be appended to a file and flushed one by
   * one.
   */
  boolean canFlush();
}
