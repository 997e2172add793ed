package org.cotflow.kernel;

/**
 * The shape of a product of matrices that is taken in every lane by itself,
 *
 * <pre>
 *   c_ij = start + sum_l a_il b_lj,   l = 0 .. length - 1 in order, by fma.
 * </pre>
 *
 * <p>Entries are groups of one number for each lane. Entry (i, l) of a stands {@code i * aRow + l *
 * aStep} groups behind its first, entry (l, j) of b {@code l * bStep + j * bColumn} behind, entry
 * (i, j) of c {@code i * cRow + j * cColumn} behind.
 *
 * @param rows of a and c
 * @param columns of b and c
 * @param shared whether b has plain numbers, the same for all lanes, instead of groups
 * @param fresh whether sums start at 0 and not at c
 */
public record LaneProduct(
    int rows,
    int columns,
    int length,
    int aRow,
    int aStep,
    boolean shared,
    int bStep,
    int bColumn,
    int cRow,
    int cColumn,
    boolean fresh) {

  /** A product whose matrices all stand row by row, of groups, that is added to c. */
  public static LaneProduct of(int rows, int columns, int length) {
    return new LaneProduct(rows, columns, length, length, 1, false, columns, 1, columns, 1, false);
  }

  /** With other strides of a. */
  public LaneProduct a(int row, int step) {
    return new LaneProduct(
        rows, columns, length, row, step, shared, bStep, bColumn, cRow, cColumn, fresh);
  }

  /** With other strides of b. */
  public LaneProduct b(int step, int column) {
    return new LaneProduct(
        rows, columns, length, aRow, aStep, false, step, column, cRow, cColumn, fresh);
  }

  /** With a b of plain numbers and these strides. */
  public LaneProduct shared(int step, int column) {
    return new LaneProduct(
        rows, columns, length, aRow, aStep, true, step, column, cRow, cColumn, fresh);
  }

  /** With other strides of c. */
  public LaneProduct c(int row, int column) {
    return new LaneProduct(
        rows, columns, length, aRow, aStep, shared, bStep, bColumn, row, column, fresh);
  }

  /** With sums that start at 0. */
  public LaneProduct fromZero() {
    return new LaneProduct(
        rows, columns, length, aRow, aStep, shared, bStep, bColumn, cRow, cColumn, true);
  }
}
