package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TreeSumTest {
  private static final int SUMS = 3;

  @Test
  void everySplitIntoRangesGivesTheBitsOfTheRecursiveDefinition() {
    SplittableRandom random = new SplittableRandom(7);
    for (int leafCount = 1; leafCount <= 40; leafCount++) {
      double[][] leaves = leaves(leafCount, random);
      double[] expected = recursive(leaves, 0, leafCount);
      for (int cut = 1; cut < leafCount; cut++) {
        for (int second = cut; second < leafCount; second++) {
          List<TreeSum.Node> nodes = new ArrayList<>(range(leaves, 0, cut));
          nodes.addAll(range(leaves, cut, second));
          nodes.addAll(range(leaves, second, leafCount));
          assertArrayEquals(expected, TreeSum.total(leafCount, nodes));
        }
      }
      for (int trial = 0; trial < 20; trial++) {
        assertArrayEquals(
            expected, TreeSum.total(leafCount, randomSplit(leaves, random)), "n = " + leafCount);
      }
      assertArrayEquals(expected, TreeSum.total(leafCount, range(leaves, 0, leafCount)));
      assertArrayEquals(expected, TreeSum.total(leaves));
      assertArrayEquals(expected, treeOf(leaves, 0, leafCount).total());
    }
  }

  @Test
  void slicesOfATotalHaveTheBitsOfTheWhole() {
    SplittableRandom random = new SplittableRandom(11);
    for (int leafCount = 1; leafCount <= 40; leafCount++) {
      double[][] leaves = leaves(leafCount, random);
      List<TreeSum.Node> nodes = randomSplit(leaves, random);
      double[] whole = new double[SUMS];
      TreeSum.total(leafCount, nodes, 0, 1, whole);
      TreeSum.total(leafCount, nodes, 1, SUMS, whole);
      assertArrayEquals(recursive(leaves, 0, leafCount), whole, "n = " + leafCount);
    }
    double[][] leaves = leaves(8, random);
    double[] target = new double[SUMS];
    for (List<TreeSum.Node> wrong :
        List.of(range(leaves, 0, 7), range(leaves, 1, 8), List.<TreeSum.Node>of())) {
      assertThrows(IllegalArgumentException.class, () -> TreeSum.total(8, wrong, 0, SUMS, target));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> TreeSum.total(7, range(leaves, 0, 8), 0, SUMS, target));
  }

  @Test
  void theOrderOfAdditionMattersForTheseLeaves() {
    double[][] leaves = leaves(37, new SplittableRandom(7));
    double[] serial = new double[SUMS];
    for (double[] leaf : leaves) {
      for (int i = 0; i < SUMS; i++) {
        serial[i] += leaf[i];
      }
    }
    assertTrue(!Arrays.equals(serial, recursive(leaves, 0, 37)));
  }

  @Test
  void nodesOfPartialMergesMergeOn() {
    double[][] leaves = leaves(29, new SplittableRandom(3));
    TreeSum left = new TreeSum();
    range(leaves, 0, 5).forEach(left::add);
    range(leaves, 5, 11).forEach(left::add);
    TreeSum right = new TreeSum();
    range(leaves, 11, 12).forEach(right::add);
    range(leaves, 12, 29).forEach(right::add);
    List<TreeSum.Node> nodes = new ArrayList<>(left.nodes());
    nodes.addAll(right.nodes());
    assertArrayEquals(recursive(leaves, 0, 29), TreeSum.total(29, nodes));
  }

  @Test
  void aRangeIsReducedToItsMaximalCompleteNodes() {
    double[][] leaves = leaves(14, new SplittableRandom(1));
    List<String> places =
        range(leaves, 3, 14).stream().map(n -> n.level() + ":" + n.index()).toList();
    assertEquals(List.of("0:3", "2:1", "2:2", "1:6"), places);
    double[][] many = leaves(1000, new SplittableRandom(1));
    assertTrue(range(many, 1, 999).size() <= 18);
  }

  @Test
  void aClearedAccumulatorStartsAgainAndInputIsLeftAlone() {
    double[][] leaves = leaves(9, new SplittableRandom(5));
    double[][] kept = Arrays.stream(leaves).map(double[]::clone).toArray(double[][]::new);
    TreeSum tree = new TreeSum();
    for (int round = 0; round < 2; round++) {
      tree.clear();
      for (int i = 0; i < leaves.length; i++) {
        tree.add(i, leaves[i]);
      }
      List<TreeSum.Node> nodes = tree.nodes();
      double[] first = nodes.get(0).sums().clone();
      assertArrayEquals(recursive(kept, 0, 9), TreeSum.total(9, nodes));
      assertArrayEquals(first, nodes.get(0).sums());
    }
    for (int i = 0; i < leaves.length; i++) {
      assertArrayEquals(kept[i], leaves[i]);
    }
  }

  @Test
  void gapsAndMissingLeavesAreRefused() {
    double[][] leaves = leaves(8, new SplittableRandom(2));
    TreeSum tree = new TreeSum();
    tree.add(2, leaves[2]);
    assertThrows(IllegalArgumentException.class, () -> tree.add(4, leaves[4]));
    assertThrows(IllegalArgumentException.class, () -> tree.add(3, new double[SUMS + 1]));
    assertThrows(IllegalArgumentException.class, () -> TreeSum.total(8, range(leaves, 0, 7)));
    assertThrows(IllegalArgumentException.class, () -> TreeSum.total(7, range(leaves, 1, 8)));
    assertThrows(IllegalArgumentException.class, () -> TreeSum.total(0, Collections.emptyList()));
    assertThrows(IllegalStateException.class, tree::total);
    assertThrows(IllegalStateException.class, () -> new TreeSum().total());
  }

  private static double[] recursive(double[][] leaves, int lo, int hi) {
    if (hi - lo == 1) {
      return leaves[lo].clone();
    }
    int split = Integer.highestOneBit(hi - lo - 1);
    double[] left = recursive(leaves, lo, lo + split);
    double[] right = recursive(leaves, lo + split, hi);
    for (int i = 0; i < SUMS; i++) {
      left[i] += right[i];
    }
    return left;
  }

  private static List<TreeSum.Node> range(double[][] leaves, int from, int to) {
    return treeOf(leaves, from, to).nodes();
  }

  private static TreeSum treeOf(double[][] leaves, int from, int to) {
    TreeSum tree = new TreeSum();
    for (int i = from; i < to; i++) {
      tree.add(i, leaves[i]);
    }
    return tree;
  }

  private static List<TreeSum.Node> randomSplit(double[][] leaves, SplittableRandom random) {
    List<TreeSum.Node> nodes = new ArrayList<>();
    for (int from = 0; from < leaves.length; ) {
      int to = Math.min(leaves.length, from + 1 + random.nextInt(6));
      nodes.addAll(range(leaves, from, to));
      from = to;
    }
    return nodes;
  }

  private static double[][] leaves(int count, SplittableRandom random) {
    double[][] leaves = new double[count][SUMS];
    for (double[] leaf : leaves) {
      for (int i = 0; i < SUMS; i++) {
        leaf[i] = Math.scalb(random.nextDouble() - 0.5, random.nextInt(20));
      }
    }
    return leaves;
  }
}
