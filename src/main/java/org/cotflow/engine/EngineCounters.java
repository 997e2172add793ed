package org.cotflow.engine;

/**
 * What an engine has done since it started. It depends on the machine and the cluster and enters no
 * computation.
 *
 * @param jobs Spark jobs, those that store measures apart
 * @param bytesBroadcast sent from the driver to the executors, counted once per broadcast
 * @param bytesReduced received by the driver as sums
 */
public record EngineCounters(long jobs, long bytesBroadcast, long bytesReduced) {
  /** What was done between an earlier count and this one. */
  public EngineCounters since(EngineCounters earlier) {
    return new EngineCounters(
        jobs - earlier.jobs,
        bytesBroadcast - earlier.bytesBroadcast,
        bytesReduced - earlier.bytesReduced);
  }
}
