package org.cotflow.cli;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.cotflow.sweep.SweepMonitor;

/**
 * Shows on standard error how a sweep goes on: a bar on a terminal, otherwise a plain line now and
 * then, with the runs finished and failed and the time left. The time left goes by what the runs
 * cost, not by their number.
 */
final class SweepProgress implements SweepMonitor, AutoCloseable {
  private static final long LINE_EVERY_NANOS = 2_000_000_000L;
  private static final int BAR_WIDTH = 100;

  private final PrintStream err;
  private final boolean terminal;
  private final Termination termination;
  private ProgressBar bar;
  private String what = "";
  private int total;
  private int finished;
  private int failed;
  private double secondsInAll;
  private double secondsDone;
  private long startedAt;
  private long lastLineAt;

  SweepProgress(PrintStream err, boolean terminal, Termination termination) {
    this.err = err;
    this.terminal = terminal;
    this.termination = termination;
  }

  @Override
  public void begin(String kind, int count, int before, double seconds) {
    close();
    what = kind;
    total = count;
    finished = before;
    failed = 0;
    secondsInAll = seconds;
    secondsDone = 0;
    startedAt = System.nanoTime();
    lastLineAt = startedAt;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(kind)
              .setInitialMax(count)
              .startsFrom(before, java.time.Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
              .build();
    } else {
      err.println(kind + " " + before + "/" + count + (before > 0 ? " from an earlier call" : ""));
    }
  }

  @Override
  public void finished(double seconds, boolean done) {
    finished++;
    failed += done ? 0 : 1;
    secondsDone += seconds;
    if (bar != null) {
      bar.stepTo(finished);
      bar.setExtraMessage((failed > 0 ? failed + " failed" : "") + left());
      return;
    }
    long now = System.nanoTime();
    if (finished == total || now - lastLineAt >= LINE_EVERY_NANOS) {
      lastLineAt = now;
      err.printf(
          Locale.ROOT,
          "%s %d/%d%s%s%n",
          what,
          finished,
          total,
          failed > 0 ? "  " + failed + " failed" : "",
          left());
    }
  }

  private String left() {
    if (finished == total || secondsDone <= 0) {
      return "";
    }
    double spent = (System.nanoTime() - startedAt) / 1e9;
    double rest = spent / secondsDone * (secondsInAll - secondsDone);
    return "  " + Progress.duration(Math.max(0, rest)) + " left";
  }

  @Override
  public void notice(String line) {
    err.println("note: " + line);
  }

  @Override
  public boolean interrupted() {
    return termination.isRequested();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
