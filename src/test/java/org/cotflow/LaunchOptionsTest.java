package org.cotflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** What the scripts and the build take from elsewhere still agrees with where it comes from. */
class LaunchOptionsTest {
  @Test
  void scriptsGiveTheJvmOptionsOfSpark() throws IOException {
    List<String> options =
        Files.readAllLines(Path.of("scripts/java.options")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertEquals(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()), options);
  }

  @Test
  void buildPropertiesAreFilledIn() throws IOException {
    Properties build = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/org/cotflow/build.properties")) {
      build.load(in);
    }
    assertTrue(build.getProperty("version").matches("\\d+\\.\\d+\\.\\d+.*"), build::toString);
    assertTrue(
        build.getProperty("commit").matches("unknown|[0-9a-f]{40}(-dirty)?"), build::toString);
  }
}
