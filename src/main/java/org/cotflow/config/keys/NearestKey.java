package org.cotflow.config.keys;

import java.util.List;
import java.util.Optional;
import org.cotflow.base.NearestName;

/** What a user who wrote a key that there is not probably meant. */
public final class NearestKey {
  /** The section of a configuration that varies the keys of an experiment. */
  public static final String SWEEP = "sweep";

  private static final List<String> SPARK_CONF = List.of("spark", "conf");

  private NearestKey() {}

  /**
   * "unknown key; ..." with what is nearest: a key whose parts all differ little, so that a wrong
   * letter in a section counts as one in a name; else a key of the same meaning; else the key at
   * the smallest distance.
   */
  public static String advice(String path, List<String> keys) {
    List<String> parts = List.of(path.split("\\."));
    if (!parts.isEmpty() && isNear(parts.get(0), SWEEP, 1)) {
      return "unknown key; " + ofSweep(parts, keys);
    }
    return "unknown key; " + meant(path, parts, keys);
  }

  /** As {@link #advice}, in a section of which every key of an experiment is one. */
  public static String advice(String section, String path, List<String> keys) {
    return "unknown key; "
        + close(List.of(path.split("\\.")), keys)
            .map(key -> nearest(section + key))
            .orElseGet(
                () ->
                    Optional.ofNullable(OtherWords.advice(path))
                        .orElseGet(() -> nearest(section + smallest(path, keys))));
  }

  private static String ofSweep(List<String> parts, List<String> keys) {
    if (parts.size() == 1) {
      return nearest(SWEEP);
    }
    List<String> own = parts.subList(1, parts.size());
    String path = String.join(".", own);
    String key = keys.contains(path) ? path : close(own, keys).orElse(smallest(path, keys));
    return parts.get(0).equals(SWEEP)
        ? "%s.%s is for cotflow sweep".formatted(SWEEP, key)
        : nearest(SWEEP + "." + key);
  }

  private static String meant(String path, List<String> parts, List<String> keys) {
    Optional<String> close = close(parts, keys);
    if (close.isPresent()) {
      return nearest(close.get());
    }
    String otherWord = OtherWords.advice(path);
    return otherWord != null ? otherWord : nearest(smallest(path, keys));
  }

  private static String nearest(String key) {
    return "the nearest key is " + key;
  }

  private static String smallest(String path, List<String> keys) {
    return NearestName.ofDotted(path, keys).orElseThrow();
  }

  /** A key that begins the path, or of which every part is near that of the path. */
  private static Optional<String> close(List<String> parts, List<String> keys) {
    for (int i = parts.size() - 1; i > 1; i--) {
      String beginning = String.join(".", parts.subList(0, i));
      if (keys.contains(beginning)) {
        return Optional.of(beginning);
      }
    }
    int named = SPARK_CONF.size();
    if (parts.size() > named && total(parts.subList(0, named), SPARK_CONF) < Integer.MAX_VALUE) {
      String name = String.join(".", parts.subList(named, parts.size()));
      return Optional.of(String.join(".", SPARK_CONF) + "." + name);
    }
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String key : keys) {
      int total = total(parts, List.of(key.split("\\.")));
      if (total < least) {
        least = total;
        best = key;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The sum of the distances of the parts; the greatest number where any of them is far. */
  private static int total(List<String> parts, List<String> known) {
    if (parts.size() != known.size() || parts.size() < 2) {
      return Integer.MAX_VALUE;
    }
    int total = 0;
    for (int i = 0; i < parts.size(); i++) {
      String part = known.get(i);
      if (!isNear(parts.get(i), part, part.length() > 4 ? 2 : part.length() > 2 ? 1 : 0)) {
        return Integer.MAX_VALUE;
      }
      total += NearestName.distance(parts.get(i), part);
    }
    return total;
  }

  /** Long words are not compared: they are near nothing, and would take their time. */
  private static boolean isNear(String written, String known, int most) {
    return Math.abs(written.length() - known.length()) <= most
        && NearestName.distance(written, known) <= most;
  }
}
