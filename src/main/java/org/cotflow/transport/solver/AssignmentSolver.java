package org.cotflow.transport.solver;

import java.util.Arrays;
import java.util.Optional;
import org.cotflow.transport.cloud.CostRows;

/**
 * The linear assignment problem: the permutation s that minimizes sum_i c(i, s(i)), with dual
 * prices that prove it.
 *
 * <pre>
 *   min_s sum_i c(i, s(i))  =  max_{a, b} sum_i a_i + sum_j b_j   subject to a_i + b_j <= c(i, j)
 * </pre>
 *
 * <p>Column reduction, reduction transfer and augmenting row reduction make most of the assignment;
 * the rows left over are assigned one by one along shortest augmenting paths in the reduced costs.
 * Time O(n^3) at worst; memory beyond the costs O(n). Ties are broken by position, so the result is
 * a function of the costs alone.
 *
 * <p>Source: R. Jonker, A. Volgenant, "A shortest augmenting path algorithm for dense and sparse
 * linear assignment problems", Computing 38, 1987. The bound on the work of the row reduction, and
 * its test that a price really falls, are ours: in floating point it might not end.
 */
final class AssignmentSolver {
  private static final int ROW_REDUCTION_WORK = 4;
  private static final int EASY_PART = 6;
  private static final int EASY_WORK = 40;
  private static final int NONE = -1;

  private final CostRows cost;
  private final int size;
  private final int[] columnOf;
  private final int[] rowOf;
  private final double[] price;
  private final int[] free;
  private int freeCount;
  private long rowScans;

  private AssignmentSolver(CostRows cost) {
    if (cost.rows() != cost.columns()) {
      throw new IllegalArgumentException(cost.rows() + " rows for " + cost.columns() + " columns");
    }
    this.cost = cost;
    this.size = cost.rows();
    this.columnOf = new int[size];
    this.rowOf = new int[size];
    this.price = new double[size];
    this.free = new int[size];
  }

  /**
   * An optimal assignment.
   *
   * @param columnOf s(i)
   * @param price b_j; the best a_i follow as min_j c(i, j) - b_j
   * @param rowScans visits of rows after the column reduction
   */
  record Assignment(int[] columnOf, double[] price, long rowScans) {}

  static Assignment solve(CostRows cost) {
    return new AssignmentSolver(cost).run(cost.rows(), Long.MAX_VALUE).orElseThrow();
  }

  /**
   * As {@link #solve}, but gives up where the row reduction leaves more than one row in {@value
   * #EASY_PART} free, or paths take more than {@value #EASY_WORK} row scans for each row, as
   * between a cloud and its image under a map of few dimensions: the network simplex is many times
   * faster there.
   */
  static Optional<Assignment> solveIfEasy(CostRows cost) {
    int size = cost.rows();
    return new AssignmentSolver(cost).run(1 + size / EASY_PART, (long) EASY_WORK * size);
  }

  private Optional<Assignment> run(int largestFreeCount, long largestRowScans) {
    reduceColumns();
    reduceRows();
    if (freeCount > largestFreeCount) {
      return Optional.empty();
    }
    ShortestPath path = new ShortestPath();
    for (int f = 0; f < freeCount; f++) {
      if (rowScans > largestRowScans) {
        return Optional.empty();
      }
      path.augment(free[f]);
    }
    return Optional.of(new Assignment(columnOf, price, rowScans));
  }

  /**
   * Prices every column at its cheapest row; a row that is the cheapest of several columns takes
   * the last of them that is free, and the price of a row's only column falls to what the row's
   * next choice allows.
   */
  private void reduceColumns() {
    Arrays.fill(price, Double.POSITIVE_INFINITY);
    int[] cheapest = new int[size];
    for (int i = 0; i < size; i++) {
      double[] row = cost.row(i);
      for (int j = 0; j < size; j++) {
        if (row[j] < price[j]) {
          price[j] = row[j];
          cheapest[j] = i;
        }
      }
    }
    Arrays.fill(columnOf, NONE);
    Arrays.fill(rowOf, NONE);
    boolean[] wanted = new boolean[size];
    for (int j = size - 1; j >= 0; j--) {
      int i = cheapest[j];
      if (columnOf[i] == NONE) {
        columnOf[i] = j;
        rowOf[j] = i;
      } else {
        wanted[i] = true;
      }
    }
    for (int i = 0; i < size; i++) {
      if (columnOf[i] == NONE) {
        free[freeCount++] = i;
      } else if (!wanted[i]) {
        transferReduction(i, columnOf[i]);
      }
    }
  }

  private void transferReduction(int i, int column) {
    double[] row = cost.row(i);
    double next = Double.POSITIVE_INFINITY;
    for (int j = 0; j < size; j++) {
      double reduced = row[j] - price[j];
      if (reduced < next && j != column) {
        next = reduced;
      }
    }
    if (next < Double.POSITIVE_INFINITY) {
      price[column] -= next;
    }
  }

  /**
   * Every free row takes its best column and lowers that price until the row's second choice is as
   * good; the row thrown out looks for a new column at once if the price fell, and stays free if it
   * did not. Few visits do most of what it can do: beyond {@value #ROW_REDUCTION_WORK} for each
   * row, paths are cheaper.
   */
  private void reduceRows() {
    int pending = freeCount;
    long limit = rowScans + (long) ROW_REDUCTION_WORK * size;
    freeCount = 0;
    int next = 0;
    while (next < pending) {
      int i = free[next++];
      if (rowScans >= limit) {
        free[freeCount++] = i;
        continue;
      }
      rowScans++;
      double[] row = cost.row(i);
      double best = row[0] - price[0];
      double second = Double.POSITIVE_INFINITY;
      int bestColumn = 0;
      int secondColumn = NONE;
      for (int j = 1; j < size; j++) {
        double reduced = row[j] - price[j];
        if (reduced < second) {
          if (reduced >= best) {
            second = reduced;
            secondColumn = j;
          } else {
            second = best;
            secondColumn = bestColumn;
            best = reduced;
            bestColumn = j;
          }
        }
      }
      double lowered = price[bestColumn] - (second - best);
      boolean falls = secondColumn != NONE && lowered < price[bestColumn];
      if (falls) {
        price[bestColumn] = lowered;
      } else if (rowOf[bestColumn] != NONE && secondColumn != NONE) {
        bestColumn = secondColumn;
      }
      int thrownOut = rowOf[bestColumn];
      columnOf[i] = bestColumn;
      rowOf[bestColumn] = i;
      if (thrownOut != NONE) {
        columnOf[thrownOut] = NONE;
        if (falls) {
          free[--next] = thrownOut;
        } else {
          free[freeCount++] = thrownOut;
        }
      }
    }
  }

  /** Scratch of the search for a shortest augmenting path from one free row. */
  private final class ShortestPath {
    private final double[] distance = new double[size];
    private final int[] previousRow = new int[size];
    private final int[] open = new int[size];
    private final int[] closed = new int[size];

    void augment(int start) {
      for (int j = 0; j < size; j++) {
        distance[j] = Double.POSITIVE_INFINITY;
        open[j] = j;
      }
      int openCount = size;
      int closedCount = 0;
      double reached = 0;
      double offset = 0;
      int row = start;
      int column;
      while (true) {
        int at = scan(row, offset, openCount);
        column = open[at];
        reached = distance[column];
        if (rowOf[column] == NONE) {
          break;
        }
        open[at] = open[--openCount];
        closed[closedCount++] = column;
        row = rowOf[column];
        offset = cost.entry(row, column) - price[column] - reached;
      }
      for (int c = 0; c < closedCount; c++) {
        price[closed[c]] += distance[closed[c]] - reached;
      }
      int i;
      do {
        i = previousRow[column];
        rowOf[column] = i;
        int released = columnOf[i];
        columnOf[i] = column;
        column = released;
      } while (i != start);
    }

    /**
     * Shortens distances through {@code row}.
     *
     * @return the place in {@code open} of the nearest column, a free one if there is a tie
     */
    private int scan(int row, double offset, int openCount) {
      rowScans++;
      double[] costs = cost.row(row);
      double nearest = Double.POSITIVE_INFINITY;
      int at = 0;
      for (int o = 0; o < openCount; o++) {
        int j = open[o];
        double through = costs[j] - price[j] - offset;
        double shortest = distance[j];
        if (through < shortest) {
          shortest = through;
          distance[j] = through;
          previousRow[j] = row;
        }
        if (shortest < nearest || (shortest == nearest && rowOf[j] == NONE)) {
          nearest = shortest;
          at = o;
        }
      }
      return at;
    }
  }
}
