package org.cotflow.run.cost;

/**
 * The machines of a forecast.
 *
 * @param executors processes that hold particles; 1 for a local master
 * @param coresEach threads in each
 * @param memoryEach bytes of heap of each
 * @param separateDriver whether the driver is a process of its own, as on any cluster
 */
public record Machines(int executors, int coresEach, double memoryEach, boolean separateDriver) {
  /** All threads. */
  public double cores() {
    return (double) executors * coresEach;
  }
}
