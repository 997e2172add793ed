package org.cotflow.config;

import java.io.Serializable;

/**
 * What a run leaves on disk: the {@code output} keys of a configuration.
 *
 * @param keep how many snapshots to keep beside step 0, or null for all
 */
public record OutputSpec(
    String dir, int recordEvery, int snapshotEvery, Integer keep, TrajectorySpec trajectories)
    implements Serializable {}
