package org.cotflow.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build of Cotflow this is.
 *
 * @param version the release
 * @param commit the commit it was built from, ending in {@code -dirty} where the sources differ
 *     from it; {@code unknown} where the sources came without version control
 */
public record Build(String version, String commit) {
  private static final Build CURRENT = read();

  public static Build current() {
    return CURRENT;
  }

  /** Version and commit, on one line. */
  public static String describe() {
    return CURRENT.version + " (" + CURRENT.commit + ")";
  }

  private static Build read() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/org/cotflow/build.properties")) {
      properties.load(in);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new Build(properties.getProperty("version"), properties.getProperty("commit"));
  }
}
