package org.cotflow.sweep;

/** Receives the progress of a sweep and may request a stop. */
public interface SweepMonitor {
  /**
   * Trials begin.
   *
   * @param what "references" or "runs"
   * @param total of them
   * @param before that were finished by earlier calls
   * @param seconds of one thread that the others are expected to take, by nominal rates
   */
  default void begin(String what, int total, int before, double seconds) {}

  /**
   * A thread of this process begins a trial, on that thread; trials on a cluster begin unseen.
   *
   * @param seconds of one thread that it is expected to take, by nominal rates
   */
  default void begun(double seconds) {}

  /**
   * A trial is finished and its result is on disk.
   *
   * @param seconds of one thread that it was expected to take, by nominal rates
   * @param done whether it came to its end
   */
  default void finished(double seconds, boolean done) {}

  /** A warning of one line; the sweep goes on. */
  default void notice(String line) {}

  /** Whether to stop: runs in progress are abandoned and the sweep ends. */
  default boolean interrupted() {
    return false;
  }

  /** Ignores progress and never stops. */
  SweepMonitor NONE = new SweepMonitor() {};
}
