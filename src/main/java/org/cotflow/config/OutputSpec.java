package org.cotflow.config;

import java.io.Serializable;
import org.cotflow.base.Setting;

/**
 * What a run leaves on disk: the {@code output} keys of a configuration.
 *
 * @param keep how many snapshots to keep beside step 0, or null for all
 */
public record OutputSpec(
    @Setting(expected = "a path without a user name or password in it") String dir,
    @Setting(atLeast = 1) int recordEvery,
    @Setting(atLeast = 1) int snapshotEvery,
    @Setting(atLeast = 1, unset = "all") Integer keep,
    TrajectorySpec trajectories)
    implements Serializable {}
