package org.cotflow.base;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user probably meant: the known name at the smallest edit distance. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name that needs the fewest insertions, deletions and substitutions of characters
   * (upper and lower case alike); the earlier one of equals; empty when there is no known name.
   */
  public static Optional<String> of(String written, Collection<String> known) {
    String nearest = null;
    int smallest = Integer.MAX_VALUE;
    for (String name : known) {
      int distance = distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < smallest) {
        smallest = distance;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** The Levenshtein distance, row by row. */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
