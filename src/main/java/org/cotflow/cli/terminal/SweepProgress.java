package org.cotflow.cli.terminal;

import org.cotflow.sweep.SweepMonitor;

/**
 * Shows the progress of a sweep, with the trials finished and failed and the time left, which
 * follows from what the trials cost, finished or in progress, not from their number. A signal stops
 * the sweep.
 */
public final class SweepProgress implements SweepMonitor, AutoCloseable {
  private final Messages messages;
  private final Termination termination;
  private ProgressLine line;
  private int total;
  private int finished;
  private int failed;
  private volatile SweepWork work;

  public SweepProgress(Messages messages, Termination termination) {
    this.messages = messages;
    this.termination = termination;
  }

  @Override
  public void begin(String kind, int count, int before, double seconds) {
    close();
    total = count;
    finished = before;
    failed = 0;
    work = new SweepWork(seconds);
    line = messages.begin(kind, kind, "", before, count);
    line.say(before > 0 ? "from an earlier call" : "", true);
  }

  @Override
  public void begun(double seconds) {
    work.begun(seconds, System.nanoTime());
  }

  @Override
  public void finished(double seconds, boolean done) {
    finished++;
    failed += done ? 0 : 1;
    line.stepTo(finished, work.finished(seconds, System.nanoTime()));
    line.say(failed > 0 ? failed + " failed" : "", finished == total);
  }

  /** What is done beside running trials. */
  public void doing(String what) {
    messages.stage(what);
    if (line != null) {
      line.doing(what);
    }
  }

  @Override
  public void notice(String text) {
    messages.note(text);
  }

  @Override
  public boolean interrupted() {
    return termination.isRequested();
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
      line = null;
    }
  }
}
