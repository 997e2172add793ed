package org.cotflow.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cotflow.base.UserInputException;

/** Finds what separates the cells of a text: what cuts its first rows into equally many cells. */
public final class Separators {
  private static final Map<Character, String> WORDS = words();
  private static final int ROWS = 100;

  private Separators() {}

  private static Map<Character, String> words() {
    Map<Character, String> words = new LinkedHashMap<>();
    words.put(',', "comma");
    words.put(';', "semicolon");
    words.put('\t', "tab");
    words.put('|', "bar");
    return words;
  }

  /** The word of a configuration for a separator. */
  public static String word(char separator) {
    return WORDS.getOrDefault(separator, String.valueOf(separator));
  }

  /** The separator of a word, or of the character itself; {@code auto} is to be found. */
  public static char of(String word) {
    return WORDS.keySet().stream()
        .filter(character -> WORDS.get(character).equals(word))
        .findFirst()
        .orElse(word.equals("auto") ? CsvDialect.UNKNOWN : word.charAt(0));
  }

  /**
   * The separator of a text. Where none gives equal rows, some row is wrong for each of them, and
   * the reader of the comma, or of the only one that is in the first row, is going to say which.
   *
   * @param start the first rows
   * @param whole whether nothing follows them
   * @param decimal a comma that is the decimal mark gives way to another separator
   * @throws UserInputException where several give equal rows
   */
  static char in(String start, boolean whole, char decimal, String origin) {
    Map<Character, Integer> equal = new LinkedHashMap<>();
    List<Character> first = new ArrayList<>();
    for (char separator : WORDS.keySet()) {
      List<Integer> sizes = sizes(start, whole, separator);
      if (!sizes.isEmpty() && sizes.get(0) > 1) {
        first.add(separator);
        if (sizes.stream().distinct().count() == 1) {
          equal.put(separator, sizes.get(0));
        }
      }
    }
    if (equal.size() > 1 && decimal == ',') {
      equal.remove(',');
    }
    if (equal.size() > 1) {
      throw new UserInputException(
          "%s can be cut at each %s; set data.separator = %s"
              .formatted(
                  origin,
                  equal.entrySet().stream()
                      .map(way -> "%s (%s cells)".formatted(word(way.getKey()), way.getValue()))
                      .collect(Collectors.joining(" or ")),
                  equal.keySet().stream()
                      .map(Separators::word)
                      .collect(Collectors.joining(" or data.separator = "))));
    }
    return equal.isEmpty()
        ? first.size() == 1 ? first.get(0) : ','
        : equal.keySet().iterator().next();
  }

  /** The numbers of cells of the first rows; -1 at the end if the next row cannot be cut. */
  private static List<Integer> sizes(String start, boolean whole, char separator) {
    List<Integer> sizes = new ArrayList<>();
    CsvReader<CsvRecord> rows =
        CsvReader.builder()
            .fieldSeparator(separator)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .ofCsvRecord(start);
    try {
      for (CsvRecord row : rows) {
        if (sizes.size() == ROWS) {
          return sizes;
        }
        sizes.add(row.getFieldCount());
      }
      if (!whole && sizes.size() > 1) {
        sizes.remove(sizes.size() - 1); // it may go on
      }
    } catch (CsvParseException e) {
      if (whole || !e.getMessage().startsWith("Unclosed")) {
        sizes.add(-1);
      }
    }
    return sizes;
  }
}
