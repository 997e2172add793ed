package org.cotflow.data.column;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;
import org.cotflow.format.parquet.CellSink;

/**
 * Collects the cells of one column, row by row, and finds what kind of column it is. The first cell
 * that its {@link CellRule} does not allow, or that is of another kind than those before it, ends
 * the reading.
 *
 * <pre>
 *   numbers alone                     NUMBER
 *   true and false alone              FLAG
 *   dates alone (see {@link CellTime})  DATE
 *   other texts                       CATEGORY, if the rule allows it
 * </pre>
 */
public final class ColumnBuilder implements CellSink {
  private static final double LARGEST_INTEGER = 0x1p53;

  /** Texts such as ? or --, by which some tables write a gap. */
  private static final Pattern SIGNS = Pattern.compile("[?*.\\-\u2013\u2014]{1,3}");

  private final String name;
  private final CellRule rule;
  private final RowPlaces places;
  private final MissingWords missing;
  private final CellRemarks remarks;
  private final DoubleList values;

  /** The texts so far, each with its index; null unless they may be categories. */
  private final Map<String, Integer> codes;

  /** The kind of the cells so far; null before the first. */
  private ColumnKind kind;

  /**
   * @param places where its rows stand; each row is added there before its cell
   */
  ColumnBuilder(
      String name,
      CellRule rule,
      MissingWords missing,
      RowPlaces places,
      CellRemarks remarks,
      String origin) {
    this.name = name;
    this.rule = rule;
    this.missing = missing;
    this.places = places;
    this.remarks = remarks;
    this.values = new DoubleList(origin);
    this.codes = rule.texts() == CellRule.Texts.REFUSED ? null : new HashMap<>();
  }

  /** Whether each cell is a category, also a number. */
  public boolean isText() {
    return rule.texts() == CellRule.Texts.ALWAYS;
  }

  /** Whether a text without blanks around it counts as missing. */
  public boolean isMissing(String text) {
    return missing.contains(text);
  }

  /** A number; NaN counts as missing. */
  @Override
  public void number(double value) {
    if (Double.isNaN(value)) {
      missing("NaN");
    } else if (!Double.isFinite(value)) {
      throw unfit(String.valueOf(value), 0, ColumnKind.NUMBER, "");
    } else if (isText()) {
      text(written(value));
    } else {
      add(ColumnKind.NUMBER, value, String.valueOf(value));
    }
  }

  @Override
  public void integer(String digits, double value) {
    if (isText()) {
      text(digits);
    } else {
      number(digits, value);
    }
  }

  /** A finite number as it is written. */
  public void number(String cell, double value) {
    remarks.look(name, cell, value, () -> places.of(values.size()));
    number(value);
  }

  /** A number as a category: an integer without a point. */
  private String written(double value) {
    if (Math.abs(value) >= LARGEST_INTEGER) {
      throw unfit(
          String.valueOf(value),
          0,
          ColumnKind.CATEGORY,
          "from 2^53 on neighboring integers are one number, so write them as text");
    }
    return value == Math.rint(value) ? Long.toString((long) value) : ShortestDouble.of(value);
  }

  @Override
  public void flag(boolean value) {
    if (isText()) {
      text(String.valueOf(value));
    } else {
      add(ColumnKind.FLAG, value ? 1.0 : 0.0, String.valueOf(value));
    }
  }

  @Override
  public void days(double days) {
    if (isText()) {
      text(written(days));
    } else {
      add(ColumnKind.DATE, days, "a date");
    }
  }

  private void add(ColumnKind found, double value, String written) {
    if (kind != null && kind != found) {
      throw unfit(written, 0, kind, kind == ColumnKind.CATEGORY ? rule.textAdvice() : "");
    }
    kind = found;
    values.add(value);
  }

  /**
   * A text: true, false, a date, a category, or one that counts as missing. Blanks around it do not
   * matter.
   *
   * @throws UserInputException if the column may not hold it
   */
  @Override
  public void text(String text) {
    String cell = text.strip();
    if (isMissing(cell)) {
      missing(cell.isEmpty() ? "an empty cell" : quoted(cell));
    } else if (codes == null) {
      addConverted(cell);
    } else if (kind != null && kind != ColumnKind.CATEGORY) {
      throw unfit(quoted(cell), 0, kind, rule.textAdvice());
    } else {
      kind = ColumnKind.CATEGORY;
      values.add(codes.computeIfAbsent(cell, unknown -> codes.size()));
    }
  }

  private static String quoted(String cell) {
    return "\"" + cell + "\"";
  }

  private void addConverted(String text) {
    OptionalDouble flag = flag(text);
    OptionalDouble days = CellTime.days(text);
    if (flag.isPresent() && (kind == null || kind == ColumnKind.FLAG)) {
      add(ColumnKind.FLAG, flag.getAsDouble(), text);
    } else if (days.isPresent() && (kind == null || kind == ColumnKind.DATE)) {
      days(days.getAsDouble());
    } else {
      boolean number = kind == null || kind == ColumnKind.NUMBER;
      if (number && SIGNS.matcher(text).matches()) {
        throw unfit(
            quoted(text),
            0,
            ColumnKind.NUMBER,
            "set data.missing-words = [\"%s\"] if it means that a value is missing, and %s"
                .formatted(text, rule.gapAdvice()));
      }
      throw unfit(
          quoted(text), 0, number ? ColumnKind.NUMBER : kind, number ? rule.textAdvice() : "");
    }
  }

  /** 1 for true, 0 for false, in any case; empty for all other text. */
  static OptionalDouble flag(String text) {
    if (text.equalsIgnoreCase("true")) {
      return OptionalDouble.of(1.0);
    }
    return text.equalsIgnoreCase("false") ? OptionalDouble.of(0.0) : OptionalDouble.empty();
  }

  /**
   * A cell without a value.
   *
   * @param found the cell in words, for messages
   * @throws UserInputException if the column may have no gaps
   */
  @Override
  public void missing(String found) {
    if (!rule.gaps()) {
      throw unfit(found, 0, kind == null ? ColumnKind.NUMBER : kind, rule.gapAdvice());
    }
    values.add(Double.NaN);
  }

  @Override
  public void wrong(String found, int back) {
    throw unfit(found, back, kind == null ? ColumnKind.NUMBER : kind, "");
  }

  /** An error about a number that is not finite or written otherwise. */
  public UserInputException unfit(String found, String advice) {
    return unfit(found, 0, ColumnKind.NUMBER, advice);
  }

  private UserInputException unfit(String found, int back, ColumnKind expected, String advice) {
    return unfit(places.of(values.size() - back), name, found, expected, advice);
  }

  /** An error about a cell. */
  public static UserInputException unfit(
      String place, String column, String found, ColumnKind expected, String advice) {
    return new UserInputException(
        "%s, column %s: %s where %s is expected%s"
            .formatted(
                place,
                column,
                found.replaceAll("\\s", " "),
                expected.cell(),
                advice.isEmpty() ? "" : "; " + advice));
  }

  /**
   * The column, whose values go into a matrix.
   *
   * @param rows row-major
   * @param column the index of this column among {@code columns}
   */
  RawColumn into(double[] rows, int column, int columns) {
    RawColumn made = new RawColumn(name, kind == null ? ColumnKind.NUMBER : kind, List.of());
    double[] numbers = null;
    if (kind == ColumnKind.CATEGORY) {
      String[] texts = codes.keySet().toArray(new String[0]);
      Arrays.sort(texts, Comparator.comparing(codes::get));
      made = made(texts);
      numbers = new double[texts.length];
      for (int code = 0; code < texts.length; code++) {
        numbers[code] = numberOf(texts[code], made);
      }
    }
    for (int i = 0; i < values.size(); i++) {
      double value = values.get(i);
      rows[i * columns + column] =
          numbers == null || Double.isNaN(value) ? value : numbers[(int) value];
    }
    return made;
  }

  private RawColumn made(String[] texts) {
    if (!isText() && all(texts, ColumnBuilder::flag)) {
      return new RawColumn(name, ColumnKind.FLAG, List.of());
    }
    if (!isText() && all(texts, CellTime::days)) {
      return new RawColumn(name, ColumnKind.DATE, List.of());
    }
    return new RawColumn(name, ColumnKind.CATEGORY, Arrays.stream(texts).sorted().toList());
  }

  private static boolean all(String[] texts, Function<String, OptionalDouble> number) {
    return Arrays.stream(texts).map(number).allMatch(OptionalDouble::isPresent);
  }

  /** The number that stands for a text in a column of texts. */
  private static double numberOf(String text, RawColumn column) {
    return switch (column.kind()) {
      case FLAG -> flag(text).orElseThrow();
      case DATE -> CellTime.days(text).orElseThrow();
      default -> Collections.binarySearch(column.texts(), text);
    };
  }

  int size() {
    return values.size();
  }
}
