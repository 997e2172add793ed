package org.cotflow.run.cost;

import org.cotflow.engine.EngineSpec.Propagation;

/**
 * What one flow step costs.
 *
 * @param jobs Spark jobs; 0 in process
 * @param bytesBroadcast from the driver to the executors, counted once per broadcast
 * @param bytesReduced sums that come to the driver
 * @param kernelSeconds in the passes over particles, on all workers at once
 * @param latencySeconds of jobs and tasks; in process of handing passes to threads
 * @param trafficSeconds of broadcasts and results
 * @param driverSeconds of the correction of the states, which one thread does
 */
public record StepCost(
    Propagation propagation,
    double jobs,
    double bytesBroadcast,
    double bytesReduced,
    double kernelSeconds,
    double latencySeconds,
    double trafficSeconds,
    double driverSeconds) {

  public double seconds() {
    return kernelSeconds + latencySeconds + trafficSeconds + driverSeconds;
  }

  /** The cost of so many steps, one after another. */
  StepCost times(int count) {
    return new StepCost(
        propagation,
        count * jobs,
        count * bytesBroadcast,
        count * bytesReduced,
        count * kernelSeconds,
        count * latencySeconds,
        count * trafficSeconds,
        count * driverSeconds);
  }

  /** Where most of the time goes, in words. */
  public String bottleneck() {
    double most =
        Math.max(Math.max(kernelSeconds, latencySeconds), Math.max(trafficSeconds, driverSeconds));
    if (most == kernelSeconds) {
      return "kernels";
    }
    if (most == latencySeconds) {
      return jobs > 0 ? "job latency" : "handing out passes";
    }
    return most == trafficSeconds ? "broadcasts and sums" : "correction on the driver";
  }
}
