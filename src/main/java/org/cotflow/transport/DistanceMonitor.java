package org.cotflow.transport;

import java.io.Serializable;

/**
 * Watches the slices of a distance while they are solved, from several threads at once. A monitor
 * stays in the process that has it: serialized, it is to become {@link Silent}.
 */
public interface DistanceMonitor extends Serializable {
  /** W_2^2 of the slice lies in this interval, which is within those before. */
  void narrowed(Slice slice, double lower, double upper);

  /** The slice is solved. */
  void solved(Slice slice);

  /** Says nothing. */
  enum Silent implements DistanceMonitor {
    MONITOR;

    @Override
    public void narrowed(Slice slice, double lower, double upper) {}

    @Override
    public void solved(Slice slice) {}
  }
}
