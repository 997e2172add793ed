package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.apache.spark.internal.config.ConfigEntry;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;

/** Spark takes the files of cluster-configs for what they say. */
class ClusterConfigsTest {
  private static final Path CONFIGS = Path.of("cluster-configs").toAbsolutePath();

  /** Keys that Spark has no entry for. */
  private static final Set<String> ELSEWHERE = Set.of("spark.master", "spark.cotflow.jar");

  static Path file(String manager) {
    return CONFIGS.resolve(manager).resolve("spark-defaults.conf");
  }

  private static Properties properties(String manager) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file(manager))) {
      properties.load(reader);
    }
    return properties;
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "standalone", "yarn", "kubernetes"})
  void sparkKnowsEveryKey(String manager) throws ReflectiveOperationException, IOException {
    for (String entries : List.of("package$", "UI$", "Kryo$", "Network$", "Status$", "Deploy$")) {
      Class.forName("org.apache.spark.internal.config." + entries);
    }
    Class.forName("org.apache.spark.deploy.yarn.config.package$");
    Class.forName("org.apache.spark.deploy.k8s.Config$");
    Set<String> unknown = new TreeSet<>(properties(manager).stringPropertyNames());
    unknown.removeIf(key -> ConfigEntry.findEntry(key) != null || ELSEWHERE.contains(key));
    assertEquals(Set.of(), unknown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "standalone", "yarn", "kubernetes"})
  void everyKeyIsExplained(String manager) throws IOException {
    String before = "";
    for (String line : Files.readAllLines(file(manager))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        assertTrue(before.startsWith("#"), "no explanation above: " + line);
      }
      before = line;
    }
  }

  /** What a file says wins over what a session has by itself, so it must not hide less. */
  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn", "kubernetes"})
  void secretsAreRedactedAsWithoutTheFile(String manager) throws IOException {
    String key = "spark.redaction.regex";
    SparkConf own = SparkSessions.conf(new SparkConf(false), TestContexts.spec(null, Map.of()), "");
    assertEquals(own.get(key), properties(manager).getProperty(key));
  }

  @ParameterizedTest
  @CsvSource({
    "local, client, ",
    "standalone, client, ",
    "standalone, cluster, org.apache.spark.deploy.ClientApp",
    "yarn, client, ",
    "yarn, cluster, org.apache.spark.deploy.yarn.YarnClusterApplication",
    "kubernetes, client, ",
    "kubernetes, cluster, org.apache.spark.deploy.k8s.submit.KubernetesClientApplication"
  })
  void sparkSubmitTakesIt(String manager, String mode, String submitter) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--properties-file", file(manager).toString()));
    arguments.addAll(List.of("--deploy-mode", mode, "--class", "org.cotflow.cli.Main"));
    arguments.addAll(List.of("local:/opt/cotflow.jar", "train", "digits"));
    SparkSubmitArguments parsed = parsed(arguments);
    assertEquals(properties(manager).getProperty("spark.master"), parsed.master());
    Tuple4<?, ?, SparkConf, String> prepared = prepared(parsed);
    assertEquals(submitter == null ? "org.cotflow.cli.Main" : submitter, prepared._4());
    for (String key : properties(manager).stringPropertyNames()) {
      if (!key.equals("spark.submit.deployMode")) {
        assertEquals(properties(manager).getProperty(key), prepared._3().get(key), key);
      }
    }
    assertEquals(mode, prepared._3().get("spark.submit.deployMode"));
  }

  private static SparkSubmitArguments parsed(List<String> arguments) {
    Map<String, String> environment = Map.of("HADOOP_CONF_DIR", CONFIGS.toString());
    return new SparkSubmitArguments(
        CollectionConverters.asScala(arguments).toSeq(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(environment)));
  }

  /**
   * What spark-submit would start; "testing" spares it the modules for YARN and Kubernetes. The
   * properties that it sets are for a JVM of its own.
   */
  private static Tuple4<?, ?, SparkConf, String> prepared(SparkSubmitArguments parsed) {
    Properties before = (Properties) System.getProperties().clone();
    System.setProperty("spark.testing", "true");
    try {
      return new SparkSubmit().prepareSubmitEnvironment(parsed, Option.empty());
    } finally {
      System.setProperties(before);
    }
  }

  @Test
  void podTemplatesAreThere() throws IOException {
    Properties kubernetes = properties("kubernetes");
    for (String role : List.of("driver", "executor")) {
      String path = kubernetes.getProperty("spark.kubernetes." + role + ".podTemplateFile");
      List<String> lines = Files.readAllLines(Path.of(path));
      assertTrue(lines.contains("kind: Pod"), path);
      assertTrue(lines.contains("    - name: spark-kubernetes-" + role), path);
      assertTrue(lines.stream().noneMatch(line -> line.indexOf('\t') >= 0), path);
    }
  }

  /** Each instruction has its reason above, and what is copied is in the repository or built. */
  @Test
  void theImageIsExplained() throws IOException {
    String before = "";
    for (String line : Files.readAllLines(CONFIGS.resolve("kubernetes").resolve("Dockerfile"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        assertTrue(before.startsWith("#"), "no explanation above: " + line);
      }
      if (line.startsWith("COPY ")) {
        String source = line.split(" ")[1];
        assertTrue(source.startsWith("target/") || Files.exists(Path.of(source)), line);
      }
      before = line;
    }
  }
}
