package org.cotflow.cli;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.cotflow.flow.StepRecord;

/**
 * Shows on standard error how a run goes on: a bar on a terminal, otherwise a plain line now and
 * then, each with the risk, the accuracy (or R^2) and the time left.
 */
final class Progress implements AutoCloseable {
  private static final long LINE_EVERY_NANOS = 2_000_000_000L;
  private static final int BAR_WIDTH = 100;

  private final PrintStream err;
  private final int steps;
  private final ProgressBar bar;
  private int firstStep = -1;
  private long startedAt;
  private long lastLineAt;

  Progress(PrintStream err, String name, int steps, boolean terminal) {
    this.err = err;
    this.steps = steps;
    this.bar = terminal ? bar(err, name, steps) : null;
  }

  /** Whether standard error is a terminal: the launcher knows, and Java guesses. */
  static boolean onTerminal() {
    String told = System.getProperty("cotflow.terminal");
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  private static ProgressBar bar(PrintStream err, String name, int steps) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
        .build();
  }

  /** The measure stands at {@code step}. */
  void at(int step) {
    if (firstStep < 0) {
      firstStep = step;
      startedAt = System.nanoTime();
      lastLineAt = startedAt;
    }
    if (bar != null) {
      bar.stepTo(step);
    }
  }

  void row(StepRecord row) {
    if (bar != null) {
      bar.setExtraMessage(quality(row));
      return;
    }
    long now = System.nanoTime();
    boolean ends = row.step() == firstStep || row.step() == steps;
    if (ends || now - lastLineAt >= LINE_EVERY_NANOS) {
      lastLineAt = now;
      err.printf(
          Locale.ROOT,
          "step %d/%d  %s%s%n",
          row.step(),
          steps,
          quality(row),
          left(row.step(), now));
    }
  }

  private static String quality(StepRecord row) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "risk %.4g", row.risk()));
    append(text, "accuracy", row.trainAccuracy(), row.testAccuracy());
    append(text, "R2", row.trainR2(), row.testR2());
    return text.toString();
  }

  private static void append(StringBuilder text, String name, Double train, Double test) {
    if (train != null) {
      text.append(String.format(Locale.ROOT, "  %s %.4f", name, train));
      if (test != null) {
        text.append(String.format(Locale.ROOT, " (test %.4f)", test));
      }
    }
  }

  private String left(int step, long now) {
    if (step <= firstStep || step >= steps) {
      return "";
    }
    double perStep = (now - startedAt) / 1e9 / (step - firstStep);
    return "  " + duration(perStep * (steps - step)) + " left";
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
    if (bar != null) {
      bar.close();
    }
  }
}
