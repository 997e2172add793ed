package org.cotflow.transport.auction;

import java.util.Arrays;

/** Which row has which column, so far: each at most one of the other. */
final class Matching {
  static final int NONE = -1;

  private final int[] columnOf;
  private final int[] rowOf;

  /** Without pairs. */
  Matching(int count) {
    this.columnOf = new int[count];
    this.rowOf = new int[count];
    Arrays.fill(columnOf, NONE);
    Arrays.fill(rowOf, NONE);
  }

  int columnOf(int row) {
    return columnOf[row];
  }

  int rowOf(int column) {
    return rowOf[column];
  }

  /** Gives the column to the row; the row that had it has none, and is returned. */
  int give(int column, int row) {
    int former = rowOf[column];
    if (former != NONE) {
      columnOf[former] = NONE;
    }
    rowOf[column] = row;
    columnOf[row] = column;
    return former;
  }

  /** Takes the row's column away. */
  void release(int row) {
    rowOf[columnOf[row]] = NONE;
    columnOf[row] = NONE;
  }
}
