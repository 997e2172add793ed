package org.cotflow.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether standard error is a terminal, where progress is shown as a bar, and how wide it is. */
public final class Terminal {
  /** Of a terminal that does not say. */
  private static final int USUAL_COLUMNS = 80;

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final AtomicInteger COLUMNS = new AtomicInteger();
  private static final AtomicBoolean LISTENING = new AtomicBoolean();

  private Terminal() {}

  /** The launcher asks the shell and says so; without a launcher Linux is asked. */
  public static boolean showsStandardError() {
    return isTerminal(System.getProperty("cotflow.terminal"), STANDARD_ERROR);
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

  /** Whether a line on the terminal can be drawn again: one of type dumb only goes on. */
  static boolean redraws() {
    String type = System.getenv("TERM");
    return type != null && !type.isEmpty() && !type.equals("dumb");
  }

  /**
   * The columns of the terminal behind standard error as they are now; 80 where it does not say.
   */
  public static int columns() {
    if (LISTENING.compareAndSet(false, true)) {
      Signals.on("WINCH", () -> COLUMNS.set(0));
    }
    int known = COLUMNS.get();
    if (known == 0) {
      known = asked();
      COLUMNS.set(known);
    }
    return known;
  }

  /** Java knows no width; {@code stty}, which every Unix has, asks the terminal. */
  private static int asked() {
    File terminal = Files.exists(STANDARD_ERROR) ? STANDARD_ERROR.toFile() : new File("/dev/tty");
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String[] size = answer.strip().split(" ");
      int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
      return columns > 0 ? columns : USUAL_COLUMNS;
    } catch (IOException | NumberFormatException unknown) {
      return USUAL_COLUMNS;
    }
  }
}
