package org.cotflow.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReader;
import org.cotflow.base.UserInputException;
import org.cotflow.data.CellNumber;
import org.cotflow.data.ColumnSelection;
import org.cotflow.data.RawTarget;
import org.cotflow.data.TargetKinds;
import org.cotflow.data.column.CellRule;
import org.cotflow.data.column.ColumnBuilder;
import org.cotflow.data.column.ColumnKind;
import org.cotflow.data.column.DoubleList;
import org.cotflow.data.column.RawFeatures;
import org.cotflow.data.column.TableBuilder;
import org.cotflow.format.parquet.CellSink;
import org.cotflow.format.parquet.ParquetField;

/** The rows read so far from Parquet, row-major; each row group comes column by column. */
final class ParquetRows {
  private final String origin;
  private final ColumnSelection selection;
  private final TableBuilder features;
  private final TargetKinds kinds;
  private double[] targets = new double[0];
  private String[] texts;
  private Boolean textTarget;
  private int count;

  ParquetRows(String origin, ColumnSelection selection) {
    this.origin = origin;
    this.selection = selection;
    this.features = selection.table(origin);
    this.kinds = new TargetKinds(selection.targetNames());
  }

  ColumnSelection selection() {
    return selection;
  }

  /** What is to be said about the cells. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(features.remarks().notes());
    notes.addAll(kinds.notes());
    return notes;
  }

  RawFeatures features() {
    return features.finished(count);
  }

  RawTarget target() {
    return texts == null
        ? new RawTarget.Numbers(selection.targetNames(), targets, kinds.meaning())
        : new RawTarget.Texts(
            selection.targetNames().get(0),
            texts,
            "\"" + String.valueOf(texts[0]).replaceAll("\\s", " ") + "\" in row 1");
  }

  /**
   * Checks the columns of a part. Their order does not matter, nor do further columns.
   *
   * @throws UserInputException if a column is missing, holds neither numbers nor, where allowed,
   *     strings, or a target holds strings in one part and numbers in another
   */
  void requireColumns(ParquetPart part) {
    for (String name : selection.featureNames()) {
      requireColumn(part, name, true);
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
    features.places().add(count, part.toString(), "row", rowsBefore + 1);
    Map<String, CellSink> sinks = sinks(rows);
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
    } else if (text || sink instanceof ColumnBuilder column && column.isText()) {
      sink.text(value);
    } else {
      sink.number(CellNumber.of(value).orElse(Double.NaN));
    }
  }

  /** Makes place for further rows, and gives the sinks of their columns. */
  private Map<String, CellSink> sinks(int rows) {
    Map<String, CellSink> sinks = new HashMap<>();
    List<String> inputs = selection.featureNames();
    List<String> outputs = selection.targetNames();
    targets = enlarged(targets, rows, outputs.size());
    if (Boolean.TRUE.equals(textTarget)) {
      texts = texts == null ? new String[rows] : Arrays.copyOf(texts, count + rows);
    }
    for (int j = 0; j < inputs.size(); j++) {
      sinks.put(inputs.get(j), features.column(j));
    }
    for (int j = 0; j < outputs.size(); j++) {
      sinks.put(outputs.get(j), new Target(j));
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

  /** Puts the cells of a target column into its rows, and refuses what it cannot hold. */
  private final class Target implements CellSink {
    private final int column;
    private final CellRule rule;
    private int row = count;

    Target(int column) {
      this.column = column;
      this.rule = selection.targetRules().get(column);
    }

    @Override
    public void number(double value) {
      if (Double.isNaN(value)) {
        missing("NaN");
      } else if (!Double.isFinite(value)) {
        throw unfit(Double.toString(value), 0, "");
      } else {
        put(ColumnKind.NUMBER, value);
      }
    }

    private void put(ColumnKind kind, double value) {
      if (!kinds.accepts(column, kind)) {
        throw ColumnBuilder.unfit(
            features.places().of(row),
            selection.targetNames().get(column),
            kind.cell(),
            kinds.of(column),
            "write all parts with one type");
      }
      put(value);
    }

    private void put(double value) {
      targets[row * selection.targets().length + column] = value;
      row++;
    }

    @Override
    public void integer(String digits, double value) {
      String name = selection.targetNames().get(column);
      features.remarks().look(name, digits, value, () -> features.places().of(row));
      number(value);
    }

    @Override
    public void flag(boolean value) {
      put(ColumnKind.FLAG, value ? 1.0 : 0.0);
    }

    @Override
    public void days(double days) {
      put(ColumnKind.DATE, days);
    }

    @Override
    public void text(String text) {
      texts[row] = text; // the only target
      row++;
    }

    @Override
    public void missing(String found) {
      if (!rule.gaps()) {
        throw unfit(found, 0, rule.gapAdvice());
      }
      put(Double.NaN);
    }

    @Override
    public void wrong(String found, int back) {
      throw unfit(found, back, "");
    }

    private UserInputException unfit(String found, int back, String advice) {
      return new UserInputException(
          "%s, column %s: %s where a finite number or a label is expected%s"
              .formatted(
                  features.places().of(row - back),
                  selection.targetNames().get(column),
                  found,
                  advice.isEmpty() ? "" : "; " + advice));
    }
  }
}
