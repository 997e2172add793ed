package org.cotflow.config;

import java.io.Serializable;
import java.util.List;
import org.cotflow.base.Setting;

/**
 * What a run leaves on disk: the {@code output} keys of a configuration.
 *
 * @param recordEvery flow steps between rows, or null before it is known how many an epoch has
 * @param keep how many snapshots to keep beside step 0, or null for all
 * @param log in which formats recorded steps are written beside history.csv
 */
public record OutputSpec(
    @Setting(expected = "a path without a user name or password in it") String dir,
    @Setting(atLeast = 1, unset = "null") Integer recordEvery,
    @Setting(atLeast = 1) int snapshotEvery,
    @Setting(atLeast = 1, unset = "all") Integer keep,
    TrajectorySpec trajectories,
    @Setting(expected = "a list of different ones of tensorboard, mlflow, jsonl", empty = true)
        List<LogFormat> log)
    implements Serializable {

  /** The same with another distance of rows. */
  OutputSpec withRecordEvery(int steps) {
    return new OutputSpec(dir, steps, snapshotEvery, keep, trajectories, log);
  }
}
