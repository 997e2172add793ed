package org.cotflow.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.spark.SparkTasks;
import org.cotflow.spark.TestContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting with which Spark does not start is named with its value. */
class WrongSettingTest {
  @TempDir Path directory;

  private static String refused(String master, Map<String, String> conf) {
    return assertThrows(
            UserInputException.class,
            () -> SparkSessions.start(TestContexts.spec(master, conf), "test").close())
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.extraListeners, com.example.NoListener",
    "spark.executor.memory, 100m",
    "spark.driver.maxResultSize, wide",
    "spark.checkpoint.dir, file:///proc/none",
    "spark.memory.fraction, 7"
  })
  void theKeyAndItsValueAreNamed(String key, String value) {
    String message = refused("local[1]", Map.of(key, value));
    assertTrue(message.startsWith("Spark does not start with " + key + " = " + value), message);
  }

  /** A short value is a part of many paths. */
  @Test
  void onlyAWholeValueIsBlamed() {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.app.owner", "cotflow");
    conf.put("spark.checkpoint.dir", "file:///proc/a-cotflow-driver");
    String message = refused("local[1]", conf);
    assertTrue(message.startsWith("Spark does not start with spark.checkpoint.dir"), message);
  }

  /** A master that gives up while the context starts leaves it without its parts. */
  @Test
  void aContextThatIsStoppedWhileItStartsHadNoAnswer() {
    SparkConf conf = new SparkConf(false).set("spark.master", "spark://nowhere:7077");
    NullPointerException inSpark = new NullPointerException();
    inSpark.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("org.apache.spark.SparkContext", "<init>", "SparkContext.scala", 1)
        });
    String message = WrongSetting.explained(conf, inSpark).getMessage();
    assertEquals(
        "spark.master = spark://nowhere:7077 gave no answer or ended the session at once; is it"
            + " running?",
        message);
    NullPointerException other = new NullPointerException();
    assertEquals(other, WrongSetting.explained(conf, other));
  }

  /** Spark itself takes a minute to find out, and then stops the context by and by. */
  @Test
  void anApplicationThatNoMasterHasNamedHadNoAnswer() {
    assertTrue(WrongSetting.hasNoMaster("spark://nowhere:7077", "spark-application-1795878418015"));
    assertFalse(WrongSetting.hasNoMaster("spark://here:7077", "app-20261128143244-0000"));
    try (JavaSparkContext local =
        SparkSessions.start(TestContexts.spec("local[1]", Map.of()), "")) {
      assertFalse(WrongSetting.hasNoMaster(local.master(), local.sc().applicationId()));
    }
  }

  /**
   * As Hadoop's client says it of a resource manager, after 15 minutes unless it is told otherwise.
   */
  @Test
  void aManagerThatIsNotThereHadNoAnswer() {
    SparkConf conf = new SparkConf(false).set("spark.master", "yarn");
    ConnectException refused = new ConnectException("Call From a to b:8032 failed");
    assertEquals(
        "spark.master = yarn: a server did not answer; is it running? (Call From a to b:8032"
            + " failed)",
        WrongSetting.explained(conf, new IllegalStateException("no session", refused))
            .getMessage());
  }

  @Test
  void memoryOutsideTheHeapNeedsASize() {
    String message = refused("local[1]", Map.of("spark.memory.offHeap.enabled", "true"));
    assertTrue(message.contains("spark.memory.offHeap."), message);
  }

  /** The setting is Spark's own for tests: what the heap of this Java is taken for. */
  @Test
  void aHeapThatIsTooSmallForSpark() {
    String message = refused("local[1]", Map.of("spark.testing.memory", "387448832"));
    assertTrue(message.contains("COTFLOW_JAVA_OPTS=-Xmx1g"), message);
    assertTrue(message.contains("System memory 387448832 must be at least"), message);
  }

  @Test
  void theDirectoryOfEventsHasToExist() {
    String missing = directory.resolve("none").toUri().toString();
    String message =
        refused(
            "local[1]", Map.of("spark.eventLog.enabled", "true", "spark.eventLog.dir", missing));
    assertTrue(message.contains("spark.eventLog.dir = " + missing), message);
  }

  /** Spark reads the file in this mode only. */
  @Test
  void theFileOfFairSharesHasToExist() {
    String key = "spark.scheduler.allocation.file";
    String missing = directory.resolve("none.xml").toString();
    String message = refused("local[1]", Map.of("spark.scheduler.mode", "FAIR", key, missing));
    assertTrue(message.startsWith("Spark does not start with " + key + " = " + missing), message);
  }

  /** What {@code ResultLimit} lets pass, Spark refuses once the tasks have done their work. */
  @Test
  void aLimitThatNoResultKeepsTo() {
    Map<String, String> conf = Map.of("spark.driver.maxResultSize", "1k");
    try (JavaSparkContext context =
        SparkSessions.start(TestContexts.spec("local[1]", conf), "test")) {
      OrderedTasks.Task<double[]> large = () -> new double[256];
      UserInputException refused =
          assertThrows(
              UserInputException.class,
              () -> new SparkTasks(context).results("numbers", List.of(large)));
      assertTrue(
          refused
              .getMessage()
              .matches(
                  "spark\\.driver\\.maxResultSize is 1024\\.0 B, but the results of the Spark job"
                      + " \"numbers\" take at least .*; set spark\\.conf .*"),
          refused::getMessage);
    }
  }

  @Test
  void secretsAreNotShown() {
    String message =
        refused(
            "local[1]",
            Map.of(
                "spark.hadoop.my.secret",
                "file:/very-secret",
                "spark.checkpoint.dir",
                "file:///proc/none"));
    assertTrue(!message.contains("very"), message);
  }

  @Test
  void localFilesNeedADirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path below = file.resolve("below");
    assertEquals(
        "spark.local.dir = %s: no file can be written there; name a directory with free space"
            .formatted(below),
        refused("local[1]", Map.of("spark.local.dir", below.toString())));
    String one = below + "," + directory.resolve("new");
    try (JavaSparkContext context =
        SparkSessions.start(
            TestContexts.spec("local[1]", Map.of("spark.local.dir", one)), "test")) {
      assertEquals(3, context.parallelize(List.of(1, 2, 3)).count());
    }
  }

  @ParameterizedTest
  @CsvSource({"k8s://https://127.0.0.1:1, spark-kubernetes", "yarn, spark-yarn"})
  void aManagerWhoseModuleIsMissingIsNotAMalformedMaster(String master, String module) {
    Thread thread = Thread.currentThread();
    ClassLoader complete = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      String message = refused(master, Map.of());
      assertTrue(message.contains(module), message);
    } finally {
      thread.setContextClassLoader(complete);
    }
  }

  @Test
  void settingsThatSparkDoesNotKnowAreComparedWithThoseItKnows() {
    assertEquals(
        List.of(
            "Spark has no setting spark.speculatoin and ignores it; do you mean"
                + " spark.speculation?",
            "Spark has no setting spark.yarn.quue and ignores it; do you mean spark.yarn.queue?"),
        WrongSetting.misspelled(
            List.of(
                "spark.speculatoin",
                "spark.speculation",
                "spark.local.dir",
                "spark.my.own",
                "spark.hadoop.fs.defaultFS",
                "spark.yarn.quue",
                "spark.yarn.queue")));
    assertEquals(List.of(), WrongSetting.misspelled(List.of()));
  }
}
