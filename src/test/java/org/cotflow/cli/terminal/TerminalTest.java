package org.cotflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bars follow standard error alone. */
class TerminalTest {
  @TempDir Path directory;

  /** Writes to the file that is named what {@link Terminal} says. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) throws IOException {
      Files.writeString(Path.of(arguments[0]), String.valueOf(Terminal.showsStandardError()));
    }
  }

  private Path link(String target) throws IOException {
    Path link = directory.resolve("link");
    Files.deleteIfExists(link);
    return Files.createSymbolicLink(link, Path.of(target));
  }

  @Test
  void theLauncherIsBelieved() throws IOException {
    assertTrue(Terminal.isTerminal("true", link("/tmp/log")));
    assertFalse(Terminal.isTerminal("false", link("/dev/pts/3")));
  }

  @Test
  void withoutALauncherTheKernelNamesTheDevice() throws IOException {
    assertTrue(Terminal.isTerminal(null, link("/dev/pts/7")));
    assertTrue(Terminal.isTerminal(null, link("/dev/tty1")));
    assertFalse(Terminal.isTerminal(null, link("/tmp/log")));
    assertFalse(Terminal.isTerminal(null, link("pipe:[4711]")));
    assertFalse(Terminal.isTerminal(null, directory.resolve("none")));
  }

  /** With the pseudo-terminal of script, which is part of every Debian. */
  @Test
  void onlyStandardErrorCounts() throws IOException, InterruptedException {
    assertEquals("true", probed(" > out"), "results in a file");
    assertEquals("true", probed(" < /dev/null"), "no input");
    assertEquals("false", probed(" 2> log"), "errors in a file");
    assertEquals("false", probed(" 2>&1 | cat"), "everything through a pipe");
  }

  /** What a child says whose streams are a terminal but for a redirection of the shell. */
  private String probed(String redirection) throws IOException, InterruptedException {
    Path answer = directory.resolve("answer");
    Files.deleteIfExists(answer);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String command =
        String.format(
            "'%s' -cp '%s' '%s' '%s'%s",
            java,
            System.getProperty("java.class.path"),
            Probe.class.getName(),
            answer,
            redirection);
    Process script =
        new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("printed").toFile())
            .start();
    assertTrue(script.waitFor(60, TimeUnit.SECONDS), "the child does not end");
    assertEquals(0, script.exitValue(), Files.readString(directory.resolve("printed")));
    return Files.readString(answer);
  }
}
