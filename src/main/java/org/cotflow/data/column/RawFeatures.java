package org.cotflow.data.column;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.cotflow.base.ArraySize;

/**
 * The feature columns of a source, before anything is done to them.
 *
 * @param values count x columns, row-major: numbers, days, 1 or 0, or indices of texts (see {@link
 *     RawColumn}); NaN where a value is missing
 * @param places where each sample stands in its file
 */
public record RawFeatures(List<RawColumn> columns, int count, double[] values, RowPlaces places) {
  public RawFeatures {
    columns = List.copyOf(columns);
  }

  /** Columns of numbers. */
  public static RawFeatures numbers(
      List<String> names, int count, double[] values, RowPlaces places) {
    return new RawFeatures(names.stream().map(RawColumn::numbers).toList(), count, values, places);
  }

  public List<String> names() {
    return columns.stream().map(RawColumn::name).toList();
  }

  /** The given samples alone. */
  public RawFeatures only(int[] rows) {
    double[] kept = rows(values, columns.size(), rows);
    return new RawFeatures(columns, rows.length, kept, places.only(rows));
  }

  /** The given rows of a row-major matrix. */
  public static double[] rows(double[] matrix, int columns, int[] indices) {
    double[] rows =
        new double[ArraySize.of("the rows of a part of the data", indices.length, columns)];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(matrix, indices[i] * columns, rows, i * columns, columns);
    }
    return rows;
  }

  /** The samples that have a value in each column whose name is taken, in ascending order. */
  public int[] complete(Predicate<String> names) {
    int[] needed =
        IntStream.range(0, columns.size())
            .filter(column -> names.test(columns.get(column).name()))
            .toArray();
    return IntStream.range(0, count)
        .filter(row -> IntStream.of(needed).noneMatch(column -> isMissing(row, column)))
        .toArray();
  }

  /** Whether a sample has no value in a column. */
  public boolean isMissing(int row, int column) {
    return Double.isNaN(values[row * columns.size() + column]);
  }

  /** How many of the given samples have no value in a column. */
  int missing(int column, int[] rows) {
    return (int) Arrays.stream(rows).filter(row -> isMissing(row, column)).count();
  }
}
