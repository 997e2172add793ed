package org.cotflow.transport.solver;

import java.util.Arrays;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;

/**
 * The basis of the network simplex: a tree over all sources and sinks whose arcs carry the flow,
 * and potentials for which every arc of the tree has reduced cost c - a - b = 0.
 *
 * <p>Nodes 0 .. n-1 are sources, n .. n+m-1 sinks; arcs join a source and a sink. Node 0 is the
 * root; {@code flow[x]} and the arc it is on belong to the pair (x, parent of x). All arcs have
 * positive flow, which the caller's perturbed masses guarantee, so a pivot always makes progress.
 */
final class SpanningTree {
  private static final int NONE = -1;

  private final CostRows costs;
  private final int sourceCount;
  private final int nodeCount;
  private final int[] parent;
  private final int[] depth;
  private final long[] flow;
  private final int[] firstChild;
  private final int[] nextSibling;
  private final int[] previousSibling;
  private final double[] potential;

  /**
   * @param cellSource the n+m-1 arcs of the tree: their sources
   * @param cellSink their sinks, counted from 0
   * @param cellFlow their flows, positive
   */
  SpanningTree(CostRows costs, int[] cellSource, int[] cellSink, long[] cellFlow) {
    this.costs = costs;
    this.sourceCount = costs.rows();
    this.nodeCount = costs.rows() + costs.columns();
    this.parent = new int[nodeCount];
    this.depth = new int[nodeCount];
    this.flow = new long[nodeCount];
    this.firstChild = new int[nodeCount];
    this.nextSibling = new int[nodeCount];
    this.previousSibling = new int[nodeCount];
    this.potential = new double[nodeCount];
    Arrays.fill(firstChild, NONE);
    Arrays.fill(nextSibling, NONE);
    Arrays.fill(previousSibling, NONE);
    hang(cellSource, cellSink, cellFlow);
    refreshPotentials();
  }

  /** a of a source or b of a sink (numbered from n). */
  double[] potentials() {
    return potential;
  }

  /** Visits the cells from the root outwards, each cell making its far node a child. */
  private void hang(int[] cellSource, int[] cellSink, long[] cellFlow) {
    int cells = cellSource.length;
    int[] start = new int[nodeCount + 1];
    for (int c = 0; c < cells; c++) {
      start[cellSource[c] + 1]++;
      start[sourceCount + cellSink[c] + 1]++;
    }
    for (int x = 0; x < nodeCount; x++) {
      start[x + 1] += start[x];
    }
    int[] incident = new int[2 * cells];
    int[] filled = start.clone();
    for (int c = 0; c < cells; c++) {
      incident[filled[cellSource[c]]++] = c;
      incident[filled[sourceCount + cellSink[c]]++] = c;
    }
    Arrays.fill(parent, NONE);
    int[] queue = new int[nodeCount];
    int tail = 1;
    for (int head = 0; head < tail; head++) {
      int x = queue[head];
      for (int e = start[x]; e < start[x + 1]; e++) {
        int c = incident[e];
        int y = x < sourceCount ? sourceCount + cellSink[c] : cellSource[c];
        if (y != parent[x]) {
          attach(y, x, cellFlow[c]);
          depth[y] = depth[x] + 1;
          queue[tail++] = y;
        }
      }
    }
    if (tail != nodeCount) {
      throw new IllegalStateException("the first basis reaches " + tail + " of " + nodeCount);
    }
  }

  private void attach(int node, int to, long carried) {
    parent[node] = to;
    flow[node] = carried;
    int sibling = firstChild[to];
    nextSibling[node] = sibling;
    previousSibling[node] = NONE;
    if (sibling != NONE) {
      previousSibling[sibling] = node;
    }
    firstChild[to] = node;
  }

  private void detach(int node) {
    int previous = previousSibling[node];
    int next = nextSibling[node];
    if (previous == NONE) {
      firstChild[parent[node]] = next;
    } else {
      nextSibling[previous] = next;
    }
    if (next != NONE) {
      previousSibling[next] = previous;
    }
  }

  /**
   * Brings the arc (source, sink) into the basis, and removes the arc whose flow first becomes 0.
   */
  void pivot(int source, int sink, double reducedCost) {
    int leaving = NONE;
    boolean leavesSourceSide = false;
    long amount = Long.MAX_VALUE;
    int s = source;
    int t = sourceCount + sink;
    while (s != t) {
      if (depth[s] >= depth[t]) {
        if (s < sourceCount && flow[s] < amount) {
          amount = flow[s];
          leaving = s;
          leavesSourceSide = true;
        }
        s = parent[s];
      } else {
        if (t >= sourceCount && flow[t] < amount) {
          amount = flow[t];
          leaving = t;
          leavesSourceSide = false;
        }
        t = parent[t];
      }
    }
    int join = s;
    for (int x = source; x != join; x = parent[x]) {
      flow[x] += x < sourceCount ? -amount : amount;
    }
    for (int x = sourceCount + sink; x != join; x = parent[x]) {
      flow[x] += x < sourceCount ? amount : -amount;
    }
    int root = leavesSourceSide ? source : sourceCount + sink;
    int to = leavesSourceSide ? sourceCount + sink : source;
    rehang(leaving, root, to, amount);
    shift(root, leavesSourceSide ? reducedCost : -reducedCost);
  }

  /** Cuts the subtree of {@code top}, makes {@code root} its root, hangs it below {@code to}. */
  private void rehang(int top, int root, int to, long carried) {
    int node = root;
    int newParent = to;
    long newFlow = carried;
    while (true) {
      int oldParent = parent[node];
      long oldFlow = flow[node];
      detach(node);
      attach(node, newParent, newFlow);
      if (node == top) {
        return;
      }
      newParent = node;
      newFlow = oldFlow;
      node = oldParent;
    }
  }

  /** New depths and potentials in the subtree: sources move by {@code change}, sinks against it. */
  private void shift(int root, double change) {
    depth[root] = depth[parent[root]] + 1;
    potential[root] += root < sourceCount ? change : -change;
    int node = root;
    while (true) {
      int next = firstChild[node];
      while (next == NONE) {
        if (node == root) {
          return;
        }
        next = nextSibling[node];
        if (next == NONE) {
          node = parent[node];
          if (node == root) {
            return;
          }
        }
      }
      node = next;
      depth[node] = depth[parent[node]] + 1;
      potential[node] += node < sourceCount ? change : -change;
    }
  }

  /**
   * Computes all potentials again from the costs. This removes the rounding errors of the pivots.
   */
  void refreshPotentials() {
    potential[0] = 0;
    int[] order = topDown();
    for (int o = 1; o < nodeCount; o++) {
      int x = order[o];
      int p = parent[x];
      double cost =
          x < sourceCount ? costs.entry(x, p - sourceCount) : costs.entry(p, x - sourceCount);
      potential[x] = cost - potential[p];
    }
  }

  private int[] topDown() {
    int[] order = new int[nodeCount];
    int tail = 1;
    for (int head = 0; head < tail; head++) {
      for (int y = firstChild[order[head]]; y != NONE; y = nextSibling[y]) {
        order[tail++] = y;
      }
    }
    return order;
  }

  /** The plan that this tree carries for the given masses, whose totals are equal. */
  Coupling coupling(long[] supply, long[] demand) {
    long[] excess = new long[nodeCount];
    long total = 0;
    for (int i = 0; i < sourceCount; i++) {
      excess[i] = supply[i];
      total += supply[i];
    }
    for (int j = 0; j < demand.length; j++) {
      excess[sourceCount + j] = -demand[j];
    }
    long[][] entries = new long[nodeCount - 1][];
    int size = 0;
    int[] order = topDown();
    for (int o = nodeCount - 1; o > 0; o--) {
      int x = order[o];
      int p = parent[x];
      excess[p] += excess[x];
      if (x < sourceCount ? excess[x] < 0 : excess[x] > 0) {
        throw new IllegalStateException("the basis is not feasible");
      }
      if (excess[x] != 0) {
        int source = Math.min(x, p);
        int sink = Math.max(x, p) - sourceCount;
        entries[size++] = new long[] {source, sink, Math.abs(excess[x])};
      }
    }
    return Coupling.ofEntries(Arrays.copyOf(entries, size), total);
  }
}
