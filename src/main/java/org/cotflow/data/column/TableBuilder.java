package org.cotflow.data.column;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;

/** The feature columns of a table while it is read, cell by cell, in rows or in columns. */
public final class TableBuilder {
  private final String origin;
  private final MissingWords missing;
  private final RowPlaces places = new RowPlaces();
  private final CellRemarks remarks = new CellRemarks();
  private final List<ColumnBuilder> columns = new ArrayList<>();

  /**
   * @param names of the feature columns
   * @param rules for each of them
   * @param missingWords texts that count as missing
   * @param origin the table in messages
   */
  public TableBuilder(
      List<String> names, List<CellRule> rules, List<String> missingWords, String origin) {
    this.missing = new MissingWords(missingWords);
    this.origin = origin;
    for (int j = 0; j < names.size(); j++) {
      columns.add(new ColumnBuilder(names.get(j), rules.get(j), missing, places, remarks, origin));
    }
  }

  /** Where the rows stand. A reader adds each row there before its cells. */
  public RowPlaces places() {
    return places;
  }

  /** What is to be said about numbers of the table, also of columns that are no features. */
  public CellRemarks remarks() {
    return remarks;
  }

  /** Whether a text counts as missing. */
  public boolean isMissing(String text) {
    return missing.contains(text);
  }

  public ColumnBuilder column(int index) {
    return columns.get(index);
  }

  /**
   * All columns, each of which has {@code count} cells. The builder cannot be used any more.
   *
   * @throws UserInputException if they hold more than 2^31 numbers
   */
  public RawFeatures finished(int count) {
    int width = columns.size();
    if ((long) count * width > DoubleList.LARGEST) {
      throw DoubleList.tooLong(origin);
    }
    double[] values = new double[count * width];
    List<RawColumn> made = new ArrayList<>();
    for (int j = 0; j < width; j++) {
      if (columns.get(j).size() != count) {
        throw new IllegalStateException("column " + j + " has " + columns.get(j).size());
      }
      made.add(columns.get(j).into(values, j, width));
      columns.set(j, null); // not needed any more, and large
    }
    return new RawFeatures(made, count, values, places);
  }
}
