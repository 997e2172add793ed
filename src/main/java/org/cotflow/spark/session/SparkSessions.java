package org.cotflow.spark.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.JarLoader;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.SparkSpec;
import org.cotflow.spark.CotflowKryoRegistrator;
import org.cotflow.spark.ResultLimit;

/**
 * Starts Spark contexts with what the engine relies on.
 *
 * <p>Where a setting comes from, later entries winning:
 *
 * <ol>
 *   <li>the defaults of this class;
 *   <li>spark-defaults.conf, the options of spark-submit, {@code -Dspark...} of this JVM;
 *   <li>{@code spark.conf} of the experiment, whose author sees its keys next to the problem's;
 *   <li>{@code spark.master} of the experiment, for the master alone. Without any: {@code
 *       local[*]}.
 * </ol>
 *
 * <p>Nothing here names the module of the vector kernels: Spark adds it to the JVMs of executors,
 * and of drivers under spark-submit (org.apache.spark.launcher.JavaModuleOptions).
 */
public final class SparkSessions {
  private static final Pattern MASTER =
      Pattern.compile(
          "local|local\\[(?:\\*|[1-9]\\d*)(?:,\\d+)?]|local-cluster\\[.+]|spark://.+:\\d+.*|yarn|k8s://.+");

  /**
   * Property of the JVM: the program's jar, which executors of a real cluster have to be sent.
   * Under spark-submit they get the jar that it was given.
   */
  private static final String JAR = "cotflow.jar";

  private static volatile boolean any;

  private SparkSessions() {}

  /** Whether this JVM has started a context. */
  public static boolean any() {
    return any;
  }

  /**
   * Starts a context; the caller stops it. Executors get the jars that the user gave.
   *
   * @throws UserInputException naming the setting that keeps it from starting
   */
  public static JavaSparkContext start(SparkSpec spec, String applicationName) {
    SparkConf conf = conf(new SparkConf(true), spec, applicationName);
    JavaSparkContext context = WrongSetting.start(conf);
    any = true;
    ExecutorWatch.over(context);
    JarLoader.jars().forEach(context::addJar);
    return context;
  }

  /** A sentence for each entry of {@code spark.conf} that is probably misspelled. */
  public static List<String> misspelled(SparkSpec spec) {
    return WrongSetting.misspelled(spec.conf().keySet());
  }

  /**
   * The settings of a context.
   *
   * @param given what spark-submit and the JVM's system properties say
   * @throws UserInputException if the master is of no form that Spark knows
   */
  public static SparkConf conf(SparkConf given, SparkSpec spec, String applicationName) {
    SparkConf conf = given.clone();
    boolean submitted = given.contains("spark.master");
    spec.conf().forEach(conf::set);
    if (spec.master() != null) {
      conf.set("spark.master", spec.master());
    }
    conf.setIfMissing("spark.master", "local[*]");
    String master = conf.get("spark.master");
    if (!MASTER.matcher(master).matches()) {
      throw new UserInputException(
          "spark.master is \""
              + master
              + "\"; it may be local[N], spark://HOST:PORT, yarn or k8s://URL");
    }
    conf.setIfMissing("spark.app.name", applicationName);
    defaults().forEach(conf::setIfMissing);
    if (!submitted) {
      conf.setIfMissing(ResultLimit.KEY, ownResultLimit());
    }
    boolean ownMaster = master.equals("local") || master.startsWith("local[");
    if (!submitted && ownMaster) {
      ownMasterDefaults().forEach(conf::setIfMissing);
    }
    if (!submitted && !ownMaster && System.getProperty(JAR) != null) {
      conf.setIfMissing("spark.jars", System.getProperty(JAR));
    }
    return conf;
  }

  private static Map<String, String> defaults() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    settings.put("spark.kryo.registrator", CotflowKryoRegistrator.class.getName());
    settings.put("spark.kryo.registrationRequired", "true");
    settings.put("spark.kryoserializer.buffer.max", "1g");
    // States and particles are doubles with random low digits: compression gains nothing, and
    // checkpoints stay as large (measured in docs/scaling.md).
    settings.put("spark.broadcast.compress", "false");
    settings.put("spark.checkpoint.compress", "false");
    settings.put("spark.rdd.compress", "false");
    settings.put("spark.executor.defaultJavaOptions", ownLanguage());
    settings.put(ExecutorWatch.WAIT, "600s");
    // A list of executors that is a minute old lacks new executors and contains dead ones.
    settings.put("spark.storage.cachedPeersTtl", "0");
    // Spark's own expression does not redact credentials and passphrases in its log and event log.
    settings.put(
        "spark.redaction.regex",
        "(?i)secret|passw|passphrase|token|credential|(access|api|private)[._-]?key");
    // Cotflow shows the progress; Spark's bars would interrupt it.
    settings.put("spark.ui.showConsoleProgress", "false");
    // A long run has millions of tasks; the driver does not keep them all.
    settings.put("spark.ui.retainedJobs", "200");
    settings.put("spark.ui.retainedStages", "200");
    settings.put("spark.ui.retainedTasks", "2000");
    return settings;
  }

  /**
   * The language of this JVM, for executors: Spark numbers files in the digits of the language, and
   * a driver with others does not find them.
   */
  private static String ownLanguage() {
    Locale own = Locale.getDefault(Locale.Category.FORMAT);
    Locale language = own.getLanguage().isEmpty() ? Locale.US : own;
    String options =
        "-Duser.language=" + language.getLanguage() + " -Duser.country=" + language.getCountry();
    String further = language.getExtension(Locale.UNICODE_LOCALE_EXTENSION);
    return further == null ? options : options + " -Duser.extensions=u-" + further;
  }

  /**
   * The driver is this JVM: results may take half of its memory, and at least 1 GB, Spark's
   * default.
   */
  private static String ownResultLimit() {
    return Math.max(1024, Runtime.getRuntime().maxMemory() >> 21) + "m";
  }

  /** For a local master of our own: no web pages, and only the loopback interface. */
  private static Map<String, String> ownMasterDefaults() {
    return Map.of(
        "spark.ui.enabled", "false",
        "spark.driver.bindAddress", "127.0.0.1",
        "spark.driver.host", "127.0.0.1");
  }
}
