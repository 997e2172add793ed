package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that the build made, unpacked and used where there is Java and no Maven. */
class ArchiveIT {
  @TempDir static Path directory;
  private static Path home;

  @BeforeAll
  static void unpack() throws IOException {
    Path archive;
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      archive =
          built
              .filter(file -> file.getFileName().toString().matches("cotflow-\\d.*\\.zip"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("mvn package makes target/cotflow-*.zip"));
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path target = directory.resolve(entry.getName());
        if (!entry.isDirectory()) {
          Files.createDirectories(target.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, target);
          }
        }
      }
    }
    String name = archive.getFileName().toString();
    home = directory.resolve(name.substring(0, name.length() - ".zip".length()));
    // java.util.zip does not know the permissions in an archive; unzip does.
    Files.setPosixFilePermissions(
        home.resolve("bin/cotflow"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** With an environment that has nothing but a PATH without Maven, and JAVA_HOME. */
  private static Call cotflow(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/cotflow").toString());
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", pathWithoutMaven().toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("HOME", directory.toString());
    Process process = builder.start();
    assertTrue(process.waitFor(10, TimeUnit.MINUTES), "still running");
    return new Call(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** A directory with the few programs that bin/cotflow calls. */
  private static Path pathWithoutMaven() throws IOException {
    Path programs = Files.createDirectories(directory.resolve("programs"));
    for (String program :
        List.of("bash", "env", "dirname", "basename", "readlink", "grep", "sed")) {
      Path link = programs.resolve(program);
      for (String place : System.getenv("PATH").split(":")) {
        Path installed = Path.of(place, program);
        if (Files.notExists(link) && Files.isExecutable(installed)) {
          Files.createSymbolicLink(link, installed.toAbsolutePath());
        }
      }
    }
    return programs;
  }

  @Test
  void itTrainsDigitsToTheSameMeasureAndSaysNothingElse() throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    Call call = cotflow("train", "digits", "--out", run.toString());
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains(PinnedRuns.PINS.get("digits measure")), call.out());
    assertEquals(
        List.of(),
        call.errLines().stream().filter(line -> !line.startsWith("step ")).toList(),
        "standard error is for progress and errors");
  }

  @Test
  void itHasSparkForLocalUse() throws IOException, InterruptedException {
    Call call =
        cotflow(
            "train",
            "moons",
            "--out",
            directory.resolve("spark").toString(),
            "--set",
            "engine.kind=spark",
            "--set",
            "spark.master=local[1]",
            "--set",
            "flow.steps=2");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.err().lines().allMatch(line -> line.startsWith("step ")), call.err());
  }

  @Test
  void itHoldsWhatItPromises() {
    for (String part :
        List.of(
            "LICENSE",
            "NOTICE",
            "README.md",
            "docs/tutorial.md",
            "python/cotflow.py",
            "conf/yarn/spark-defaults.conf")) {
      assertTrue(Files.isRegularFile(home.resolve(part)), part);
    }
  }

  @Test
  void itHasTheManualPageAndCompletionWhereSystemsLook() throws IOException {
    Map<String, String[]> commands =
        Map.of(
            "man/man1/cotflow.1", new String[] {"help", "--man"},
            "bash-completion/completions/cotflow", new String[] {"completion", "bash"},
            "zsh/site-functions/_cotflow", new String[] {"completion", "zsh"},
            "fish/vendor_completions.d/cotflow.fish", new String[] {"completion", "fish"});
    for (Map.Entry<String, String[]> command : commands.entrySet()) {
      assertEquals(
          Call.done(command.getValue()).out(),
          Files.readString(home.resolve("share").resolve(command.getKey())),
          command.getKey());
    }
  }

  @Test
  void wrongInputEndsWithOneLineAndCodeTwo() throws IOException, InterruptedException {
    Call call = cotflow("train", "digit");
    assertEquals(2, call.code(), call.err());
    assertEquals(1, call.errLines().size(), call.err());
  }
}
