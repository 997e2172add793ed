package org.cotflow.format.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * A field of a Parquet file as columns of a table: a plain one is one column; a list of a fixed
 * length and a Spark ML vector, dense or sparse, of the field {@code x} are the columns {@code
 * x_0}, {@code x_1}, ...
 *
 * @param name of the field
 * @param shape what it holds
 * @param leaf the path of its values in the file; the field's own for {@link Shape#OTHER}
 * @param length the number of columns; {@link #UNKNOWN} before it is found in a row
 */
public record ParquetField(String name, Shape shape, List<String> leaf, int length) {
  public static final int UNKNOWN = -1;

  /** How the cells of a field lie in the file. */
  public enum Shape {
    PLAIN,
    LIST,
    VECTOR,
    /** A structure that is not read. */
    OTHER
  }

  /** The fields of a file. */
  public static List<ParquetField> of(MessageType schema) {
    List<ParquetField> fields = new ArrayList<>();
    for (Type type : schema.getFields()) {
      fields.add(of(type));
    }
    return fields;
  }

  private static ParquetField of(Type type) {
    String name = type.getName();
    boolean repeated = type.isRepetition(Type.Repetition.REPEATED);
    if (type.isPrimitive()) {
      return repeated
          ? new ParquetField(name, Shape.LIST, List.of(name), UNKNOWN)
          : new ParquetField(name, Shape.PLAIN, List.of(name), 1);
    }
    GroupType group = type.asGroupType();
    if (!repeated && isVector(group)) {
      List<String> leaf = new ArrayList<>(List.of(name));
      leaf.addAll(listLeaf(group.getType("values")));
      return new ParquetField(name, Shape.VECTOR, leaf, UNKNOWN);
    }
    List<String> leaf = repeated ? null : listLeaf(type);
    return leaf == null
        ? new ParquetField(name, Shape.OTHER, List.of(name), 1)
        : new ParquetField(name, Shape.LIST, leaf, UNKNOWN);
  }

  /** The structure in which Spark keeps ml.linalg.Vector. */
  private static boolean isVector(GroupType group) {
    boolean named =
        group.getFields().stream()
            .map(Type::getName)
            .toList()
            .equals(List.of("type", "size", "indices", "values"));
    return named
        && isOf(group.getType("type"), PrimitiveTypeName.INT32)
        && isOf(group.getType("size"), PrimitiveTypeName.INT32)
        && isListOf(group.getType("indices"), PrimitiveTypeName.INT32)
        && isListOf(group.getType("values"), PrimitiveTypeName.DOUBLE);
  }

  private static boolean isOf(Type type, PrimitiveTypeName primitive) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == primitive;
  }

  private static boolean isListOf(Type type, PrimitiveTypeName primitive) {
    List<String> path = listLeaf(type);
    if (path == null) {
      return false;
    }
    Type element = type;
    for (String step : path.subList(1, path.size())) {
      element = element.asGroupType().getType(step);
    }
    return element.asPrimitiveType().getPrimitiveTypeName() == primitive;
  }

  /** The path to the elements of a list of primitives, in two or three levels; null for others. */
  private static List<String> listLeaf(Type type) {
    boolean list =
        !type.isPrimitive()
            && type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
            && type.asGroupType().getFieldCount() == 1
            && type.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED);
    if (!list) {
      return null;
    }
    Type repeated = type.asGroupType().getType(0);
    if (repeated.isPrimitive()) {
      return List.of(type.getName(), repeated.getName());
    }
    GroupType inner = repeated.asGroupType();
    return inner.getFieldCount() == 1
            && inner.getType(0).isPrimitive()
            && !inner.getType(0).isRepetition(Type.Repetition.REPEATED)
        ? List.of(type.getName(), repeated.getName(), inner.getType(0).getName())
        : null;
  }

  /** The names of its columns. */
  public List<String> columns() {
    return shape == Shape.PLAIN || shape == Shape.OTHER
        ? List.of(name)
        : IntStream.range(0, Math.max(0, length)).mapToObj(i -> name + "_" + i).toList();
  }

  public ParquetField withLength(int found) {
    return new ParquetField(name, shape, leaf, found);
  }

  /** Whether its columns hold something that can be read. */
  public boolean isReadable(MessageType schema) {
    return shape != Shape.OTHER && ParquetCell.of(primitive(schema)) != ParquetCell.NONE;
  }

  /** Whether it is a column of text. */
  public boolean isText(MessageType schema) {
    return isReadable(schema) && ParquetCell.of(primitive(schema)) == ParquetCell.TEXT;
  }

  private PrimitiveType primitive(MessageType schema) {
    return schema.getType(leaf.toArray(String[]::new)).asPrimitiveType();
  }

  /** Its type in words, the same in every locale. */
  public String type(MessageType schema) {
    Type type = schema.getType(name);
    String logical =
        type.getLogicalTypeAnnotation() == null ? "" : " " + type.getLogicalTypeAnnotation();
    return (type.isPrimitive()
            ? type.asPrimitiveType().getPrimitiveTypeName().name().toLowerCase(Locale.ROOT)
            : "a structure")
        + logical;
  }

  /**
   * The number of columns that the first row with a value says; {@link #UNKNOWN} if no row has one.
   *
   * @param readers of the file's columns, by their paths
   */
  public int lengthIn(Function<List<String>, ColumnReader> readers, MessageType schema, int rows) {
    Elements values = new Elements(readers.apply(leaf), schema, leaf);
    ColumnReader sizes = shape == Shape.VECTOR ? readers.apply(List.of(name, "size")) : null;
    for (int i = 0; i < rows; i++) {
      int found = values.next(element -> {});
      if (sizes != null) {
        boolean sparse =
            sizes.getCurrentDefinitionLevel() == sizes.getDescriptor().getMaxDefinitionLevel();
        found = sparse ? sizes.getInteger() : found;
        sizes.consume();
      }
      if (found > 0) {
        return found;
      }
    }
    return UNKNOWN;
  }

  /**
   * Gives the cells of a row group to the sinks of the columns.
   *
   * @param sinks one for each of {@link #columns()}
   */
  public void read(
      Function<List<String>, ColumnReader> readers,
      MessageType schema,
      int rows,
      List<? extends CellSink> sinks) {
    switch (shape) {
      case PLAIN -> readPlain(readers.apply(leaf), schema, rows, sinks.get(0));
      case LIST -> readLists(readers.apply(leaf), schema, rows, sinks);
      case VECTOR -> readVectors(readers, schema, rows, sinks);
      case OTHER -> throw new IllegalStateException(name + " holds nothing that can be read");
    }
  }

  private void readPlain(ColumnReader reader, MessageType schema, int rows, CellSink sink) {
    BiConsumer<ColumnReader, CellSink> transfer = ParquetCell.transfer(primitive(schema));
    int whole = reader.getDescriptor().getMaxDefinitionLevel();
    for (int i = 0; i < rows; i++) {
      if (reader.getCurrentDefinitionLevel() < whole) {
        sink.missing("null");
      } else {
        transfer.accept(reader, sink);
      }
      reader.consume();
    }
  }

  private void readLists(
      ColumnReader reader, MessageType schema, int rows, List<? extends CellSink> sinks) {
    BiConsumer<ColumnReader, CellSink> transfer = ParquetCell.transfer(primitive(schema));
    int whole = reader.getDescriptor().getMaxDefinitionLevel();
    Elements elements = new Elements(reader, schema, leaf);
    for (int i = 0; i < rows; i++) {
      int count =
          elements.next(
              element -> {
                if (element >= length) {
                  refuse(sinks, 1, tooMany());
                } else if (reader.getCurrentDefinitionLevel() < whole) {
                  sinks.get(element).missing("null");
                } else {
                  transfer.accept(reader, sinks.get(element));
                }
              });
      if (count == 0) {
        sinks.forEach(sink -> sink.missing("null"));
      } else if (count < length) {
        String found =
            "a list of only " + count + " values, and of " + length + " in the first row,";
        refuse(sinks.subList(0, count), 1, found);
        refuse(sinks.subList(count, length), 0, found);
      }
    }
  }

  /** To all, since only those of columns that are needed have something to say. */
  private static void refuse(List<? extends CellSink> sinks, int back, String found) {
    sinks.forEach(sink -> sink.wrong(found, back));
  }

  private String tooMany() {
    return "a list of more values than the " + length + " in the first row,";
  }

  /** Dense: all values. Sparse: the size, and the values at some indices. */
  private void readVectors(
      Function<List<String>, ColumnReader> readers,
      MessageType schema,
      int rows,
      List<? extends CellSink> sinks) {
    ColumnReader sizes = readers.apply(List.of(name, "size"));
    ColumnReader types = readers.apply(List.of(name, "type"));
    List<String> indexLeaf = new ArrayList<>(List.of(name));
    indexLeaf.addAll(listLeaf(schema.getType(name).asGroupType().getType("indices")));
    ColumnReader indexReader = readers.apply(indexLeaf);
    ColumnReader valueReader = readers.apply(leaf);
    Elements indices = new Elements(indexReader, schema, indexLeaf);
    Elements values = new Elements(valueReader, schema, leaf);
    int[] at = new int[length];
    double[] found = new double[length];
    for (int i = 0; i < rows; i++) {
      boolean there =
          types.getCurrentDefinitionLevel() == types.getDescriptor().getMaxDefinitionLevel();
      boolean sparse = there && types.getInteger() == 0;
      int size = sparse && isThere(sizes) ? sizes.getInteger() : length;
      types.consume();
      sizes.consume();
      int places =
          indices.next(
              element -> {
                if (element < length) {
                  at[element] = isThere(indexReader) ? indexReader.getInteger() : -1;
                }
              });
      int count =
          values.next(
              element -> {
                if (element < length) {
                  found[element] = isThere(valueReader) ? valueReader.getDouble() : Double.NaN;
                }
              });
      if (!there) {
        sinks.forEach(sink -> sink.missing("null"));
      } else if (sparse && places == count && size == length && count <= length) {
        spread(at, found, count, sinks);
      } else if (!sparse && count == length) {
        for (int j = 0; j < length; j++) {
          sinks.get(j).number(found[j]);
        }
      } else {
        int shown = sparse ? size : count;
        refuse(sinks, 0, "a vector of size " + shown + ", and " + length + " in the first row,");
      }
    }
  }

  private static boolean isThere(ColumnReader reader) {
    return reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel();
  }

  private void spread(int[] at, double[] values, int count, List<? extends CellSink> sinks) {
    double[] dense = new double[length];
    for (int k = 0; k < count; k++) {
      if (at[k] < 0 || at[k] >= length) {
        refuse(sinks, 0, "a vector with the index " + at[k] + " and size " + length);
        return;
      }
      dense[at[k]] = values[k];
    }
    for (int j = 0; j < length; j++) {
      sinks.get(j).number(dense[j]);
    }
  }

  /** The elements of a repeated column, row by row. */
  private static final class Elements {
    private final ColumnReader reader;
    private final int present;

    Elements(ColumnReader reader, MessageType schema, List<String> leaf) {
      this.reader = reader;
      int repeated = 1;
      while (!schema
          .getType(leaf.subList(0, repeated).toArray(String[]::new))
          .isRepetition(Type.Repetition.REPEATED)) {
        repeated++;
      }
      this.present = schema.getMaxDefinitionLevel(leaf.subList(0, repeated).toArray(String[]::new));
    }

    /** Shows each element of the next row to a reader of values; their number. */
    int next(IntConsumer each) {
      int count = 0;
      do {
        if (reader.getCurrentDefinitionLevel() >= present) {
          each.accept(count);
          count++;
        }
        reader.consume();
      } while (reader.getCurrentRepetitionLevel() > 0);
      return count;
    }
  }
}
