package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pinned bits on every Java runtime that is found: the one at hand, JAVA_HOME, those below
 * /usr/lib/jvm, and those that the variable COTFLOW_TEST_JDKS lists.
 */
class PinnedBitsIT {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  @TempDir Path directory;

  static Set<Path> runtimes() throws IOException {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    for (String variable : List.of("JAVA_HOME", "COTFLOW_TEST_JDKS")) {
      String listed = System.getenv().getOrDefault(variable, "");
      Stream.of(listed.split(":"))
          .filter(home -> !home.isEmpty())
          .map(Path::of)
          .forEach(homes::add);
    }
    Path debian = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> installed = Files.list(debian)) {
        installed.forEach(homes::add);
      }
    }
    Set<Path> runtimes = new TreeSet<>();
    for (Path home : homes) {
      if (isJava17OrNewer(home)) {
        runtimes.add(home.toRealPath());
      }
    }
    System.out.println("bits are compared on " + runtimes);
    return runtimes;
  }

  private static boolean isJava17OrNewer(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return false;
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(release));
      return version.find() && Integer.parseInt(version.group(1)) >= 17;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("runtimes")
  void everyRuntimeHasThem(Path home) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(
                home.resolve("bin/java").toString(),
                "@" + Path.of("scripts", "java.options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                PinnedRuns.class.getName(),
                directory.resolve("runs").toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read(err));
    List<String> expected = new ArrayList<>();
    PinnedRuns.PINS.forEach((pin, digest) -> expected.add(pin + "=" + digest));
    assertEquals(expected, Files.readAllLines(out), home.toString());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
