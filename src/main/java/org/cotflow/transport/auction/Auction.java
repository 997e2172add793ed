package org.cotflow.transport.auction;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.cotflow.base.ArraySize;
import org.cotflow.engine.WorkerTeam;

/**
 * An assignment of n rows to n priced columns by auction. Rows without a column bid for the one of
 * least reduced cost c(i, j) - b_j and lower its price b_j until it is as dear as the row's second
 * choice, and by epsilon more; the column's former row has to bid again. When every row has a
 * column, all pairs satisfy
 *
 * <pre>
 *   c(i, s(i)) - b_s(i) <= min_j (c(i, j) - b_j) + epsilon
 * </pre>
 *
 * so that (1/n) sum_i c(i, s(i)) exceeds the dual value (1/n) (sum_i a_i + sum_j b_j), a_i = min_j
 * (c(i, j) - b_j), by at most epsilon: both bounds of W_2^2 close as epsilon falls.
 *
 * <p>Rows bid in rounds of at most {@value #ROUND}, all against the prices before the round; the
 * lowest price wins, then the lower row. So the result does not depend on the number of threads. A
 * row remembers the {@value #KEPT} best columns of its last search and the reduced cost beyond
 * which all others lay. Prices only fall, so the others still lie beyond it, and most bids need no
 * search.
 *
 * <p>Source: D. P. Bertsekas, "Auction algorithms for network flow problems: a tutorial
 * introduction", Computational Optimization and Applications 1, 1992; the remembered columns go
 * back to its section on the third best object, the search in a tree is ours.
 */
final class Auction {
  static final int KEPT = 16;
  private static final int ROUND = 1024;
  private static final int ROWS_OF_TASK = 32;
  private static final int NONE = -1;

  private final int count;
  private final double[] rows;
  private final PricedTree columns;
  private final WorkerTeam team;
  private final PricedTree.Search[] searches;
  private final int[] columnOf;
  private final int[] rowOf;
  private final int[] keptColumn;
  private final double[] keptCost;
  private final int[] keptCount;
  private final double[] beyond;
  private final RowQueue free;
  private final Bids bids = new Bids();
  private long bidCount;

  /**
   * @param rows n x p, row-major
   * @param columns n priced points
   */
  Auction(double[] rows, PricedTree columns, WorkerTeam team) {
    this.count = columns.count();
    this.rows = rows;
    this.columns = columns;
    this.team = team;
    this.searches = new PricedTree.Search[team.size()];
    Arrays.setAll(searches, worker -> columns.search(KEPT + 1));
    this.columnOf = new int[count];
    this.rowOf = new int[count];
    Arrays.fill(columnOf, NONE);
    Arrays.fill(rowOf, NONE);
    this.keptColumn = new int[ArraySize.of("remembered columns", count, KEPT)];
    this.keptCost = new double[keptColumn.length];
    this.keptCount = new int[count];
    this.beyond = new double[count];
    this.free = new RowQueue(count);
  }

  /** The column (a place of the tree) of each row; not to be changed. */
  int[] columnOf() {
    return columnOf;
  }

  long bidCount() {
    return bidCount;
  }

  /** a_i = min_j c(i, j) - b_j for all rows. */
  double[] potentials() {
    return leastReducedCosts(rows, count, columns, team);
  }

  /** min_j c(x_i, y_j) - b_j for each of the {@code count} rows x_i of {@code points}. */
  static double[] leastReducedCosts(double[] points, int count, PricedTree tree, WorkerTeam team) {
    double[] least = new double[count];
    PricedTree.Search[] searches = new PricedTree.Search[team.size()];
    Arrays.setAll(searches, worker -> tree.search(1));
    team.run(
        tasks(count),
        (task, worker) -> {
          for (int row = task * ROWS_OF_TASK; row < end(task, count); row++) {
            searches[worker].run(points, row);
            least[row] = searches[worker].reduced(0);
          }
        });
    return least;
  }

  /**
   * Auctions until every row has a column; pairs that satisfy the condition already stay.
   *
   * @param potentials {@link #potentials} at the present prices
   * @param spent asked before each round: whether to stop
   * @return whether every row has a column, which is so unless {@code spent} said so
   */
  boolean run(double epsilon, double[] potentials, BooleanSupplier spent) {
    releaseRows(epsilon, potentials);
    while (free.size() > 0) {
      if (spent.getAsBoolean()) {
        return false;
      }
      round(epsilon);
    }
    return true;
  }

  private void releaseRows(double epsilon, double[] potentials) {
    free.clear();
    for (int row = 0; row < count; row++) {
      int column = columnOf[row];
      if (column != NONE) {
        double reduced = columns.cost(rows, row, column) - columns.price(column);
        if (reduced <= potentials[row] + epsilon) {
          continue;
        }
        rowOf[column] = NONE;
        columnOf[row] = NONE;
      }
      free.add(row);
    }
  }

  private void round(double epsilon) {
    int bidders = Math.min(ROUND, free.size());
    for (int bid = 0; bid < bidders; bid++) {
      bids.row[bid] = free.remove();
    }
    team.run(
        tasks(bidders),
        (task, worker) -> {
          for (int bid = task * ROWS_OF_TASK; bid < end(task, bidders); bid++) {
            offer(bid, epsilon, searches[worker]);
          }
        });
    bidCount += bidders;
    bids.award(bidders);
  }

  private static int tasks(int rows) {
    return (rows + ROWS_OF_TASK - 1) / ROWS_OF_TASK;
  }

  private static int end(int task, int rows) {
    return Math.min(rows, (task + 1) * ROWS_OF_TASK);
  }

  /** The best column of the bid's row and the price that it offers. */
  private void offer(int bid, double epsilon, PricedTree.Search search) {
    int row = bids.row[bid];
    if (!offerRemembered(bid, row, epsilon, false)) {
      remember(row, search);
      offerRemembered(bid, row, epsilon, true);
    }
  }

  /**
   * Offers from the remembered columns; false where the second best of all may not be among them,
   * unless {@code fresh}: then whatever is not remembered lies beyond, which is second choice
   * enough.
   */
  private boolean offerRemembered(int bid, int row, double epsilon, boolean fresh) {
    double best = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    int column = NONE;
    int from = row * KEPT;
    for (int k = from; k < from + keptCount[row]; k++) {
      double reduced = keptCost[k] - columns.price(keptColumn[k]);
      if (reduced < best) {
        second = best;
        best = reduced;
        column = keptColumn[k];
      } else if (reduced < second) {
        second = reduced;
      }
    }
    if (column == NONE || (second > beyond[row] && !fresh)) {
      return false;
    }
    double raise = Math.min(second, beyond[row]) - best;
    // A single column has no second choice to be as dear as.
    bids.column[bid] = column;
    bids.price[bid] =
        columns.price(column) - (raise < Double.POSITIVE_INFINITY ? raise : 0) - epsilon;
    return true;
  }

  private void remember(int row, PricedTree.Search search) {
    search.run(rows, row);
    int kept = Math.min(KEPT, search.size());
    for (int rank = 0; rank < kept; rank++) {
      keptColumn[row * KEPT + rank] = search.place(rank);
      keptCost[row * KEPT + rank] = search.cost(rank);
    }
    keptCount[row] = kept;
    beyond[row] = search.size() > KEPT ? search.reduced(KEPT) : Double.POSITIVE_INFINITY;
  }

  /** The offers of a round and who gets which column. */
  private final class Bids {
    private final int[] row = new int[ROUND];
    private final int[] column = new int[ROUND];
    private final double[] price = new double[ROUND];
    private int[] winner;

    void award(int bidders) {
      if (winner == null) {
        winner = new int[count];
        Arrays.fill(winner, NONE);
      }
      for (int bid = 0; bid < bidders; bid++) {
        int best = winner[column[bid]];
        if (best == NONE
            || price[bid] < price[best]
            || (price[bid] == price[best] && row[bid] < row[best])) {
          winner[column[bid]] = bid;
        }
      }
      for (int bid = 0; bid < bidders; bid++) {
        if (winner[column[bid]] != bid) {
          free.add(row[bid]);
        }
      }
      for (int bid = 0; bid < bidders; bid++) {
        if (winner[column[bid]] == bid) {
          winner[column[bid]] = NONE;
          give(column[bid], row[bid], price[bid]);
        }
      }
    }

    private void give(int won, int to, double paid) {
      int former = rowOf[won];
      if (former != NONE) {
        columnOf[former] = NONE;
        free.add(former);
      }
      rowOf[won] = to;
      columnOf[to] = won;
      columns.lowerPrice(won, paid);
    }
  }

  /** Rows that wait for a column, first in, first out; each at most once. */
  private static final class RowQueue {
    private final int[] rows;
    private int head;
    private int size;

    RowQueue(int capacity) {
      rows = new int[capacity];
    }

    int size() {
      return size;
    }

    void clear() {
      head = 0;
      size = 0;
    }

    void add(int row) {
      int tail = head + size;
      rows[tail < rows.length ? tail : tail - rows.length] = row;
      size++;
    }

    int remove() {
      int row = rows[head++];
      if (head == rows.length) {
        head = 0;
      }
      size--;
      return row;
    }
  }
}
