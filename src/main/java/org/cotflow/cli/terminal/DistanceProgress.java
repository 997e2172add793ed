package org.cotflow.cli.terminal;

import java.util.Locale;
import org.cotflow.transport.DistanceMonitor;
import org.cotflow.transport.Slice;

/**
 * Shows the progress of a distance: the layers solved, and the interval of W_2^2 of the layer that
 * narrowed last.
 */
public final class DistanceProgress implements DistanceMonitor, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient Messages messages;
  private transient ProgressLine line;
  private long solved;

  public DistanceProgress(Messages messages) {
    this.messages = messages;
  }

  @Override
  public synchronized void narrowed(Slice slice, double lower, double upper) {
    begin(slice);
    line.say(
        String.format(
            Locale.ROOT,
            "W_2^2 of layer %d between %.4g and %.4g",
            slice.sourceLayer(),
            lower,
            upper),
        false);
  }

  @Override
  public synchronized void solved(Slice slice) {
    begin(slice);
    solved += slice.length();
    line.stepTo((int) solved, solved / (double) slice.whole());
  }

  private void begin(Slice slice) {
    if (line == null) {
      line = messages.begin("distance", "distance", "slice", 0, Math.toIntExact(slice.whole()));
    }
  }

  /** A task that travels to another process has nobody to tell. */
  private Object writeReplace() {
    return Silent.MONITOR;
  }

  @Override
  public synchronized void close() {
    if (line != null) {
      line.close();
    }
  }
}
