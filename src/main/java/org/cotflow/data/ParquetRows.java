package org.cotflow.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.NpyType;
import org.cotflow.format.Utf8;

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
  void requireColumns(MessageType schema, Location part) {
    for (String name : selection.featureNames()) {
      require(schema, name, false, part);
    }
    List<String> outputs = selection.targetNames();
    for (String name : outputs) {
      boolean text = require(schema, name, outputs.size() == 1, part);
      if (textTarget != null && textTarget != text) {
        throw new UserInputException(
            "%s, column %s holds %s, and %s in the parts before it; write all parts with one type"
                .formatted(part, name, text ? "text" : "numbers", textTarget ? "text" : "numbers"));
      }
      textTarget = text;
    }
  }

  /** Whether the column, which holds what is needed, holds text. */
  private static boolean require(
      MessageType schema, String name, boolean textAllowed, Location part) {
    if (!schema.containsField(name)) {
      throw new UserInputException(
          "%s has other columns than the parts before it: it has no %s, only %s"
              .formatted(
                  part,
                  name,
                  String.join(", ", schema.getFields().stream().map(Type::getName).toList())));
    }
    Type column = schema.getType(name);
    if (column.isPrimitive() && !column.isRepetition(Type.Repetition.REPEATED)) {
      PrimitiveType primitive = column.asPrimitiveType();
      if (isNumber(primitive) || (textAllowed && isText(primitive))) {
        return isText(primitive);
      }
    }
    throw new UserInputException(
        "%s, column %s is of type \"%s\" where a plain number is expected"
            .formatted(part, name, column.toString().replaceAll("\\s+", " ")));
  }

  private static boolean isNumber(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case DOUBLE, FLOAT, BOOLEAN -> logical == null;
      case INT32, INT64 -> logical == null || logical instanceof IntLogicalTypeAnnotation;
      default -> false;
    };
  }

  private static boolean isText(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
  }

  /**
   * Appends a row group.
   *
   * @param readers the reader of a column, by its name
   * @param rowsBefore rows of the part before this group, for messages
   */
  void addGroup(
      Function<String, ColumnReader> readers,
      MessageType schema,
      long groupRows,
      Location part,
      long rowsBefore) {
    if (count + groupRows > DoubleList.LARGEST) {
      throw DoubleList.tooLong(origin);
    }
    int rows = (int) groupRows;
    List<String> inputs = selection.featureNames();
    List<String> outputs = selection.targetNames();
    features = enlarged(features, rows, inputs.size());
    targets = enlarged(targets, rows, outputs.size());
    for (int j = 0; j < inputs.size(); j++) {
      Type type = schema.getType(inputs.get(j));
      read(readers.apply(inputs.get(j)), type, features, j, inputs.size(), rows, false)
          .check(part, rowsBefore);
    }
    for (int j = 0; j < outputs.size(); j++) {
      Type type = schema.getType(outputs.get(j));
      ColumnReader reader = readers.apply(outputs.get(j));
      Outcome outcome =
          isText(type.asPrimitiveType())
              ? readTexts(reader, type, rows)
              : read(reader, type, targets, j, outputs.size(), rows, gaps);
      outcome.check(part, rowsBefore);
    }
    count += rows;
  }

  private double[] enlarged(double[] values, int rows, int columns) {
    long size = ((long) count + rows) * columns;
    if (size > DoubleList.LARGEST) {
      throw DoubleList.tooLong(origin);
    }
    return Arrays.copyOf(values, (int) size);
  }

  private Outcome read(
      ColumnReader reader,
      Type type,
      double[] into,
      int column,
      int columns,
      int rows,
      boolean mayBeMissing) {
    int whole = reader.getDescriptor().getMaxDefinitionLevel();
    for (int i = 0; i < rows; i++) {
      boolean empty = reader.getCurrentDefinitionLevel() < whole;
      if (empty && !mayBeMissing) {
        return new Outcome(type.getName(), i, "null");
      }
      double value = empty ? Double.NaN : number(reader, type.asPrimitiveType());
      if (!Double.isFinite(value) && !(mayBeMissing && Double.isNaN(value))) {
        return new Outcome(type.getName(), i, Double.toString(value));
      }
      into[(count + i) * columns + column] = value;
      reader.consume();
    }
    return Outcome.GOOD;
  }

  private Outcome readTexts(ColumnReader reader, Type type, int rows) {
    texts = texts == null ? new String[rows] : Arrays.copyOf(texts, count + rows);
    int whole = reader.getDescriptor().getMaxDefinitionLevel();
    for (int i = 0; i < rows; i++) {
      boolean empty = reader.getCurrentDefinitionLevel() < whole;
      if (empty && !gaps) {
        return new Outcome(type.getName(), i, "null");
      }
      String text = empty ? "" : Utf8.strictly(reader.getBinary().getBytes());
      if (text == null) {
        return new Outcome(type.getName(), i, "text that is not UTF-8");
      }
      texts[count + i] = text;
      reader.consume();
    }
    return Outcome.GOOD;
  }

  private static double number(ColumnReader reader, PrimitiveType type) {
    boolean unsigned =
        type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer
            && !integer.isSigned();
    return switch (type.getPrimitiveTypeName()) {
      case DOUBLE -> reader.getDouble();
      case FLOAT -> reader.getFloat();
      case BOOLEAN -> reader.getBoolean() ? 1.0 : 0.0;
      case INT32 ->
          unsigned ? Integer.toUnsignedLong(reader.getInteger()) : (double) reader.getInteger();
      case INT64 -> unsigned ? NpyType.unsigned(reader.getLong()) : (double) reader.getLong();
      default -> throw new IllegalStateException(type.toString());
    };
  }

  /** The first cell of a column that cannot be used; {@link #GOOD} if there is none. */
  private record Outcome(String column, int row, String found) {
    static final Outcome GOOD = new Outcome(null, 0, null);

    void check(Location part, long rowsBefore) {
      if (found != null) {
        throw new UserInputException(
            "%s row %s, column %s: %s where a finite number or a label is expected"
                .formatted(part, rowsBefore + row + 1, column, found));
      }
    }
  }
}
