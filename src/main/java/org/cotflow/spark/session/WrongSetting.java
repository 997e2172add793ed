package org.cotflow.spark.session;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.internal.config.ConfigEntry$;
import org.cotflow.base.NearestName;
import org.cotflow.base.UserInputException;
import scala.Tuple2;

/** Starts a Spark context, and names the setting where one keeps it from starting. */
final class WrongSetting {
  private static final String LOCAL_DIRECTORIES = "spark.local.dir";
  private static final String EVENTS = "spark.eventLog.dir";
  private static final String EVENTS_DEFAULT = "/tmp/spark-events";

  /** Shorter values, such as numbers, stand in many messages. */
  private static final int SHORTEST_VALUE = 6;

  private WrongSetting() {}

  /**
   * Starts a context.
   *
   * @throws UserInputException with the key, the value and what Spark says of them
   */
  static JavaSparkContext start(SparkConf conf) {
    requireLocalDirectory(conf);
    requireResourceManager(conf.get("spark.master"));
    JavaSparkContext context;
    try {
      context = new JavaSparkContext(conf);
    } catch (Exception failure) { // Scala throws checked ones too
      throw explained(conf, failure);
    }
    if (context.sc().isStopped() || hasNoMaster(context.master(), context.sc().applicationId())) {
      context.stop();
      throw noAnswer(conf);
    }
    return context;
  }

  /**
   * Whether an application got its id from no master of a standalone cluster. Spark stops its
   * context in a thread of its own, so that it may still look alive.
   */
  static boolean hasNoMaster(String master, String applicationId) {
    return master.startsWith("spark://") && applicationId.startsWith("spark-application-");
  }

  /**
   * Keys that are probably misspelled: Spark does not know them, but one that differs by two
   * letters at most.
   *
   * @return a sentence for each
   */
  static List<String> misspelled(Collection<String> keys) {
    List<String> sentences = new ArrayList<>();
    List<String> known = keys.isEmpty() ? List.of() : knownKeys();
    for (String key : new TreeSet<>(keys)) {
      if (!known.contains(key)) {
        NearestName.of(key, known)
            .filter(near -> NearestName.distance(key, near) <= 2)
            .ifPresent(
                near ->
                    sentences.add(
                        "Spark has no setting %s and ignores it; do you mean %s?"
                            .formatted(key, near)));
      }
    }
    return sentences;
  }

  private static List<String> knownKeys() {
    try {
      for (String entries : List.of("package$", "UI$", "Kryo$", "Network$", "Status$", "Deploy$")) {
        Class.forName("org.apache.spark.internal.config." + entries);
      }
    } catch (ClassNotFoundException another) {
      return List.of(); // a version of Spark that keeps its entries elsewhere
    }
    for (String module : List.of("yarn.config.package$", "k8s.Config$")) {
      try {
        Class.forName("org.apache.spark.deploy." + module);
      } catch (ClassNotFoundException absent) {
        continue; // Its keys matter only where it is.
      }
    }
    List<String> known = new ArrayList<>();
    ConfigEntry$.MODULE$.knownConfigs().keySet().forEach(known::add);
    known.addAll(List.of("spark.master", "spark.app.name", LOCAL_DIRECTORIES, ExecutorWatch.WAIT));
    return known;
  }

  private static UserInputException noAnswer(SparkConf conf) {
    return new UserInputException(
        "spark.master = %s gave no answer or ended the session at once; is it running?"
            .formatted(conf.get("spark.master")));
  }

  static RuntimeException explained(SparkConf conf, Exception failure) {
    Map<String, String> given = new TreeMap<>();
    if (conf.getBoolean("spark.eventLog.enabled", false)) {
      given.put(EVENTS, EVENTS_DEFAULT);
    }
    for (Tuple2<String, String> entry : conf.getAll()) {
      given.put(entry._1(), entry._2());
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("stopped SparkContext")
          || message.contains("context stopped")
          || isStoppedWhileItStarts(cause)) {
        return noAnswer(conf);
      }
      if (cause instanceof ConnectException) {
        return new UserInputException(
            "spark.master = %s: a server did not answer; is it running? (%s)"
                .formatted(conf.get("spark.master"), firstLine(message)),
            failure);
      }
      if (message.contains("INVALID_DRIVER_MEMORY")) {
        return new UserInputException(
            "Spark does not start in the heap that Java has here; give Java more by"
                + " COTFLOW_JAVA_OPTS=-Xmx1g, or by spark.driver.memory under scripts/submit ("
                + firstLine(message)
                + ")",
            failure);
      }
      String key = named(message, given);
      if (key != null) {
        Pattern secret = Pattern.compile(conf.get("spark.redaction.regex"));
        String value = secret.matcher(key).find() ? "..." : given.get(key);
        return new UserInputException(
            "Spark does not start with %s = %s: %s".formatted(key, value, firstLine(message)),
            failure);
      }
    }
    return failure instanceof RuntimeException unexplained
        ? unexplained
        : new IllegalStateException(failure);
  }

  /**
   * A master that gives up ends the context, whose constructor may still be at work; it then finds
   * nothing where its parts were.
   */
  private static boolean isStoppedWhileItStarts(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure instanceof NullPointerException
        && trace.length > 0
        && trace[0].getClassName().equals("org.apache.spark.SparkContext")
        && trace[0].getMethodName().equals("<init>");
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /** The setting whose name, or else whose value, stands in a message; null for none. */
  private static String named(String message, Map<String, String> given) {
    Predicate<String> name = key -> message.matches("(?s).*" + Pattern.quote(key) + "(?![\\w.]).*");
    Predicate<String> value =
        key ->
            given.get(key).length() >= SHORTEST_VALUE
                && isWhole(given.get(key).replaceFirst("^file:/*", "/"), message);
    for (Predicate<String> found : List.of(name, value)) {
      for (String key : given.keySet()) {
        if (found.test(key)) {
          return key;
        }
      }
    }
    return null;
  }

  /** Whether a value stands in a message, and not as a part of another word. */
  private static boolean isWhole(String value, String message) {
    String before = "(?s).*(?:(?<![\\w-])|(?!\\w))";
    String behind = "(?:(?![\\w-])|(?<!\\w)).*";
    return message.matches(before + Pattern.quote(value) + behind);
  }

  /** Spark ends the JVM where it can write to none of these directories. */
  private static void requireLocalDirectory(SparkConf conf) {
    String given = System.getenv("SPARK_LOCAL_DIRS");
    String key = given == null ? LOCAL_DIRECTORIES : "SPARK_LOCAL_DIRS";
    String directories =
        given != null ? given : conf.get(LOCAL_DIRECTORIES, System.getProperty("java.io.tmpdir"));
    if (Arrays.stream(directories.split(",")).noneMatch(WrongSetting::isUsable)) {
      throw new UserInputException(
          "%s = %s: no file can be written there; name a directory with free space"
              .formatted(key, directories));
    }
  }

  private static boolean isUsable(String directory) {
    try {
      Path path = new File(directory.strip().replaceFirst("^file:/*", "/")).toPath();
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, "spark", null));
      return true;
    } catch (IOException | RuntimeException unusable) {
      return false;
    }
  }

  /** Modules of Spark that are not part of every class path. */
  private static void requireResourceManager(String master) {
    String module =
        master.equals("yarn") ? "yarn" : master.startsWith("k8s://") ? "kubernetes" : null;
    if (module == null) {
      return;
    }
    String manager =
        module.equals("yarn")
            ? "org/apache/spark/scheduler/cluster/YarnClusterManager.class"
            : "org/apache/spark/scheduler/cluster/k8s/KubernetesClusterManager.class";
    if (Thread.currentThread().getContextClassLoader().getResource(manager) == null) {
      throw new UserInputException(
          ("spark.master = %s needs Spark's module spark-%s, which is not on the class path; set"
                  + " SPARK_HOME to a Spark distribution and use scripts/submit")
              .formatted(master, module));
    }
  }
}
