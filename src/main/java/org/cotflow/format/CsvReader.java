package org.cotflow.format;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.UserInputException;

/**
 * Splits a user's comma-separated text into rows of cells, one row at a time.
 *
 * <p>As in RFC 4180: cells may be quoted, and then hold commas, line breaks and doubled quotes;
 * lines end in CR LF, LF or CR. Blank lines are passed over, and so is a byte order mark.
 */
public final class CsvReader implements Closeable {
  private static final int LONGEST_CELL = 1 << 24;

  /** What FastCSV says of a row that it cannot split. */
  private static final Pattern COMPLAINT =
      Pattern.compile("(.*?)(?:: '(.+)' \\(0x.*\\))? \\(record starting at line (\\d+)\\)");

  private final CloseableIterator<CsvRecord> records;
  private final String origin;
  private long line;

  public CsvReader(InputStream stream, Charset encoding, String origin) {
    this.origin = origin;
    this.records =
        de.siegmar.fastcsv.reader.CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(LONGEST_CELL)
            .ofCsvRecord(new StrictReader(stream, encoding, origin))
            .iterator();
  }

  /** The line on which the row read last begins, from 1. */
  public long line() {
    return line;
  }

  /**
   * The cells of the next row; null at the end.
   *
   * @throws UserInputException if a quoted cell does not end, or does not end at a comma
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
    return " line " + found.group(3) + ": " + what;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
