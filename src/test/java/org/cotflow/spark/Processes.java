package org.cotflow.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** JVMs that this one has started, itself or through others. */
public final class Processes {
  private Processes() {}

  /** Those with a word on their command line. */
  public static List<ProcessHandle> with(String word) {
    return with(ProcessHandle.current(), word);
  }

  private static List<ProcessHandle> with(ProcessHandle ancestor, String... words) {
    // Shells that have started such a JVM name a word within a longer one.
    return ancestor
        .descendants()
        .filter(process -> Stream.of(words).allMatch(w -> line(process).contains("\0" + w + "\0")))
        .toList();
  }

  /** Kills one such JVM, as the kernel would when memory runs out. */
  static void kill(String word) {
    kill(ProcessHandle.current(), word);
  }

  /** Kills a JVM that a process has started, with all these words on its command line. */
  static void kill(ProcessHandle ancestor, String... words) {
    List<ProcessHandle> found = with(ancestor, words);
    if (found.isEmpty()) {
      throw new IllegalStateException("no process with " + List.of(words));
    }
    found.get(0).destroyForcibly();
    found.get(0).onExit().join();
  }

  /** The command lines, of any process, that contain a text. */
  static List<String> naming(String text) {
    return ProcessHandle.allProcesses()
        .map(Processes::line)
        .filter(line -> line.contains(text))
        .map(line -> line.replace('\0', ' '))
        .toList();
  }

  /** The words of a command line, each between two zeros. */
  private static String line(ProcessHandle process) {
    try {
      Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return "\0" + Files.readString(line);
    } catch (IOException ended) {
      return "";
    }
  }
}
