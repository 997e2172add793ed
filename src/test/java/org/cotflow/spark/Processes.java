package org.cotflow.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** JVMs that this one has started, itself or through others. */
public final class Processes {
  private Processes() {}

  /** Those with a word on their command line. */
  public static List<ProcessHandle> with(String word) {
    return ProcessHandle.current().descendants().filter(process -> has(process, word)).toList();
  }

  /** Kills one such JVM, as the kernel would when memory runs out. */
  static void kill(String word) {
    List<ProcessHandle> found = with(word);
    if (found.isEmpty()) {
      throw new IllegalStateException("no process with " + word);
    }
    found.get(0).destroyForcibly();
    found.get(0).onExit().join();
  }

  /** Shells that have started such a JVM name it within a longer word. */
  private static boolean has(ProcessHandle process, String word) {
    try {
      Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.readString(line).contains("\0" + word + "\0");
    } catch (IOException ended) {
      return false;
    }
  }
}
