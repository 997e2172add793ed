package org.cotflow.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether standard error is a terminal, where progress is shown as a bar. */
public final class Terminal {
  private Terminal() {}

  /** The launcher asks the shell and says so; without a launcher Linux is asked. */
  public static boolean showsStandardError() {
    return isTerminal(System.getProperty("cotflow.terminal"), Path.of("/proc/self/fd/2"));
  }

  /**
   * Whether a stream is a terminal.
   *
   * @param told what the launcher says: "true" or "false"; null without a launcher
   * @param stream the link by which the kernel names the file behind the stream
   */
  static boolean isTerminal(String told, Path stream) {
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    try {
      String device = Files.readSymbolicLink(stream).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
