package org.cotflow.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.cotflow.base.Printable;

/**
 * What a command says on standard error beside errors: notes, the stages of its work, and progress.
 */
public final class Messages {
  /** How much is said. */
  public enum Level {
    /** Nothing. */
    QUIET,
    /** Notes and progress. */
    USUAL,
    /** The stages of the work too, each with the time since the command began. */
    VERBOSE
  }

  private final PrintStream err;
  private final Level level;
  private final ProgressLine.Kind progress;
  private final long startedAt = System.nanoTime();
  private ProgressLine line;

  Messages(PrintStream err, Level level, ProgressLine.Kind progress) {
    this.err = err;
    this.level = level;
    this.progress = progress;
  }

  /**
   * To the standard error of this process, in UTF-8 whatever the locale.
   *
   * @param plain lines for progress, also on a terminal
   */
  public static Messages of(Level level, boolean plain) {
    boolean bar = !plain && Terminal.showsStandardError() && Terminal.redraws();
    return new Messages(
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        level,
        level == Level.QUIET
            ? ProgressLine.Kind.NONE
            : bar ? ProgressLine.Kind.BAR : ProgressLine.Kind.LINES);
  }

  /** Says something that does not stop the command. */
  public void note(String text) {
    if (level != Level.QUIET) {
      say("note: " + Printable.line(text));
    }
  }

  /** Prints lines as they are, such as a table that must not stand among results. */
  public void lines(String text) {
    if (level != Level.QUIET) {
      say(text.stripTrailing());
    }
  }

  /** Says what is done now, if it is asked for. */
  public void stage(String text) {
    if (level == Level.VERBOSE) {
      double seconds = (System.nanoTime() - startedAt) / 1e9;
      say(String.format(Locale.ROOT, "%8.2f s  %s", seconds, Printable.line(text)));
    }
  }

  /** A line of its own, above the progress. */
  synchronized void say(String text) {
    if (line == null) {
      err.println(text);
    } else {
      line.above(text);
    }
  }

  /**
   * Begins to show how far a count comes; one count at a time.
   *
   * @param name what a bar is called
   * @param counted what lines call the count
   * @param each one of what is counted
   */
  synchronized ProgressLine begin(String name, String counted, String each, int from, int to) {
    line =
        new ProgressLine(
            err,
            progress,
            new ProgressText(name, counted, each, from, to),
            Terminal::columns,
            this::ended);
    return line;
  }

  private synchronized void ended() {
    line = null;
  }
}
