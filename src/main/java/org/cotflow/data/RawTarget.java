package org.cotflow.data;

import java.util.Arrays;
import java.util.List;
import org.cotflow.data.column.RawFeatures;

/** What is to be predicted, as a source holds it. */
public sealed interface RawTarget {
  /** The names of the target columns. */
  List<String> names();

  /** Whether a sample has no target. */
  boolean isMissing(int row);

  /** The targets of the given samples alone. */
  RawTarget only(int[] rows);

  /**
   * Numbers.
   *
   * @param values N x names, row-major; NaN where one is missing
   * @param meaning what the source says about them
   */
  record Numbers(List<String> names, double[] values, Meaning meaning) implements RawTarget {
    @Override
    public boolean isMissing(int row) {
      int columns = names.size();
      return Arrays.stream(values, row * columns, (row + 1) * columns).anyMatch(Double::isNaN);
    }

    @Override
    public RawTarget only(int[] rows) {
      return new Numbers(names, RawFeatures.rows(values, names.size(), rows), meaning);
    }
  }

  /** What numbers stand for. */
  enum Meaning {
    LABELS,
    QUANTITIES,
    /** Days since 1970-01-01, of dates. */
    DAYS,
    /** The source does not say; the numbers themselves must tell. */
    UNSAID
  }

  /**
   * One column of which at least one cell is not a number.
   *
   * @param values N cells; null where one is missing
   * @param firstText which cell is not a number, and where
   */
  record Texts(String name, String[] values, String firstText) implements RawTarget {
    @Override
    public List<String> names() {
      return List.of(name);
    }

    @Override
    public boolean isMissing(int row) {
      return values[row] == null;
    }

    @Override
    public RawTarget only(int[] rows) {
      String[] kept = Arrays.stream(rows).mapToObj(row -> values[row]).toArray(String[]::new);
      return new Texts(name, kept, firstText);
    }
  }
}
