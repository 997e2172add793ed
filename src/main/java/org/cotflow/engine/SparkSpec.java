package org.cotflow.engine;

import java.io.Serializable;
import java.util.Map;

/**
 * How the Spark engine is started: the {@code spark} keys of a configuration.
 *
 * @param master for a session started by Cotflow itself; null to take spark-submit's, or local[*]
 * @param checkpointEvery flow steps between lineage cuts
 * @param conf entries for SparkConf
 */
public record SparkSpec(String master, int checkpointEvery, Map<String, String> conf)
    implements Serializable {}
