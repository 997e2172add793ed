package org.cotflow.format;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.Location;

/**
 * A CSV file that grows row by row. Where the file system can, each row is flushed as it comes;
 * elsewhere the rows are gathered and the file is replaced whole by {@link #persist}.
 *
 * <p>The first rows are written beside the file and renamed over it, so a reader never sees fewer
 * rows than were to be kept.
 */
public final class RowFile implements AutoCloseable {
  private final Location file;
  private final List<String> gathered;
  private OutputStream stream;

  private RowFile(Location file, List<String> gathered) {
    this.file = file;
    this.gathered = gathered;
  }

  /** Makes the file hold the given lines, the header first, and keeps it open for more. */
  public static RowFile start(Location directory, String name, List<String> lines)
      throws IOException {
    Location file = directory.resolve(name);
    if (!file.canFlush()) {
      RowFile rows = new RowFile(file, new ArrayList<>(lines));
      rows.persist();
      return rows;
    }
    RowFile rows = new RowFile(file, null);
    Location beside = directory.resolve("." + name + ".tmp");
    rows.stream = beside.openWrite();
    try {
      for (String line : lines) {
        rows.stream.write(bytes(line));
      }
      rows.stream.flush();
      beside.force();
      beside.renameTo(file);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
    return rows;
  }

  public void append(String line) throws IOException {
    if (gathered != null) {
      gathered.add(line);
    } else {
      stream.write(bytes(line));
      stream.flush();
    }
  }

  /** Makes all rows so far durable: to be called before a snapshot that counts them. */
  public void persist() throws IOException {
    if (gathered != null) {
      StringBuilder text = new StringBuilder();
      gathered.forEach(line -> text.append(line).append('\n'));
      file.replaceText(text.toString());
    } else {
      stream.flush();
      file.force();
    }
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    if (gathered != null) {
      persist();
    } else {
      stream.close();
    }
  }

  /** The whole lines of a file; what follows the last line end was torn off and is left out. */
  public static List<String> lines(Location file) throws IOException {
    String text;
    try {
      text = file.readText();
    } catch (FileNotFoundException e) {
      return List.of();
    }
    int end = text.lastIndexOf('\n');
    return end < 0 ? List.of() : Arrays.asList(text.substring(0, end).split("\n", -1));
  }
}
