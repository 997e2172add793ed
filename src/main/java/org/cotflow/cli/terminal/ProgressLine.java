package org.cotflow.cli.terminal;

import java.io.PrintStream;
import java.time.LocalDateTime;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.cotflow.base.Printable;

/**
 * Shows how far a count has come: a bar on a terminal, drawn again as time goes on and at the width
 * that the terminal has then; otherwise a plain line every two seconds.
 */
final class ProgressLine implements AutoCloseable {
  /** How progress is shown. */
  enum Kind {
    NONE,
    LINES,
    BAR
  }

  private static final long LINE_EVERY_NANOS = 2_000_000_000L;
  private static final long BAR_EVERY_MILLIS = 200;

  private final PrintStream err;
  private final Kind kind;
  private final ProgressText text;
  private final IntSupplier columns;
  private final Runnable ended;
  private final Thread clock;
  private final LongSupplier nanoTime;
  private long startedAt;
  private long lastLineAt;
  private long reachedAt;
  private int shown;
  private int count;
  private double share;
  private String detail = "";
  private String doing;
  private boolean saidDoing;
  private boolean closed;

  /**
   * Begins to show.
   *
   * @param columns the width of the terminal, asked again for every drawing
   * @param ended called at the end
   */
  ProgressLine(PrintStream err, Kind kind, ProgressText text, IntSupplier columns, Runnable ended) {
    this(err, kind, text, columns, ended, System::nanoTime);
  }

  ProgressLine(
      PrintStream err,
      Kind kind,
      ProgressText text,
      IntSupplier columns,
      Runnable ended,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
    this.lastLineAt = startedAt;
    this.reachedAt = startedAt;
    this.err = err;
    this.kind = kind;
    this.text = text;
    this.columns = columns;
    this.ended = ended;
    this.count = text.from();
    this.clock = new Thread(this::tick, "progress");
    if (kind != Kind.NONE) {
      clock.setDaemon(true);
      clock.start();
    }
  }

  /** The count is known; each is worth the same. */
  synchronized void stepTo(int reached) {
    stepTo(reached, (reached - text.from()) / (double) Math.max(1, text.to() - text.from()));
  }

  /**
   * The count is known. Time runs from the last call with the count at the beginning: what comes
   * before the first step, such as a snapshot, says nothing about the pace.
   *
   * @param done share of the work of this call, in [0, 1]
   */
  synchronized void stepTo(int reached, double done) {
    count = reached;
    share = done;
    reachedAt = nanoTime.getAsLong();
    if (reached == text.from()) {
      startedAt = reachedAt;
    }
  }

  /** Numbers beside the count; a plain line if it is time for one, or {@code inAnyCase}. */
  synchronized void say(String numbers, boolean inAnyCase) {
    detail = numbers;
    if (kind == Kind.LINES && (inAnyCase || isTimeForLine())) {
      printLine();
    }
  }

  /** What is done beside counting; null where counting goes on. */
  synchronized void doing(String what) {
    doing = what == null ? null : Printable.line(what);
    saidDoing = false;
  }

  /** A line of its own that stays. */
  synchronized void above(String message) {
    erase(columns.getAsInt());
    err.println(message);
  }

  private boolean isTimeForLine() {
    return nanoTime.getAsLong() - lastLineAt >= LINE_EVERY_NANOS;
  }

  private void printLine() {
    lastLineAt = nanoTime.getAsLong();
    err.println(text.line(state()));
  }

  private ProgressText.State state() {
    double seconds = (reachedAt - startedAt) / 1e9;
    double since = (nanoTime.getAsLong() - reachedAt) / 1e9;
    return new ProgressText.State(count, share, seconds, since, detail, doing, LocalDateTime.now());
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(BAR_EVERY_MILLIS);
        if (!beat()) {
          return;
        }
      }
    } catch (InterruptedException closedMeanwhile) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shows that time goes on; false at the end. What takes long beside counting is said once. */
  synchronized boolean beat() {
    if (closed) {
      return false;
    }
    if (kind == Kind.BAR) {
      draw();
    } else if (doing != null && !saidDoing && isTimeForLine()) {
      printLine();
      saidDoing = true;
    }
    return true;
  }

  /** Draws the bar as it is now. */
  synchronized void draw() {
    int width = columns.getAsInt();
    String line = text.bar(state(), width);
    erase(width);
    err.print(line);
    err.flush();
    shown = line.codePointCount(0, line.length());
  }

  /** A line may lie in several rows by now, if the terminal has become narrower. */
  private void erase(int width) {
    if (shown > 0) {
      int above = (shown - 1) / width;
      err.print((above > 0 ? "\033[" + above + "A" : "") + "\r\033[J");
      shown = 0;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      clock.interrupt();
      if (kind == Kind.BAR) {
        doing = null;
        draw();
        err.println();
      }
    }
    ended.run();
  }
}
