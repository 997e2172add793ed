package org.cotflow.kernel;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The fixed tree by which the sums of a layer's blocks are added, so that the total has the same
 * bits however the blocks are dealt out to threads and partitions.
 *
 * <p>Leaves are blocks. The sum over the leaves [lo, hi) is
 *
 * <pre>
 *   S[lo, lo + 1) = the block's sums,
 *   S[lo, hi)     = S[lo, lo + s) + S[lo + s, hi),   s the largest power of two below hi - lo,
 * </pre>
 *
 * and the total is S[0, n). Every run of 2^l leaves that starts at a multiple of 2^l is a node of
 * this tree whatever n is. So any range of consecutive blocks is reduced, where it is held, to at
 * most 2 log2(n) such nodes, and the nodes of adjacent ranges, taken in order, are merged to the
 * same total.
 *
 * <p>An accumulator belongs to one task. It copies what it is given and reuses its own arrays:
 * memory is one array per open node.
 */
public final class TreeSum {
  /** No complete node has 2^31 leaves. */
  private static final int MAX_LEVEL = 30;

  private final List<Node> open = new ArrayList<>();
  private final Deque<double[]> free = new ArrayDeque<>();
  private int nextLeaf = -1;

  /**
   * The sums over the leaves [index 2^level, (index + 1) 2^level).
   *
   * @param sums as many numbers as every leaf has; not to be changed
   */
  public record Node(int level, int index, double[] sums) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Node {
      if (level < 0 || level > MAX_LEVEL || index < 0 || index > Integer.MAX_VALUE >> level) {
        throw new IllegalArgumentException("level " + level + ", index " + index);
      }
    }

    public int firstLeaf() {
      return index << level;
    }

    /** One after the node's last leaf. */
    public int endLeaf() {
      return Math.addExact(firstLeaf(), 1 << level);
    }
  }

  /**
   * Adds the sums of one block.
   *
   * @param blockIndex its index among the blocks of the layer: any at first, then one more each
   *     time
   * @param sums copied
   */
  public void add(int blockIndex, double[] sums) {
    add(new Node(0, blockIndex, sums));
  }

  /** Adds a node that another accumulator reduced; it follows what was added before. */
  public void add(Node node) {
    if (nextLeaf >= 0 && node.firstLeaf() != nextLeaf) {
      throw new IllegalArgumentException(
          "leaf " + node.firstLeaf() + " where " + nextLeaf + " follows");
    }
    Node last = new Node(node.level(), node.index(), copy(node.sums()));
    while (!open.isEmpty() && isLeftSibling(open.get(open.size() - 1), last)) {
      Node left = open.remove(open.size() - 1);
      addInPlace(left.sums(), 0, last.sums(), 0, last.sums().length);
      free.push(last.sums());
      last = new Node(left.level() + 1, left.index() / 2, left.sums());
    }
    open.add(last);
    nextLeaf = node.endLeaf();
  }

  /**
   * What was added since the start or the last {@link #clear}, as maximal complete nodes in order.
   * The arrays are the accumulator's own: use them, or send them off, before it is used again.
   */
  public List<Node> nodes() {
    return List.copyOf(open);
  }

  /** Forgets what was added and keeps the memory. */
  public void clear() {
    for (Node node : open) {
      free.push(node.sums());
    }
    open.clear();
    nextLeaf = -1;
  }

  /**
   * S[0, n) of the n leaves that were added since the start or the last {@link #clear}.
   *
   * @return a fresh array
   * @throws IllegalStateException unless there are leaves and the first is leaf 0
   */
  public double[] total() {
    if (open.isEmpty() || open.get(0).firstLeaf() != 0) {
      throw new IllegalStateException("no leaves from 0 on");
    }
    double[] sum = open.get(open.size() - 1).sums().clone();
    for (int i = open.size() - 2; i >= 0; i--) {
      double[] left = open.get(i).sums();
      for (int k = 0; k < sum.length; k++) {
        sum[k] = left[k] + sum[k];
      }
    }
    return sum;
  }

  /**
   * S[0, n) of leaves that are all at hand.
   *
   * @return a fresh array
   */
  public static double[] total(double[][] leaves) {
    return total(leaves, 0, leaves.length);
  }

  private static double[] total(double[][] leaves, int lo, int hi) {
    if (hi - lo == 1) {
      return leaves[lo].clone();
    }
    int middle = lo + Integer.highestOneBit(hi - lo - 1);
    double[] sum = total(leaves, lo, middle);
    double[] right = total(leaves, middle, hi);
    addInPlace(sum, 0, right, 0, right.length);
    return sum;
  }

  /**
   * S[0, leafCount).
   *
   * @param nodesInOrder nodes that cover the leaves from 0 to leafCount without gap; not changed
   * @return a fresh array
   */
  public static double[] total(int leafCount, Iterable<Node> nodesInOrder) {
    TreeSum tree = new TreeSum();
    tree.nextLeaf = 0;
    for (Node node : nodesInOrder) {
      tree.add(node);
    }
    if (tree.nextLeaf != leafCount || leafCount == 0) {
      throw new IllegalArgumentException(
          "nodes cover " + tree.nextLeaf + " leaves of " + leafCount);
    }
    return tree.total();
  }

  /**
   * As {@link #total(int, Iterable)}, for the numbers [from, to) of every sum only, so that threads
   * can share out a long sum.
   *
   * @param target overwritten in [from, to)
   */
  public static void total(
      int leafCount, List<Node> nodesInOrder, int from, int to, double[] target) {
    total(leafCount, nodesInOrder, from, to, target, from);
  }

  /**
   * As above, with the sums in another place of the target.
   *
   * @param target overwritten in [at, at + to - from)
   */
  public static void total(
      int leafCount, List<Node> nodesInOrder, int from, int to, double[] target, int at) {
    int used = sumInto(nodesInOrder, 0, 0, leafCount, from, to, target, at);
    if (used != nodesInOrder.size()) {
      throw new IllegalArgumentException("nodes go beyond " + leafCount + " leaves");
    }
  }

  /** Sets S[lo, hi) and returns the number of nodes used up so far. */
  private static int sumInto(
      List<Node> nodes, int next, int lo, int hi, int from, int to, double[] target, int at) {
    Node node = next < nodes.size() ? nodes.get(next) : null;
    if (node == null || node.firstLeaf() != lo || hi <= lo || node.endLeaf() > hi) {
      throw new IllegalArgumentException("no node covers the leaves from " + lo + " to " + hi);
    }
    if (node.endLeaf() == hi) {
      System.arraycopy(node.sums(), from, target, at, to - from);
      return next + 1;
    }
    int middle = lo + Integer.highestOneBit(hi - lo - 1);
    int used = sumInto(nodes, next, lo, middle, from, to, target, at);
    Node right = used < nodes.size() ? nodes.get(used) : null;
    if (right != null && right.firstLeaf() == middle && right.endLeaf() == hi) {
      addInPlace(target, at, right.sums(), from, to - from);
      return used + 1;
    }
    double[] sum = new double[to - from];
    used = sumInto(nodes, used, middle, hi, from, to, sum, 0);
    addInPlace(target, at, sum, 0, sum.length);
    return used;
  }

  private static void addInPlace(double[] sum, int at, double[] term, int from, int length) {
    for (int i = 0; i < length; i++) {
      sum[at + i] += term[from + i];
    }
  }

  private static boolean isLeftSibling(Node left, Node right) {
    return left.level() == right.level() && left.index() % 2 == 0;
  }

  private double[] copy(double[] sums) {
    if (!open.isEmpty() && open.get(0).sums().length != sums.length) {
      throw new IllegalArgumentException(
          sums.length + " sums where others have " + open.get(0).sums().length);
    }
    double[] target = free.isEmpty() ? null : free.pop();
    if (target == null || target.length != sums.length) {
      return sums.clone();
    }
    System.arraycopy(sums, 0, target, 0, sums.length);
    return target;
  }
}
