package org.cotflow.data;

import java.util.List;
import java.util.regex.Pattern;
import org.cotflow.base.UserInputException;

/**
 * Finds a column that only numbers the rows, as pandas and R write it. It says nothing about a
 * sample, and a network that reads it would learn the order of the file.
 */
public final class IndexColumn {
  /** {@code data.index-column} for a table without one. */
  public static final String NONE = "none";

  /** What such a column is called: by an empty cell of the header, by pandas, in its Parquet. */
  private static final Pattern NAMES =
      Pattern.compile("column_[0-9]+|Unnamed: [0-9]+|__index_level_[0-9]+__|(?i:index|rownames)");

  private IndexColumn() {}

  /**
   * @throws UserInputException if a feature, or the last column as the target, looks like an index
   *     and the configuration does not say what it is
   */
  static void requireNone(RawSamples samples, DataSpec spec) {
    if (spec.indexColumn() != null) {
      return;
    }
    List<String> features = samples.features().names();
    for (int j = 0; j < features.size() && spec.features().isEmpty(); j++) {
      requireNone(
          samples.origin(),
          features.get(j),
          samples.features().values(),
          j,
          features.size(),
          "a feature");
    }
    if (spec.target().isEmpty() && samples.target() instanceof RawTarget.Numbers numbers) {
      requireNone(
          samples.origin(),
          numbers.names().get(0),
          numbers.values(),
          0,
          numbers.names().size(),
          "the target");
    }
  }

  private static void requireNone(
      String origin, String name, double[] values, int column, int columns, String role) {
    if (looksLikeOne(name, values, column, columns)) {
      throw new UserInputException(
          ("%s: column %s numbers the rows: set data.index-column = \"%s\" to leave it out, or"
                  + " data.index-column = none if it is %s")
              .formatted(origin, name, name, role));
    }
  }

  /** Whether a feature column looks like one. */
  public static boolean isOne(RawSamples samples, int column) {
    List<String> names = samples.features().names();
    return looksLikeOne(names.get(column), samples.features().values(), column, names.size());
  }

  private static boolean looksLikeOne(String name, double[] values, int column, int columns) {
    return NAMES.matcher(name).matches() && countsUp(values, column, columns);
  }

  /** Whether a column counts up from its first number. */
  private static boolean countsUp(double[] values, int column, int columns) {
    for (int i = column; i < values.length; i += columns) {
      if (values[i] != values[column] + (i - column) / columns) {
        return false;
      }
    }
    return true;
  }
}
