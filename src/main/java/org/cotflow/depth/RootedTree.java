package org.cotflow.depth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A rooted tree and what an explicit Runge-Kutta method makes of it. The method has order p if and
 * only if for every tree t of at most p vertices
 *
 * <pre>
 *   sum_i b_i Phi_i(t) = 1 / gamma(t)
 *   Phi_i([t_1 .. t_n])  = prod_k sum_j a_ij Phi_j(t_k)
 *   gamma([t_1 .. t_n])  = |t| gamma(t_1) .. gamma(t_n)
 * </pre>
 *
 * <p>with [t_1 .. t_n] the tree whose root carries the trees t_k. There are 1, 1, 2, 4 and 9 trees
 * of 1 to 5 vertices.
 *
 * <p>Source: E. Hairer, S. Norsett, G. Wanner, Solving Ordinary Differential Equations I, section
 * II.2.
 *
 * @param vertices |t|
 * @param density gamma(t)
 * @param weights Phi_i(t) for each stage i
 */
public record RootedTree(int vertices, double density, double[] weights) {

  /**
   * All trees of at most {@code vertices} vertices, small ones first.
   *
   * @param a the matrix of the method, strictly lower triangular, row i has i entries
   */
  public static List<RootedTree> upTo(int vertices, double[][] a) {
    double[] ones = new double[a.length];
    Arrays.fill(ones, 1);
    List<RootedTree> trees = new ArrayList<>();
    for (int size = 1; size <= vertices; size++) {
      addBranches(new RootedTree(1, 1, ones), List.copyOf(trees), size, a, trees);
    }
    return trees;
  }

  /**
   * Completes a tree to {@code size} vertices in all ways.
   *
   * @param partial with the product of its branches' densities for its own
   * @param branches that may still be added, in order
   */
  private static void addBranches(
      RootedTree partial, List<RootedTree> branches, int size, double[][] a, List<RootedTree> to) {
    if (partial.vertices == size) {
      to.add(new RootedTree(size, size * partial.density, partial.weights));
      return;
    }
    for (int first = 0; first < branches.size(); first++) {
      if (partial.vertices + branches.get(first).vertices <= size) {
        RootedTree larger = partial.with(branches.get(first), a);
        addBranches(larger, branches.subList(first, branches.size()), size, a, to);
      }
    }
  }

  private RootedTree with(RootedTree branch, double[][] a) {
    double[] products = weights.clone();
    for (int i = 0; i < a.length; i++) {
      double sum = 0;
      for (int j = 0; j < i; j++) {
        sum += a[i][j] * branch.weights[j];
      }
      products[i] *= sum;
    }
    return new RootedTree(vertices + branch.vertices, density * branch.density, products);
  }

  /** sum_i b_i Phi_i(t) - wanted. */
  public double defect(double[] b, double wanted) {
    double sum = -wanted;
    for (int i = 0; i < b.length; i++) {
      sum += b[i] * weights[i];
    }
    return sum;
  }
}
