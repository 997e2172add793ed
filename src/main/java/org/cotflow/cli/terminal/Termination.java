package org.cotflow.cli.terminal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns SIGTERM and the first SIGINT into a request that the training loop honors after the step at
 * hand: a shutdown hook would be too late, since the engine's own hooks run beside it. A second
 * SIGINT ends the process at once, and a step that takes longer than {@link #LIMIT_SECONDS} is not
 * waited for: the last snapshot stays.
 */
public final class Termination {
  /** How long a request waits for the step at hand. */
  static final int LIMIT_SECONDS = 120;

  private final AtomicInteger exitCode = new AtomicInteger();

  private Termination() {}

  public static Termination listen() {
    Termination termination = new Termination();
    Signals.on("TERM", () -> termination.request(ExitCode.TERMINATED));
    Signals.on("INT", () -> termination.request(ExitCode.INTERRUPTED));
    return termination;
  }

  /** For what a signal ends as it ends any process. */
  public static Termination never() {
    return new Termination();
  }

  boolean isRequested() {
    return exitCode.get() != 0;
  }

  /** The exit code that tells which signal came; 0 if none did. */
  public int exitCode() {
    return exitCode.get();
  }

  private void request(int code) {
    if (exitCode.compareAndSet(0, code)) {
      Thread limit = new Thread(() -> endAtLimit(code), "termination");
      limit.setDaemon(true);
      limit.start();
    } else if (code == ExitCode.INTERRUPTED) {
      Runtime.getRuntime().halt(code);
    }
  }

  private static void endAtLimit(int code) {
    try {
      Thread.sleep(LIMIT_SECONDS * 1000L);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println(
        "cotflow: the step at hand took more than %s s after the signal; the last snapshot stays"
            .formatted(LIMIT_SECONDS));
    Runtime.getRuntime().halt(code);
  }
}
