package org.cotflow.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;

/**
 * Splits comma-separated text into rows of cells, one row at a time.
 *
 * <p>As in RFC 4180: cells may be quoted, and then hold commas, line breaks and doubled quotes;
 * lines end in CR LF or LF. Blank lines are passed over, and so is a byte order mark. The text is
 * UTF-8.
 */
public final class CsvReader implements Closeable {
  private static final int END = -1;

  private final Reader reader;
  private final String origin;
  private final CharBuffer buffer = CharBuffer.allocate(1 << 14).flip();
  private final StringBuilder cell = new StringBuilder();
  private int line = 1;
  private int rowLine;

  public CsvReader(InputStream stream, String origin) throws IOException {
    this.reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
    this.origin = origin;
    if (peek() == '\uFEFF') {
      buffer.get();
    }
  }

  /** The line on which the row read last begins, from 1. */
  public int line() {
    return rowLine;
  }

  /**
   * The cells of the next row; null at the end.
   *
   * @throws UserInputException if a quoted cell does not end, or does not end at a comma
   */
  public List<String> next() throws IOException {
    while (peek() == '\n' || peek() == '\r') {
      endOfLine();
    }
    if (peek() == END) {
      return null;
    }
    rowLine = line;
    List<String> cells = new ArrayList<>();
    cells.add(cell());
    while (peek() == ',') {
      buffer.get();
      cells.add(cell());
    }
    endOfLine();
    return cells;
  }

  private String cell() throws IOException {
    cell.setLength(0);
    if (peek() == '"') {
      quoted();
      int next = peek();
      if (next != ',' && next != '\n' && next != '\r' && next != END) {
        throw new UserInputException(
            origin
                + " line "
                + line
                + ": \""
                + (char) next
                + "\" follows a closing quote; a quote inside a quoted cell is written twice");
      }
    } else {
      for (int c = peek(); c != ',' && c != '\n' && c != '\r' && c != END; c = peek()) {
        cell.append((char) c);
        buffer.get();
      }
    }
    return cell.toString();
  }

  private void quoted() throws IOException {
    int start = line;
    buffer.get();
    while (true) {
      int c = peek();
      if (c == END) {
        throw new UserInputException(
            origin + " line " + start + ": a quoted cell begins here and never ends");
      }
      buffer.get();
      if (c == '"' && peek() != '"') {
        return;
      }
      if (c == '"') {
        buffer.get();
      }
      if (c == '\n') {
        line++;
      }
      cell.append((char) c);
    }
  }

  private void endOfLine() throws IOException {
    if (peek() == '\r') {
      buffer.get();
      if (peek() != '\n') {
        line++;
        return;
      }
    }
    if (peek() == '\n') {
      buffer.get();
      line++;
    }
  }

  private int peek() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = reader.read(buffer);
      buffer.flip();
      if (count < 0) {
        return END;
      }
    }
    return buffer.get(buffer.position());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
