package org.cotflow.format;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.UserInputException;

/**
 * Splits a user's text into rows of cells, one row at a time.
 *
 * <p>As in RFC 4180, but for the separator: cells may be quoted, and then hold separators, line
 * breaks and doubled quotes; lines end in CR LF, LF or CR. Blank lines are passed over, and so is a
 * byte order mark. The text may be compressed, see {@link Unpacked}.
 */
public final class CsvReader implements Closeable {
  private static final int LONGEST_CELL = 1 << 24;

  /** What FastCSV says of a row that it cannot split. */
  private static final Pattern COMPLAINT =
      Pattern.compile("(.*?)(?:: '(.+)' \\(0x.*\\))? \\(record starting at line (\\p{Nd}+)\\)");

  private final CloseableIterator<CsvRecord> records;
  private final String origin;
  private final char separator;
  private long line;

  /**
   * @throws UserInputException if the stream is no text, or its separator cannot be told
   */
  public CsvReader(InputStream stream, CsvDialect dialect, String origin) throws IOException {
    this.origin = origin;
    Reader text =
        new StrictReader(
            Unpacked.text(stream, dialect.encoding(), origin), dialect.encoding(), origin);
    char given = dialect.separator();
    if (given == CsvDialect.UNKNOWN) {
      Start start = Start.of(text);
      given = Separators.in(start.rows, start.whole, dialect.decimal(), origin);
      PushbackReader again = new PushbackReader(text, Math.max(1, start.rows.length()));
      again.unread(start.rows.toCharArray());
      text = again;
    }
    this.separator = given;
    this.records =
        de.siegmar.fastcsv.reader.CsvReader.builder()
            .fieldSeparator(separator)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(LONGEST_CELL)
            .ofCsvRecord(text)
            .iterator();
  }

  /** The first rows of a text, and whether they are all. */
  private record Start(String rows, boolean whole) {
    private static final int LENGTH = 1 << 16;

    static Start of(Reader text) throws IOException {
      StringBuilder rows = new StringBuilder();
      char[] chars = new char[1 << 14];
      for (int length = LENGTH; length <= LONGEST_CELL; length *= 4) {
        while (rows.length() < length) {
          int count = text.read(chars);
          if (count < 0) {
            return new Start(rows.toString(), true);
          }
          rows.append(chars, 0, count);
        }
        if (rows.chars().filter(c -> c == '\n' || c == '\r').count() > 4) {
          break;
        }
      }
      return new Start(rows.toString(), false);
    }
  }

  /** What separates the cells. */
  public char separator() {
    return separator;
  }

  /** The line on which the row read last begins, from 1. */
  public long line() {
    return line;
  }

  /**
   * The cells of the next row; null at the end.
   *
   * @throws UserInputException if a quoted cell does not end, or does not end at a separator
   */
  public List<String> next() throws IOException {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord row = records.next();
      line = row.getStartingLineNumber();
      return row.getFields();
    } catch (CsvParseException e) {
      if (e.getCause() instanceof UserInputException wrongText) {
        throw wrongText;
      }
      throw new UserInputException(origin + complaint(e), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String complaint(CsvParseException failure) {
    Matcher found = COMPLAINT.matcher(failure.getMessage());
    if (!found.matches()) {
      return ": " + failure.getMessage();
    }
    String what = found.group(1);
    if (what.startsWith("Unclosed quoted field")) {
      what = "a quoted cell begins here and never ends";
    } else if (found.group(2) != null) {
      what =
          "\""
              + found.group(2)
              + "\" follows a closing quote; a quote inside a quoted cell is written twice";
    }
    // FastCSV writes digits as the locale has them.
    return " line " + Long.parseLong(found.group(3)) + ": " + what;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
