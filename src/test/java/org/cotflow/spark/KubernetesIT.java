package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark's back end for Kubernetes, with the files of cluster-configs, against an API server that is
 * a mock and pods that are processes.
 */
class KubernetesIT {
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  /** Particles are on two of them, and one that ends hands its copies to the third. */
  private static final int EXECUTORS = 3;

  /** Of driver and executors: the driver's snapshot and the executors' particles take time. */
  private static final long GRACE_SECONDS = 150;

  /** It would print every request. */
  private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

  @TempDir Path directory;
  private KubernetesMockServer server;
  private KubernetesClient client;
  private LoopbackKubelet kubelet;

  @BeforeEach
  void start() throws IOException {
    REQUESTS.setLevel(Level.WARNING);
    Map<ServerRequest, Queue<ServerResponse>> none = new HashMap<>();
    server =
        new KubernetesMockServer(new Context(), new MockWebServer(), none, new ApiServer(), false);
    server.init();
    client = server.createClient();
    kubelet = new LoopbackKubelet(client, directory.resolve("pods"));
  }

  @AfterEach
  void stop() {
    kubelet.close();
    client.close();
    server.destroy();
  }

  /**
   * What the mock leaves out of an API server and Spark relies on: a pod has a status from the
   * moment it is created, and what is applied on the server's side is created or replaced.
   */
  private static final class ApiServer extends KubernetesCrudDispatcher {
    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      if (!String.valueOf(request.getHeader("Content-Type"))
          .startsWith("application/apply-patch")) {
        return super.handlePatch(request);
      }
      String path = request.getPath().replaceFirst("\\?.*", "");
      if (handleGet(path).code() == HttpURLConnection.HTTP_NOT_FOUND) {
        String kind = path.substring(0, path.lastIndexOf('/'));
        return handleCreate(at(HttpMethod.POST, kind, request));
      }
      return handleUpdate(at(HttpMethod.PUT, path, request));
    }

    private static RecordedRequest at(HttpMethod method, String path, RecordedRequest request) {
      return new RecordedRequest(
          request.getHttpVersion(), method, path, request.getHeaders(), request.getBody());
    }

    @Override
    public void processEvent(
        String path,
        AttributeSet place,
        AttributeSet old,
        GenericKubernetesResource resource,
        String state) {
      String pending = state;
      if (state != null && old == null && path.endsWith("/pods")) {
        Pod pod = Serialization.unmarshal(state, Pod.class);
        pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
        pending = Serialization.asJson(pod);
      }
      super.processEvent(path, place, old, resource, pending);
    }
  }

  /** cluster-configs/kubernetes with the sizes and places of this test. */
  private Map<String, String> settings() throws IOException {
    Properties file = new Properties();
    try (InputStream input = Files.newInputStream(ClusterConfigsTest.file("kubernetes"))) {
      file.load(input);
    }
    Map<String, String> conf = new HashMap<>();
    file.stringPropertyNames().forEach(key -> conf.put(key, file.getProperty(key)));
    conf.putAll(TestContexts.smallExecutors());
    conf.put("spark.master", "k8s://" + server.url("/"));
    conf.put("spark.driver.extraJavaOptions", conf.get("spark.executor.extraJavaOptions"));
    conf.put("spark.driver.memory", "512m");
    conf.put("spark.executor.instances", "" + EXECUTORS);
    conf.put("spark.executor.cores", "1");
    conf.put("spark.eventLog.enabled", "false");
    conf.put("spark.kubernetes.allocation.batch.delay", "200ms");
    conf.put("spark.storage.decommission.replicationReattemptInterval", "1s");
    return conf;
  }

  private static List<String> problem(int steps) {
    return List.of(
        "data.samples=20",
        "network.depth=2",
        "network.width=32",
        "engine.block=8",
        "engine.partitions=4",
        "flow.steps=" + steps,
        "output.snapshot-every=2");
  }

  private RunBits undisturbed(List<String> sets) throws IOException {
    return RunBits.train("moons", sets, directory.resolve("here"), EngineFactory.inProcess(1));
  }

  /** The driver is this process; every executor is lost in another way. */
  @Test
  void executorsAreKilledEvictedAndDrained() throws Exception {
    List<String> sets = problem(8);
    Map<String, String> conf = settings();
    conf.put("spark.submit.deployMode", "client");
    conf.put("spark.driver.host", "127.0.0.1");
    Path run = directory.resolve("run");
    RunProblem problem =
        RunProblem.of(
            ExperimentConfig.load("moons", sets, Map.of("output.dir", run.toString()), false));
    List<String> lost = new ArrayList<>();
    try (JavaSparkContext context =
        SparkSessions.start(TestContexts.spec(conf.get("spark.master"), conf), "kubernetes")) {
      Executors.await(context, EXECUTORS);
      TrainingRun.start(
          problem,
          (shape, source, activation) ->
              SparkEngine.start(context, shape, source, activation, TestContexts.cutEvery(2), 4),
          new Losing(context, kubelet, lost));
    }
    assertEquals(3, lost.size());
    undisturbed(sets).assertSame(RunBits.of(run), "executors lost");
    List<Pod> pods = kubelet.started();
    assertEquals(EXECUTORS + lost.size(), pods.size(), "each lost one is replaced");
    for (Pod pod : pods) {
      assertFollows(template("executor"), pod);
    }
  }

  /** At three steps another executor is lost, in another way. */
  private record Losing(JavaSparkContext context, LoopbackKubelet kubelet, List<String> lost)
      implements RunMonitor {
    @Override
    public void at(int step) {
      try {
        awaitReplaced(); // Before the next cut, which writes the particles to two executors.
        String pod = kubelet.executors().get(0);
        switch (step) {
          case 2 -> kubelet.kill(pod);
          case 4 -> kubelet.evict(pod);
          case 6 -> kubelet.drain(pod);
          default -> {
            return;
          }
        }
        lost.add(pod);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void awaitReplaced() throws InterruptedException {
      long begin = System.nanoTime();
      while (kubelet.started().size() < EXECUTORS + lost.size()
          || kubelet.executors().size() < EXECUTORS) {
        assertTrue(System.nanoTime() - begin < PATIENCE_NANOS, "nothing came for " + lost);
        Thread.sleep(50);
      }
      Executors.await(context, EXECUTORS);
    }
  }

  /** The driver is a pod; it is killed, then deleted, and the same command goes on each time. */
  @Test
  void aDriverPodThatEndsIsSubmittedAgain() throws Exception {
    List<String> sets = problem(40);
    Path run = directory.resolve("run");
    Map<String, String> conf = settings();
    conf.remove("spark.executor.extraClassPath");
    conf.put("spark.executor.instances", "1");
    conf.put("spark.kubernetes.driver.master", server.url("/"));
    conf.put("spark.kubernetes.trust.certificates", "true");
    Path token = Files.writeString(directory.resolve("token"), "token");
    conf.put("spark.kubernetes.authenticate.driver.mounted.oauthTokenFile", token.toString());
    List<String> arguments =
        new ArrayList<>(List.of("train", "moons", "--continue", "--out", run.toString()));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));

    Process first = submit("first", conf, arguments);
    awaitSnapshotAfter(0, first, run);
    kubelet.kill(kubelet.started().get(0).getMetadata().getName());
    SparkSubmit.outcome(directory.resolve("first"), first);
    assertEquals("Failed", phase(kubelet.started().get(0)));
    assertTrue(Files.notExists(run.resolve("summary.json")), "the run had come to its end");

    Process second = submit("second", conf, arguments);
    awaitSnapshotAfter(RunBits.newestSnapshot(run), second, run);
    String deleted = kubelet.started().get(2).getMetadata().getName();
    int code = kubelet.delete(deleted);
    SparkSubmit.outcome(directory.resolve("second"), second);
    SparkSubmit.assertStopped(code, kubelet.log(deleted), run);

    Process third = submit("third", conf, arguments);
    SparkSubmit.Outcome outcome = SparkSubmit.outcome(directory.resolve("third"), third);
    assertEquals(0, outcome.exitCode(), outcome.errors());
    undisturbed(sets).assertSame(RunBits.of(run), "the driver's pod was killed and deleted");
    List<Pod> pods = kubelet.started();
    assertEquals(6, pods.size(), "a driver and an executor, three times");
    assertEquals("Succeeded", phase(pods.get(4)));
    for (int i = 0; i < pods.size(); i += 2) {
      assertFollows(template("driver"), pods.get(i));
      assertFollows(template("executor"), pods.get(i + 1));
    }
  }

  /** A directory alone may be what a killed driver has left half-written. */
  private void awaitSnapshotAfter(int step, Process submitted, Path run)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (RunBits.newestSnapshot(run) <= step) {
      assertTrue(
          submitted.isAlive() && System.nanoTime() - begin < PATIENCE_NANOS,
          () -> "no snapshot after step " + step + "; see " + directory);
      Thread.sleep(20);
    }
  }

  private String phase(Pod pod) {
    return client.resource(pod).get().getStatus().getPhase();
  }

  private Process submit(String name, Map<String, String> conf, List<String> arguments)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("--class", "org.cotflow.cli.Main"));
    conf.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    Path place = Files.createDirectories(directory.resolve(name));
    Path jar = SparkSubmit.testJar(place);
    return SparkSubmit.start(place, options, Path.of("local:" + jar), arguments);
  }

  private static Pod template(String role) throws IOException {
    Path file = Path.of("cluster-configs", "kubernetes", role + "-pod.yaml");
    return Serialization.unmarshal(Files.readString(file), Pod.class);
  }

  /** What a template says is in the pod that Spark made from it. */
  private static void assertFollows(Pod template, Pod pod) {
    assertTrue(
        pod.getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(template.getMetadata().getLabels().entrySet()));
    assertEquals(template.getSpec().getSecurityContext(), pod.getSpec().getSecurityContext());
    assertEquals(template.getSpec().getAffinity(), pod.getSpec().getAffinity());
    assertEquals(GRACE_SECONDS, pod.getSpec().getTerminationGracePeriodSeconds());
    assertTrue(pod.getSpec().getVolumes().containsAll(template.getSpec().getVolumes()));
    Container expected = template.getSpec().getContainers().get(0);
    Container actual = pod.getSpec().getContainers().get(0);
    assertEquals(expected.getName(), actual.getName());
    assertEquals(expected.getSecurityContext(), actual.getSecurityContext());
    assertTrue(actual.getVolumeMounts().containsAll(expected.getVolumeMounts()));
    assertEquals("registry.example.org/cotflow:0.1.0", actual.getImage());
  }
}
