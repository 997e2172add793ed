package org.cotflow.data;

import java.util.Arrays;
import java.util.function.IntFunction;
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

/** The rows read so far from Parquet, row-major; each row group comes column by column. */
final class ParquetRows {

  private final String origin;
  private final ColumnSelection selection;
  private double[] features = new double[0];
  private double[] targets = new double[0];
  private String[] texts;
  private int count;

  ParquetRows(String origin, ColumnSelection selection) {
    this.origin = origin;
    this.selection = selection;
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
   * @throws UserInputException if the column holds neither numbers nor, where allowed, strings
   */
  static void check(Type column, boolean textAllowed, Location part) {
    if (column.isPrimitive() && !column.isRepetition(Type.Repetition.REPEATED)) {
      PrimitiveType primitive = column.asPrimitiveType();
      if (isNumber(primitive) || (textAllowed && isText(primitive))) {
        return;
      }
    }
    throw new UserInputException(
        "%s, column %s is of type \"%s\" where a plain number is expected"
            .formatted(part, column.getName(), column.toString().replaceAll("\\s+", " ")));
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
   * @param readers the reader of a column, by its index
   * @param rowsBefore rows of the part before this group, for messages
   */
  void addGroup(
      IntFunction<ColumnReader> readers,
      MessageType schema,
      long groupRows,
      Location part,
      long rowsBefore) {
    if (count + groupRows > DoubleList.LARGEST) {
      throw DoubleList.tooLong(origin);
    }
    int rows = (int) groupRows;
    int[] inputs = selection.features();
    int[] outputs = selection.targets();
    features = enlarged(features, rows, inputs.length);
    targets = enlarged(targets, rows, outputs.length);
    for (int j = 0; j < inputs.length; j++) {
      read(readers.apply(inputs[j]), schema.getType(inputs[j]), features, j, inputs.length, rows)
          .check(part, rowsBefore);
    }
    for (int j = 0; j < outputs.length; j++) {
      Type type = schema.getType(outputs[j]);
      if (isText(type.asPrimitiveType())) {
        readTexts(readers.apply(outputs[j]), type, rows).check(part, rowsBefore);
      } else {
        read(readers.apply(outputs[j]), type, targets, j, outputs.length, rows)
            .check(part, rowsBefore);
      }
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
      ColumnReader reader, Type type, double[] into, int column, int columns, int rows) {
    int whole = reader.getDescriptor().getMaxDefinitionLevel();
    for (int i = 0; i < rows; i++) {
      if (reader.getCurrentDefinitionLevel() < whole) {
        return new Outcome(type.getName(), i, "null");
      }
      double value = number(reader, type.asPrimitiveType());
      if (!Double.isFinite(value)) {
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
      if (reader.getCurrentDefinitionLevel() < whole) {
        return new Outcome(type.getName(), i, "null");
      }
      texts[count + i] = reader.getBinary().toStringUsingUTF8();
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
