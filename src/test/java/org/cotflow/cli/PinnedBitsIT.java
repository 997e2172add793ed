package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cotflow.JavaRuntimes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pinned bits on every Java runtime that is found ({@link JavaRuntimes}). */
class PinnedBitsIT {
  @TempDir Path directory;

  static Set<Path> runtimes() throws IOException {
    Set<Path> runtimes = JavaRuntimes.homes();
    System.out.println("bits are compared on " + runtimes);
    return runtimes;
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
