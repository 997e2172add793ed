package org.cotflow.cli.terminal;

import java.io.PrintStream;
import org.cotflow.base.Printable;
import org.cotflow.sweep.SweepMonitor;

/**
 * Shows the progress of a sweep on standard error, with the trials finished and failed and the time
 * left, which follows from what the trials cost, not from their number. A signal stops the sweep.
 */
public final class SweepProgress implements SweepMonitor, AutoCloseable {
  private final PrintStream err;
  private final boolean terminal;
  private final Termination termination;
  private ProgressLine line;
  private String what = "";
  private int total;
  private int finished;
  private int failed;
  private double secondsInAll;
  private double secondsDone;

  public SweepProgress(PrintStream err, boolean terminal, Termination termination) {
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
    line = new ProgressLine(err, terminal, kind, before, count);
    if (!terminal) {
      err.println(kind + " " + before + "/" + count + (before > 0 ? " from an earlier call" : ""));
    }
  }

  @Override
  public void finished(double seconds, boolean done) {
    finished++;
    failed += done ? 0 : 1;
    secondsDone += seconds;
    line.stepTo(finished);
    String failures = failed > 0 ? failed + " failed" : "";
    boolean between = finished < total && secondsDone > 0;
    String left = between ? line.left(secondsDone / secondsInAll) : "";
    if (line.isBar()) {
      line.message(failures + left);
    } else {
      String separator = failures.isEmpty() ? "" : "  ";
      line.line(
          finished == total, what + " " + finished + "/" + total + separator + failures + left);
    }
  }

  @Override
  public void notice(String text) {
    err.println("note: " + Printable.line(text));
  }

  @Override
  public boolean interrupted() {
    return termination.isRequested();
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
    }
  }
}
