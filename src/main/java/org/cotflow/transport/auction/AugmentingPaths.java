package org.cotflow.transport.auction;

import java.util.Arrays;

/**
 * Completes a matching whose pairs all have their row's least reduced cost c(i, j) - b_j: each free
 * row gets a column along a shortest augmenting path in the reduced costs, after which the same
 * holds for all its pairs. A complete matching of this kind is optimal, and the prices prove it.
 *
 * <p>A path reads the columns that its rows remember. Columns that a row does not remember lie
 * beyond a known reduced cost; when the search has come so far the row searches again, for twice as
 * many if need be. So the graph is complete, and of its n^2 edges only those near the paths are
 * ever computed.
 *
 * <p>Source of the paths: R. Jonker, A. Volgenant, Computing 38, 1987; that edges are found when
 * they are needed is ours.
 */
final class AugmentingPaths {
  private static final int NONE = Matching.NONE;

  /** Columns that a row may ask for in one search. */
  private static final int LARGEST_LIST = 1024;

  private final double[] rows;
  private final PricedTree columns;
  private final Matching matching;
  private final Candidates candidates;
  private final PricedTree.Search[] search;
  private final Heap heap = new Heap();

  /** The length of the shortest path known to a column; infinite where none is. */
  private final double[] distance;

  private final int[] previousRow;
  private final boolean[] closed;
  private final IntList reached = new IntList();
  private final IntList closedInOrder = new IntList();

  /** The path in which the row last searched, and the length at which it entered that path. */
  private final int[] searchedIn;

  private final double[] entered;
  private int path;
  private double nearestFree;
  private long scans;

  AugmentingPaths(double[] rows, PricedTree columns, Matching matching, Candidates candidates) {
    this.rows = rows;
    this.columns = columns;
    this.matching = matching;
    this.candidates = candidates;
    this.search = new PricedTree.Search[] {columns.search()};
    int count = columns.count();
    this.distance = new double[count];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    this.previousRow = new int[count];
    this.closed = new boolean[count];
    this.searchedIn = new int[count];
    this.entered = new double[count];
  }

  /** Visits of rows so far. */
  long scans() {
    return scans;
  }

  /**
   * Gives the free row {@code start} a column.
   *
   * @return false where that took too much memory; then nothing has changed
   */
  boolean augment(int start) {
    path++;
    nearestFree = Double.POSITIVE_INFINITY;
    scan(start, 0);
    int free = NONE;
    while (free == NONE) {
      double length = heap.leastKey();
      int id = heap.removeLeast();
      if (id < 0) {
        if (!searchAgain(~id)) {
          forget();
          return false;
        }
      } else if (matching.rowOf(id) == NONE) {
        free = id;
      } else if (!closed[id]) {
        closed[id] = true;
        closedInOrder.add(id);
        int row = matching.rowOf(id);
        scan(row, length - (columns.cost(rows, row, id) - columns.price(id)));
      }
    }
    double length = distance[free];
    for (int c = 0; c < closedInOrder.size(); c++) {
      int column = closedInOrder.get(c);
      if (distance[column] < length) {
        columns.lowerPrice(column, columns.price(column) + (distance[column] - length));
      }
    }
    flip(free, start);
    forget();
    return true;
  }

  private void flip(int free, int start) {
    int column = free;
    int row;
    do {
      row = previousRow[column];
      int released = matching.columnOf(row);
      if (released != NONE) {
        matching.release(row);
      }
      matching.give(column, row);
      column = released;
    } while (row != start);
  }

  private void scan(int row, double length) {
    scans++;
    entered[row] = length;
    for (int rank = 0; rank < candidates.size(row); rank++) {
      int column = candidates.column(row, rank);
      double through = length + (candidates.cost(row, rank) - columns.price(column));
      if (through < distance[column] && through < nearestFree && !closed[column]) {
        if (distance[column] == Double.POSITIVE_INFINITY) {
          reached.add(column);
        }
        distance[column] = through;
        previousRow[column] = row;
        heap.add(through, column);
        if (matching.rowOf(column) == NONE) {
          nearestFree = through;
        }
      }
    }
    if (length + candidates.beyond(row) < nearestFree) {
      heap.add(length + candidates.beyond(row), ~row);
    }
  }

  private boolean searchAgain(int row) {
    int wanted = Math.max(Auction.KEPT, candidates.size(row));
    if (searchedIn[row] == path) {
      wanted *= 2;
    }
    if (wanted > LARGEST_LIST) {
      return false;
    }
    searchedIn[row] = path;
    search[0].start(rows, row, wanted + 1);
    columns.run(search, 1);
    candidates.remember(row, search[0], wanted);
    scan(row, entered[row]);
    return true;
  }

  private void forget() {
    for (int r = 0; r < reached.size(); r++) {
      distance[reached.get(r)] = Double.POSITIVE_INFINITY;
      closed[reached.get(r)] = false;
    }
    reached.clear();
    closedInOrder.clear();
    heap.clear();
  }

  /** A growing list. */
  private static final class IntList {
    private int[] values = new int[64];
    private int size;

    int size() {
      return size;
    }

    int get(int index) {
      return values[index];
    }

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    void clear() {
      size = 0;
    }
  }

  /** A binary heap of keys with ids; of equal keys the smaller id comes first. */
  private static final class Heap {
    private double[] keys = new double[64];
    private int[] ids = new int[64];
    private int size;

    void clear() {
      size = 0;
    }

    double leastKey() {
      return keys[0];
    }

    void add(double key, int id) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
        ids = Arrays.copyOf(ids, 2 * size);
      }
      int at = size++;
      while (at > 0) {
        int parent = (at - 1) / 2;
        if (!isBefore(key, id, parent)) {
          break;
        }
        keys[at] = keys[parent];
        ids[at] = ids[parent];
        at = parent;
      }
      keys[at] = key;
      ids[at] = id;
    }

    int removeLeast() {
      int least = ids[0];
      size--;
      double key = keys[size];
      int id = ids[size];
      int at = 0;
      while (2 * at + 1 < size) {
        int child = 2 * at + 1;
        if (child + 1 < size && isBefore(keys[child + 1], ids[child + 1], child)) {
          child++;
        }
        if (isBefore(key, id, child)) {
          break;
        }
        keys[at] = keys[child];
        ids[at] = ids[child];
        at = child;
      }
      keys[at] = key;
      ids[at] = id;
      return least;
    }

    private boolean isBefore(double key, int id, int other) {
      return key < keys[other] || (key == keys[other] && id < ids[other]);
    }
  }
}
