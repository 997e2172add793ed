package org.cotflow.experiment;

import java.util.Collection;

/**
 * Finds the key that a mistyped one was probably meant to be.
 *
 * <p>The distance of two keys is the number of insertions, deletions, substitutions and swaps of
 * neighbors that turn one into the other (optimal string alignment); a key in another section
 * counts as the distance of the last parts plus one.
 */
final class NearestKey {
  private static final int LONGEST = 100;

  private NearestKey() {}

  /** The nearest of {@code known}; the first of them where several are equally near. */
  static String of(String mistyped, Collection<String> known) {
    String text = mistyped.length() > LONGEST ? mistyped.substring(0, LONGEST) : mistyped;
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String key : known) {
      int distance = Math.min(distance(text, key), 1 + distance(lastPart(text), lastPart(key)));
      if (distance < least) {
        least = distance;
        nearest = key;
      }
    }
    return nearest;
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  static int distance(String left, String right) {
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, left, right, i, j);
      }
    }
    return cost[left.length()][right.length()];
  }

  private static int cheapest(int[][] cost, String left, String right, int i, int j) {
    int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
    int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
