package org.cotflow.engine;

import java.io.Serializable;
import java.util.Map;
import org.cotflow.base.Setting;

/**
 * How the Spark engine is started: the {@code spark} keys of a configuration.
 *
 * @param master for a session started by Cotflow itself; null to take spark-submit's, or local[*]
 * @param checkpointEvery flow steps between lineage cuts
 * @param conf entries for SparkConf
 */
public record SparkSpec(
    @Setting(expected = "a master such as local[2] or spark://HOST:PORT", unset = "null")
        String master,
    @Setting(atLeast = 1) int checkpointEvery,
    Map<String, String> conf)
    implements Serializable {

  /** The same start with other entries. */
  public SparkSpec withConf(Map<String, String> other) {
    return new SparkSpec(master, checkpointEvery, other);
  }
}
