package org.cotflow.run;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a run found at a step could not be written, mostly for want of room. The run's last snapshot
 * is whole, and the run goes on from it once there is room.
 */
public final class StepNotWrittenException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  public StepNotWrittenException(String what, int step, IOException failure) {
    super("cannot write the " + what + " of step " + step, failure);
  }
}
