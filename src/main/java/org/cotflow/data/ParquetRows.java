package org.cotflow.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReader;
import org.cotflow.base.UserInputException;
import org.cotflow.format.parquet.CellSink;
import org.cotflow.format.parquet.ParquetField;

/** The rows read so far from Parquet, row-major; each row group comes column by column. */
final class ParquetRows {
  private final String origin;
  private final ColumnSelection selection;
  private final boolean gaps;
  private double[] features = new double[0];
  private double[] targets = new double[0];
  private String[] texts;
  private Boolean textTarget;
  private int count;

  /**
   * @param gaps whether targets may be missing: then they are NaN or an empty text
   */
  ParquetRows(String origin, ColumnSelection selection, boolean gaps) {
    this.origin = origin;
    this.selection = selection;
    this.gaps = gaps;
  }

  ColumnSelection selection() {
    return selection;
  }

  int count() {
    return count;
  }

  double[] features() {
    return features;
  }

  RawTarget target() {
    return texts == null
        ? new RawTarget.Numbers(selection.targetNames(), targets, RawTarget.Meaning.UNSAID)
        : new RawTarget.Texts(
            selection.targetNames().get(0),
            texts,
            "\"" + texts[0].replaceAll("\\s", " ") + "\" in row 1");
  }

  /**
   * Checks the columns of a part. Their order does not matter, nor do further columns.
   *
   * @throws UserInputException if a column is missing, holds neither numbers nor, where allowed,
   *     strings, or strings in one part and numbers in another
   */
  void requireColumns(ParquetPart part) {
    for (String name : selection.featureNames()) {
      requireColumn(part, name, false);
    }
    List<String> outputs = selection.targetNames();
    for (String name : outputs) {
      boolean text = requireColumn(part, name, outputs.size() == 1);
      if (textTarget != null && textTarget != text) {
        throw new UserInputException(
            "%s, column %s holds %s, and %s in the parts before it; write all parts with one type"
                .formatted(part, name, text ? "text" : "numbers", textTarget ? "text" : "numbers"));
      }
      textTarget = text;
    }
  }

  /** Whether the column, which holds what is needed, holds text. */
  private static boolean requireColumn(ParquetPart part, String name, boolean textAllowed) {
    if (!part.columns().contains(name)) {
      throw new UserInputException(
          "%s has other columns than the parts before it: it has no %s, only %s"
              .formatted(part, name, String.join(", ", part.columns())));
    }
    boolean text = part.isText(name);
    if (part.isReadable(name) && (textAllowed || !text)) {
      return text;
    }
    throw new UserInputException(
        "%s, column %s is of type \"%s\" where a plain number is expected"
            .formatted(part, name, part.type(name)));
  }

  /**
   * Appends a row group.
   *
   * @param readers of the file's columns, by their paths
   * @param rowsBefore rows of the part before this group, for messages
   */
  void addGroup(
      ParquetPart part,
      Function<List<String>, ColumnReader> readers,
      long groupRows,
      long rowsBefore) {
    if (count + groupRows > DoubleList.LARGEST) {
      throw DoubleList.tooLong(origin);
    }
    int rows = (int) groupRows;
    Map<String, CellSink> sinks = sinks(rows, part + " row ", rowsBefore);
    for (ParquetField field : part.fields()) {
      List<CellSink> own =
          field.columns().stream().map(name -> sinks.getOrDefault(name, CellSink.NONE)).toList();
      if (own.stream().anyMatch(sink -> sink != CellSink.NONE)) {
        field.read(readers, part.schema(), rows, own);
      }
    }
    part.partition()
        .forEach(
            (name, value) -> {
              CellSink sink = sinks.getOrDefault(name, CellSink.NONE);
              for (int i = 0; i < rows; i++) {
                give(value, part.isText(name), sink);
              }
            });
    count += rows;
  }

  private static void give(String value, boolean text, CellSink sink) {
    if (value == null) {
      sink.missing("null");
    } else if (text) {
      sink.text(value);
    } else {
      sink.number(CellNumber.of(value).orElse(Double.NaN));
    }
  }

  /** Makes place for further rows, and gives the sinks of their columns. */
  private Map<String, CellSink> sinks(int rows, String place, long rowsBefore) {
    Map<String, CellSink> sinks = new HashMap<>();
    List<String> inputs = selection.featureNames();
    List<String> outputs = selection.targetNames();
    features = enlarged(features, rows, inputs.size());
    targets = enlarged(targets, rows, outputs.size());
    for (int j = 0; j < inputs.size(); j++) {
      Cells cells = new Cells(inputs.get(j), place, rowsBefore, false);
      sinks.put(inputs.get(j), cells.into(features, count * inputs.size() + j, inputs.size()));
    }
    for (int j = 0; j < outputs.size(); j++) {
      Cells cells = new Cells(outputs.get(j), place, rowsBefore, gaps);
      sinks.put(outputs.get(j), cells.into(targets, count * outputs.size() + j, outputs.size()));
    }
    if (Boolean.TRUE.equals(textTarget)) {
      texts = texts == null ? new String[rows] : Arrays.copyOf(texts, count + rows);
      ((Cells) sinks.get(outputs.get(0))).texts = texts;
    }
    return sinks;
  }

  private double[] enlarged(double[] values, int rows, int columns) {
    long size = ((long) count + rows) * columns;
    if (size > DoubleList.LARGEST) {
      throw DoubleList.tooLong(origin);
    }
    return Arrays.copyOf(values, (int) size);
  }

  /** Puts the cells of a column into its rows, and refuses what it cannot hold. */
  private static final class Cells implements CellSink {
    private final String column;
    private final String place;
    private final long rowsBefore;
    private final boolean gaps;
    private double[] values;
    private String[] texts;
    private int first;
    private int stride;
    private int done;

    Cells(String column, String place, long rowsBefore, boolean gaps) {
      this.column = column;
      this.place = place;
      this.rowsBefore = rowsBefore;
      this.gaps = gaps;
    }

    Cells into(double[] rows, int at, int columns) {
      values = rows;
      first = at;
      stride = columns;
      return this;
    }

    @Override
    public void number(double value) {
      if (!Double.isFinite(value) && !(gaps && Double.isNaN(value))) {
        wrong(Double.toString(value), 0);
      }
      values[first + done * stride] = value;
      done++;
    }

    @Override
    public void flag(boolean value) {
      number(value ? 1.0 : 0.0);
    }

    @Override
    public void days(double days) {
      number(days);
    }

    @Override
    public void text(String text) {
      texts[first + done] = text; // the only target
      done++;
    }

    @Override
    public void missing(String found) {
      if (!gaps) {
        wrong(found, 0);
      }
      if (texts == null) {
        number(Double.NaN);
      } else {
        text("");
      }
    }

    @Override
    public void wrong(String found, int back) {
      throw new UserInputException(
          "%s%s, column %s: %s where a finite number or a label is expected"
              .formatted(place, rowsBefore + done + 1 - back, column, found));
    }
  }
}
