package org.cotflow.base;

import java.util.Map;
import java.util.TreeMap;

/**
 * The Hadoop properties of this process beyond the files on its class path ({@code core-site.xml}
 * and the like). Set once, before the first location is made; a location keeps the entries it was
 * made with and takes them along to executors.
 *
 * <p>Loads no Hadoop class.
 */
public final class HadoopConfiguration {
  private static final String PREFIX = "spark.hadoop.";
  private static volatile TreeMap<String, String> entries = new TreeMap<>();

  private HadoopConfiguration() {}

  /**
   * Replaces the entries of this process. Accepts a whole Spark configuration: {@code
   * spark.hadoop.KEY} becomes KEY, other {@code spark.*} keys are left out, all other entries are
   * taken as they are.
   */
  public static void set(Map<String, String> properties) {
    TreeMap<String, String> next = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            next.put(key.substring(PREFIX.length()), value);
          } else if (!key.startsWith("spark.")) {
            next.put(key, value);
          }
        });
    entries = next;
  }

  static TreeMap<String, String> entries() {
    return new TreeMap<>(entries);
  }
}
