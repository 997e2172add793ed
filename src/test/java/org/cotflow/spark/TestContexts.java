package org.cotflow.spark;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.engine.SparkSpec;
import org.cotflow.spark.session.SparkSessions;

/** Spark contexts for tests; a JVM has one at a time. */
public final class TestContexts {
  private TestContexts() {}

  static JavaSparkContext local(int threads) {
    return SparkSessions.start(spec("local[" + threads + "]", Map.of()), "test");
  }

  /** Executors in processes of their own, which run what this build has compiled. */
  static JavaSparkContext cluster(int executors) {
    return SparkSessions.start(
        spec("local-cluster[" + executors + ",1,512]", smallExecutors()), "test");
  }

  /** Executors of 512 MB that start and fail fast. */
  static Map<String, String> smallExecutors() {
    Map<String, String> conf = new HashMap<>(executorSettings());
    conf.put("spark.executor.memory", "512m");
    conf.put("spark.ui.enabled", "false");
    // Small machines: little compilation, and no long patience with an executor that is dead.
    conf.put("spark.executor.extraJavaOptions", quickStart());
    conf.put("spark.shuffle.io.retryWait", "200ms");
    return conf;
  }

  /** Options of a JVM that starts fast, if its class path begins with Spark's jars. */
  public static String quickStart() {
    return "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + String.join(" ", ClassArchive.options());
  }

  /** The classes of this build and their tests on the executors' class path. */
  private static Map<String, String> executorSettings() {
    String classes = Path.of("target", "classes").toAbsolutePath().toString();
    String tests = Path.of("target", "test-classes").toAbsolutePath().toString();
    return Map.of(
        "spark.executor.extraClassPath",
        String.join(File.pathSeparator, StandaloneCluster.jars(), classes, tests));
  }

  public static SparkSpec spec(String master, Map<String, String> conf) {
    return new SparkSpec(master, 20, conf);
  }

  /** The engine's own settings, with a cut of the lineage every so many moves. */
  static SparkSpec cutEvery(int moves) {
    return new SparkSpec(null, moves, Map.of());
  }
}
