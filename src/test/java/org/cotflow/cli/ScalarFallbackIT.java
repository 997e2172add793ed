package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM without the vector module trains to the same bits, and says once why it is slower. */
class ScalarFallbackIT {
  private static final List<String> TRAIN =
      List.of("train", "moons", "--set", "network.width=20", "--set", "flow.steps=3", "--out");

  @TempDir Path directory;

  private List<String> arguments(String run) {
    List<String> arguments = new ArrayList<>(TRAIN);
    arguments.add(directory.resolve(run).toString());
    return arguments;
  }

  private String digest(String run) throws IOException {
    return RunDirectory.open(Locations.of(directory.resolve(run).toString()))
        .summary()
        .measureDigest();
  }

  @Test
  void withoutTheModule() throws IOException, InterruptedException {
    assertEquals(0, Call.of(arguments("vector").toArray(String[]::new)).code());
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments("scalar"));
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(err.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> "see " + err);
    long said =
        Files.readAllLines(err).stream().filter(line -> line.contains("scalar kernels: ")).count();
    assertEquals(1, said);
    assertEquals(digest("vector"), digest("scalar"));
  }
}
