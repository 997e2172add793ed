package org.cotflow.format;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table with one row per record: each component of the record is a column, declared there and
 * nowhere else. Components are texts and numbers; a number that is not known is null, and its cell
 * is empty.
 *
 * @param <R> the record
 */
public final class RecordTable<R extends Record> {
  /** The column of a component, where it does not bear the component's name. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  public @interface Column {
    /** The name in the first line of the table. */
    String value();
  }

  /** The number, or null for NaN: what a table knows nothing of. */
  public static Double known(Double number) {
    return number == null || number.isNaN() ? null : number;
  }

  private final RecordComponent[] components;
  private final Constructor<R> constructor;

  private RecordTable(RecordComponent[] components, Constructor<R> constructor) {
    this.components = components;
    this.constructor = constructor;
  }

  /**
   * The table of a type of records.
   *
   * @throws IllegalArgumentException where a component is neither String, Integer nor Double
   */
  public static <R extends Record> RecordTable<R> of(Class<R> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Arrays.setAll(types, i -> components[i].getType());
    if (!List.of(String.class, Integer.class, Double.class).containsAll(List.of(types))) {
      throw new IllegalArgumentException(type + " has a component of another type");
    }
    try {
      return new RecordTable<>(components, type.getDeclaredConstructor(types));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The names of the columns in their order. */
  public List<String> columns() {
    return Arrays.stream(components).map(RecordTable::column).toList();
  }

  private static String column(RecordComponent component) {
    Column named = component.getAnnotation(Column.class);
    return named == null ? component.getName() : named.value();
  }

  /** The text of a table. */
  public String text(List<R> records) {
    return Csv.table(columns(), records.stream().map(this::cells).toList());
  }

  private List<Object> cells(R record) {
    try {
      List<Object> cells = new ArrayList<>();
      for (RecordComponent component : components) {
        cells.add(component.getAccessor().invoke(record));
      }
      return cells;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a table. Columns that it does not have are empty texts and unknown numbers. */
  public List<R> read(CsvTable table) {
    return table.rows().stream().map(this::read).toList();
  }

  private R read(CsvTable.Row row) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      String column = column(components[i]);
      Double number = components[i].getType() == String.class ? null : row.number(column);
      values[i] =
          components[i].getType() == String.class
              ? row.text(column)
              : number == null || components[i].getType() == Double.class
                  ? number
                  : (Object) number.intValue();
    }
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
