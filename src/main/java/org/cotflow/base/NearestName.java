package org.cotflow.base;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Finds the name that a user probably meant: the known one at the smallest edit distance. */
public final class NearestName {
  private static final int LONGEST = 100;

  private NearestName() {}

  /**
   * The known name at the smallest {@link #distance}, the first if several are equal; empty without
   * names.
   */
  public static Optional<String> of(String written, Collection<String> known) {
    return nearest(known, name -> distance(written, name));
  }

  /**
   * The nearest of names with dots. A name in another section counts as the distance of the last
   * parts plus one.
   */
  public static Optional<String> ofDotted(String written, Collection<String> known) {
    String text = written.substring(0, Math.min(written.length(), LONGEST));
    return nearest(
        known,
        name -> Math.min(distance(text, name), 1 + distance(lastPart(text), lastPart(name))));
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static Optional<String> nearest(
      Collection<String> known, ToIntFunction<String> distanceTo) {
    String nearest = null;
    int smallest = Integer.MAX_VALUE;
    for (String name : known) {
      int distance = distanceTo.applyAsInt(name);
      if (distance < smallest) {
        smallest = distance;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /**
   * The number of insertions, deletions, substitutions and swaps of neighbors that turn one text
   * into the other (optimal string alignment), upper and lower case alike. Row by row.
   */
  public static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] twoAbove = null;
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
        if (isSwapped(a, i, b, j)) {
          row[j] = Math.min(row[j], 1 + twoAbove[j - 2]);
        }
      }
      twoAbove = above;
      above = row;
    }
    return above[b.length()];
  }

  /** Whether the last two of i and of j characters are each other's in the other order. */
  private static boolean isSwapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
