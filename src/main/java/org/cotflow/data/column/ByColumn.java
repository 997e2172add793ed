package org.cotflow.data.column;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.base.NearestName;
import org.cotflow.base.UserInputException;

/**
 * A setting for all columns of a table, or all classes of samples, and other values for some of
 * them.
 *
 * @param otherwise the value for columns that are not named
 * @param columns values by the columns' names
 */
public record ByColumn(String otherwise, SortedMap<String, String> columns)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ByColumn {
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /** One value for all columns. */
  public static ByColumn all(String value) {
    return new ByColumn(value, Collections.emptySortedMap());
  }

  /** The value for a column. */
  public String of(String column) {
    return columns.getOrDefault(column, otherwise);
  }

  /**
   * Checks that all named columns exist.
   *
   * @param key the key of the configuration, as in {@code data.missing}
   * @param names all columns of the table
   */
  void requireNames(String key, Collection<String> names, String origin) {
    for (Map.Entry<String, String> entry : columns.entrySet()) {
      if (!names.contains(entry.getKey())) {
        throw new UserInputException(
            "%s has no column \"%s\", which %s names; the nearest name is \"%s\""
                .formatted(
                    origin, entry.getKey(), key, NearestName.of(entry.getKey(), names).orElse("")));
      }
    }
  }

  /** How a column is named in a key: {@code data.missing.age = mean}. */
  static String assignment(String key, String column, String value) {
    boolean plain = column.matches("[A-Za-z0-9_-]+");
    return "%s.%s = %s".formatted(key, plain ? column : "\"" + column + "\"", value);
  }
}
