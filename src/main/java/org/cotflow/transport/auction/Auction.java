package org.cotflow.transport.auction;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
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
 * lowest price wins, then the lower row. So the result does not depend on the number of threads.
 * Most bids need no search: see {@link Candidates}, of which a row has {@value #KEPT}.
 *
 * <p>Source: D. P. Bertsekas, "Auction algorithms for network flow problems: a tutorial
 * introduction", Computational Optimization and Applications 1, 1992; the remembered columns go
 * back to its section on the third best object, the search in a tree is ours.
 */
final class Auction {
  static final int KEPT = 16;
  private static final int ROUND = 1024;
  private static final int ROWS_OF_TASK = 32;
  private static final int NONE = Matching.NONE;

  private final int count;
  private final double[] rows;
  private final PricedTree columns;
  private final Matching matching;
  private final Candidates candidates;
  private final WorkerTeam team;
  private final Searches[] searches;
  private final RowQueue free;
  private final Bids bids = new Bids();
  private long bidCount;

  /**
   * @param rows n x p, row-major
   * @param columns n priced points
   * @param matching of rows with places of the tree; changed by auctions
   * @param candidates what rows remember; changed by auctions
   */
  Auction(
      double[] rows,
      PricedTree columns,
      Matching matching,
      Candidates candidates,
      WorkerTeam team) {
    this.count = columns.count();
    this.rows = rows;
    this.columns = columns;
    this.matching = matching;
    this.candidates = candidates;
    this.team = team;
    this.searches = Searches.of(columns, team);
    this.free = new RowQueue(count);
  }

  long bidCount() {
    return bidCount;
  }

  /** a_i = min_j c(i, j) - b_j for all rows. */
  double[] potentials() {
    return leastReducedCosts(rows, count, columns, team).value();
  }

  /**
   * The least reduced cost of each row.
   *
   * @param value min_j c(x_i, y_j) - b_j
   * @param place of the tree where it is attained
   */
  record Least(double[] value, int[] place) {}

  /** For each of the {@code count} rows x_i of {@code points}. */
  static Least leastReducedCosts(double[] points, int count, PricedTree tree, WorkerTeam team) {
    Least least = new Least(new double[count], new int[count]);
    Searches[] searches = Searches.of(tree, team);
    team.run(
        tasks(count),
        (task, worker) -> {
          Searches own = searches[worker];
          for (int row = task * ROWS_OF_TASK; row < end(task, count); row++) {
            own.start(points, row, 1);
          }
          own.run();
          for (int s = 0; s < own.size; s++) {
            least.value[own.item[s]] = own.search[s].reduced(0);
            least.place[own.item[s]] = own.search[s].place(0);
          }
          own.size = 0;
        });
    return least;
  }

  /** The searches of one task. */
  private static final class Searches {
    private final PricedTree tree;
    private final PricedTree.Search[] search = new PricedTree.Search[ROWS_OF_TASK];
    private final int[] item = new int[ROWS_OF_TASK];
    private int size;

    private Searches(PricedTree tree) {
      this.tree = tree;
      Arrays.setAll(search, s -> tree.search());
    }

    /** One for each thread. */
    static Searches[] of(PricedTree tree, WorkerTeam team) {
      Searches[] result = new Searches[team.size()];
      Arrays.setAll(result, worker -> new Searches(tree));
      return result;
    }

    void start(double[] points, int row, int most) {
      item[size] = row;
      search[size++].start(points, row, most);
    }

    void run() {
      tree.run(search, size);
    }
  }

  /**
   * Auctions until every row has a column; pairs that satisfy the condition already stay. With
   * epsilon 0 a row whose second choice is as good as its first stays without.
   *
   * @param potentials {@link #potentials} at the present prices
   * @param largestBidCount after so many bids the others stay without
   * @param spent asked before each round: whether to stop
   * @return whether every row has had its turn, which is so unless {@code spent} said so
   */
  boolean run(double epsilon, double[] potentials, long largestBidCount, BooleanSupplier spent) {
    releaseRows(epsilon, potentials);
    long end =
        Long.MAX_VALUE - bidCount < largestBidCount ? Long.MAX_VALUE : bidCount + largestBidCount;
    while (free.size() > 0 && bidCount < end) {
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
      int column = matching.columnOf(row);
      if (column != NONE) {
        double reduced = columns.cost(rows, row, column) - columns.price(column);
        if (reduced <= potentials[row] + epsilon) {
          continue;
        }
        matching.release(row);
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
        (task, worker) -> offers(task, end(task, bidders), epsilon, searches[worker]));
    bidCount += bidders;
    bids.award(bidders);
  }

  /** The best column of each of the task's rows and the price that it offers. */
  private void offers(int task, int end, double epsilon, Searches own) {
    for (int bid = task * ROWS_OF_TASK; bid < end; bid++) {
      if (!offerRemembered(bid, epsilon, false)) {
        own.start(rows, bids.row[bid], KEPT + 1);
        own.item[own.size - 1] = bid;
      }
    }
    own.run();
    for (int s = 0; s < own.size; s++) {
      candidates.remember(bids.row[own.item[s]], own.search[s], KEPT);
      offerRemembered(own.item[s], epsilon, true);
    }
    own.size = 0;
  }

  /**
   * Offers from the remembered columns; false where the second best of all may not be among them,
   * unless {@code fresh}: then whatever is not remembered lies beyond, which is second choice
   * enough.
   */
  private boolean offerRemembered(int bid, double epsilon, boolean fresh) {
    int row = bids.row[bid];
    double best = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    int column = NONE;
    for (int k = 0; k < candidates.size(row); k++) {
      double reduced = candidates.cost(row, k) - columns.price(candidates.column(row, k));
      if (reduced < best) {
        second = best;
        best = reduced;
        column = candidates.column(row, k);
      } else if (reduced < second) {
        second = reduced;
      }
    }
    double beyond = candidates.beyond(row);
    if (column == NONE || (second > beyond && !fresh)) {
      return false;
    }
    double raise = Math.min(second, beyond) - best;
    // A single column has no second choice to be as dear as.
    bids.column[bid] = column;
    bids.price[bid] =
        columns.price(column) - (raise < Double.POSITIVE_INFINITY ? raise : 0) - epsilon;
    return true;
  }

  private static int tasks(int rows) {
    return (rows + ROWS_OF_TASK - 1) / ROWS_OF_TASK;
  }

  private static int end(int task, int rows) {
    return Math.min(rows, (task + 1) * ROWS_OF_TASK);
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
      if (paid == columns.price(won) && matching.rowOf(won) != NONE) {
        return;
      }
      int former = matching.give(won, to);
      if (former != NONE) {
        free.add(former);
      }
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
