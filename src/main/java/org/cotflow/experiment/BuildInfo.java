package org.cotflow.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which Cotflow this is, as the build noted it.
 *
 * @param version of the release
 * @param commit of the sources, or "unknown"
 */
public record BuildInfo(String version, String commit) {
  private static final String RESOURCE = "/cotflow-build.properties";

  /** Of the running program. */
  public static BuildInfo current() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + RESOURCE);
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(properties.getProperty("version"), properties.getProperty("commit"));
  }
}
