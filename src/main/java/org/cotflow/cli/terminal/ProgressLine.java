package org.cotflow.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far a count has come: a bar on a terminal, otherwise a plain line every two seconds.
 */
final class ProgressLine implements AutoCloseable {
  private static final long LINE_EVERY_NANOS = 2_000_000_000L;
  private static final int BAR_WIDTH = 100;

  private final PrintStream err;
  private final ProgressBar bar;
  private final long startedAt = System.nanoTime();
  private long lastLineAt = startedAt;

  ProgressLine(PrintStream err, boolean terminal, String name, int from, int to) {
    this.err = err;
    this.bar =
        !terminal
            ? null
            : new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(to)
                .startsFrom(from, Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
                .build();
  }

  boolean isBar() {
    return bar != null;
  }

  void stepTo(int count) {
    if (isBar()) {
      bar.stepTo(count);
    }
  }

  /** Says something beside the bar. */
  void message(String text) {
    bar.setExtraMessage(text);
  }

  /** Prints a plain line if it is time for one, or {@code inAnyCase}. */
  void line(boolean inAnyCase, String text) {
    long now = System.nanoTime();
    if (inAnyCase || now - lastLineAt >= LINE_EVERY_NANOS) {
      lastLineAt = now;
      err.println(text);
    }
  }

  /**
   * The time left, in words.
   *
   * @param done share of the work, in (0, 1]
   */
  String left(double done) {
    double spent = (System.nanoTime() - startedAt) / 1e9;
    return "  " + duration(Math.max(0, spent * (1 / done - 1))) + " left";
  }

  /** A number of seconds in words as short as possible: 8 s, 3 min 20 s, 2 h 5 min. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  @Override
  public void close() {
    if (isBar()) {
      bar.close();
    }
  }
}
