package org.cotflow.config;

import java.util.Collection;
import org.cotflow.base.NearestName;

/**
 * Finds the key that a mistyped one was probably meant to be.
 *
 * <p>The distance of two keys is that of their names; a key in another section counts as the
 * distance of the last parts plus one.
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
      int whole = NearestName.distance(text, key);
      int distance = Math.min(whole, 1 + NearestName.distance(lastPart(text), lastPart(key)));
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
}
