package org.cotflow.transport.auction;

/**
 * What rows remember of their last searches: their columns of least reduced cost c(i, j) - b_j with
 * the costs, and a reduced cost beyond which all others lay. Prices only fall, so the others still
 * lie beyond it, and most questions need no search.
 */
final class Candidates {
  private final int[][] column;
  private final double[][] cost;
  private final double[] beyond;

  /** Without any. */
  Candidates(int rows) {
    this.column = new int[rows][];
    this.cost = new double[rows][];
    this.beyond = new double[rows];
    java.util.Arrays.fill(beyond, Double.NEGATIVE_INFINITY);
  }

  /** How many the row remembers. */
  int size(int row) {
    return column[row] == null ? 0 : column[row].length;
  }

  int column(int row, int rank) {
    return column[row][rank];
  }

  double cost(int row, int rank) {
    return cost[row][rank];
  }

  /** No column that the row does not remember has a smaller reduced cost. */
  double beyond(int row) {
    return beyond[row];
  }

  /** Takes all that was found for the row but the last, which is the first beyond. */
  void remember(int row, PricedTree.Search found, int wanted) {
    int size = Math.min(wanted, found.size());
    if (size(row) != size) {
      column[row] = new int[size];
      cost[row] = new double[size];
    }
    for (int rank = 0; rank < size; rank++) {
      column[row][rank] = found.place(rank);
      cost[row][rank] = found.cost(rank);
    }
    beyond[row] = found.size() > wanted ? found.reduced(wanted) : Double.POSITIVE_INFINITY;
  }
}
