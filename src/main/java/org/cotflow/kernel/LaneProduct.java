package org.cotflow.kernel;

/**
 * The shape of a product of matrices that is taken in every lane by itself,
 *
 * <pre>
 *   c_ij = start + sum_t sum_l a_itl b_tlj,   t = 0 .. turns - 1 and in each of them
 *                                             l = 0 .. length - 1 in order, by fma.
 * </pre>
 *
 * <p>Entries are groups of one number for each lane. The first ones of a, b and c are given with
 * the arrays, and {@link Strides} tell where the others stand.
 *
 * @param rows of a and c
 * @param columns of b and c
 * @param length terms of a turn
 * @param turns one, or how often the terms are gone through at other places
 * @param shared whether b has plain numbers, the same for all lanes, instead of groups
 * @param fresh whether sums start at 0 and not at c
 */
public record LaneProduct(
    int rows,
    int columns,
    int length,
    int turns,
    Strides a,
    Strides b,
    Strides c,
    boolean shared,
    boolean fresh) {

  /**
   * Distances between entries, in groups; in numbers where b is shared.
   *
   * @param line from a row of a or c, from a column of b to the next one
   * @param step from one l, of c from a column to the next one
   * @param turn from one t to the next one
   */
  public record Strides(int line, int step, int turn) {}

  /** A product whose matrices all stand row by row, of groups, that is added to c. */
  public static LaneProduct of(int rows, int columns, int length) {
    return new LaneProduct(
        rows,
        columns,
        length,
        1,
        new Strides(length, 1, 0),
        new Strides(1, columns, 0),
        new Strides(columns, 1, 0),
        false,
        false);
  }

  /** With other strides of a. */
  public LaneProduct a(int row, int step) {
    Strides strides = new Strides(row, step, a.turn);
    return new LaneProduct(rows, columns, length, turns, strides, b, c, shared, fresh);
  }

  /** With other strides of b. */
  public LaneProduct b(int step, int column) {
    Strides strides = new Strides(column, step, b.turn);
    return new LaneProduct(rows, columns, length, turns, a, strides, c, false, fresh);
  }

  /** With a b of plain numbers and these strides. */
  public LaneProduct shared(int step, int column) {
    Strides strides = new Strides(column, step, b.turn);
    return new LaneProduct(rows, columns, length, turns, a, strides, c, true, fresh);
  }

  /** With other strides of c. */
  public LaneProduct c(int row, int column) {
    Strides strides = new Strides(row, column, 0);
    return new LaneProduct(rows, columns, length, turns, a, b, strides, shared, fresh);
  }

  /** With several turns, between which a and b go on by so much. */
  public LaneProduct turns(int count, int ofA, int ofB) {
    Strides newA = new Strides(a.line, a.step, ofA);
    Strides newB = new Strides(b.line, b.step, ofB);
    return new LaneProduct(rows, columns, length, count, newA, newB, c, shared, fresh);
  }

  /** With sums that start at 0. */
  public LaneProduct fromZero() {
    return new LaneProduct(rows, columns, length, turns, a, b, c, shared, true);
  }
}
