package org.cotflow.data;

import java.util.Set;
import org.cotflow.base.UserInputException;

/**
 * Finds a column that only numbers the rows, as pandas and R write it. It says nothing about a
 * sample, and a network that reads it would learn the order of the file.
 */
public final class IndexColumn {
  /** {@code data.index-column} for a table without one. */
  public static final String NONE = "none";

  /** What such a column is called: by an empty cell of the header, by pandas, in its Parquet. */
  private static final Set<String> NAMES = Set.of("column_0", "Unnamed: 0", "__index_level_0__");

  private IndexColumn() {}

  /**
   * @throws UserInputException if a feature looks like an index and the configuration does not say
   *     what it is
   */
  static void requireNone(RawSamples samples, DataSpec spec) {
    if (spec.indexColumn() != null || !spec.features().isEmpty()) {
      return;
    }
    for (int j = 0; j < samples.features().names().size(); j++) {
      String name = samples.features().names().get(j);
      if (isOne(samples, j)) {
        throw new UserInputException(
            ("%s: column %s numbers the rows: set data.index-column = \"%s\" to leave it out, or"
                    + " data.index-column = none if it is a feature")
                .formatted(samples.origin(), name, name));
      }
    }
  }

  /** Whether a feature column looks like one. */
  public static boolean isOne(RawSamples samples, int column) {
    return NAMES.contains(samples.features().names().get(column)) && numbersRows(samples, column);
  }

  /** Whether a column counts up from its first number, which is 0 or 1. */
  private static boolean numbersRows(RawSamples samples, int column) {
    int columns = samples.features().names().size();
    double first = samples.features().values()[column];
    for (int i = 0; i < samples.count(); i++) {
      if (samples.features().values()[i * columns + column] != first + i) {
        return false;
      }
    }
    return first == 0 || first == 1;
  }
}
