package org.cotflow.depth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A first guess for the next step from the last steps, by polynomial extrapolation in the step:
 *
 * <pre>
 *   after one step a,   after two 2 a - b,   after three or more 3 (a - b) + c
 * </pre>
 *
 * with a the last step, b the one before, c the one before that.
 */
final class WarmStart {
  private static final int ORDER = 3;

  private final String name;
  private final List<double[][]> newestFirst = new ArrayList<>();
  private List<double[][]> before = List.of();

  /**
   * @param name what is extrapolated, for the snapshot
   */
  WarmStart(String name) {
    this.name = name;
  }

  /** The guess, freshly allocated; null if there is no earlier step with arrays of this length. */
  double[][] guess(int arrays, int length) {
    before = List.copyOf(newestFirst);
    if (newestFirst.isEmpty()
        || newestFirst.get(0).length != arrays
        || newestFirst.get(0)[0].length != length) {
      newestFirst.clear();
      return null;
    }
    double[][] guess = new double[arrays][];
    for (int k = 0; k < arrays; k++) {
      guess[k] = extrapolated(k);
    }
    return guess;
  }

  private double[] extrapolated(int k) {
    double[] next = newestFirst.get(0)[k].clone();
    if (newestFirst.size() >= 2) {
      double[] last = newestFirst.get(0)[k];
      double[] second = newestFirst.get(1)[k];
      double[] third = newestFirst.size() >= 3 ? newestFirst.get(2)[k] : null;
      for (int i = 0; i < next.length; i++) {
        double change = last[i] - second[i];
        next[i] = third == null ? last[i] + change : Math.fma(3.0, change, third[i]);
      }
    }
    return next;
  }

  /** Takes up what the step came to; the arrays stay unchanged from now on. */
  void add(double[][] arrays) {
    newestFirst.add(0, arrays);
    if (newestFirst.size() > ORDER) {
      newestFirst.remove(ORDER);
    }
  }

  /** Puts down what the last guess was made from. */
  void storeLastGuess(Map<String, double[]> memory) {
    store(before, memory);
  }

  /** Puts down what the next guess will be made from. */
  void storeNextGuess(Map<String, double[]> memory) {
    store(newestFirst, memory);
  }

  private void store(List<double[][]> ages, Map<String, double[]> memory) {
    for (int age = 0; age < ages.size(); age++) {
      double[][] arrays = ages.get(age);
      for (int k = 0; k < arrays.length; k++) {
        memory.put(name + "-" + age + "-" + k, arrays[k]);
      }
    }
  }

  void restore(Map<String, double[]> memory) {
    newestFirst.clear();
    for (int age = 0; memory.containsKey(name + "-" + age + "-0"); age++) {
      List<double[]> arrays = new ArrayList<>();
      for (int k = 0; memory.containsKey(name + "-" + age + "-" + k); k++) {
        arrays.add(memory.get(name + "-" + age + "-" + k));
      }
      newestFirst.add(arrays.toArray(double[][]::new));
    }
    before = List.copyOf(newestFirst);
  }
}
