package org.cotflow.spark;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the nodes of a Kubernetes cluster whose API server is a mock: runs the container of
 * each pod as a process on the loopback, by the entry point of our image, and writes the pod's
 * status.
 *
 * <p>Each pod has a loopback address of its own. Its volumes are directories below its own one;
 * their paths are put in place of the mount paths wherever the pod's environment, arguments and
 * configuration name them. Services resolve to the pods that they select.
 */
final class LoopbackKubelet implements AutoCloseable {
  private static final Path SCRIPTS = Path.of("scripts").toAbsolutePath();
  private static final Path IMAGE = Path.of("cluster-configs", "kubernetes").toAbsolutePath();
  private static final long LOOK_MILLIS = 100;
  private static final long PATIENCE_SECONDS = 600;

  private final KubernetesClient client;
  private final Path directory;
  private final Path hosts;
  private final Thread thread = new Thread(this::run, "kubelet");
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private volatile boolean closed;

  /** A pod that has been started. */
  private static final class Node {
    final Pod pod;
    final String address;
    final Path place;
    final Map<String, String> mounts = new HashMap<>();
    Process process;
    String reason = "Error";
    boolean ended;

    Node(Pod pod, String address, Path place) {
      this.pod = pod;
      this.address = address;
      this.place = place;
    }

    Container container() {
      return pod.getSpec().getContainers().get(0);
    }

    /** A text of the pod with paths outside it. */
    String outside(String text) {
      String moved = text;
      for (Map.Entry<String, String> mount : mounts.entrySet()) {
        moved = moved.replace(mount.getKey(), mount.getValue());
      }
      return moved;
    }
  }

  /**
   * Starts to look for pods.
   *
   * @param client of the API server
   * @param directory of the pods' files, with what they print
   */
  LoopbackKubelet(KubernetesClient client, Path directory) throws IOException {
    this.client = client;
    this.directory = Files.createDirectories(directory);
    this.hosts = directory.resolve("hosts");
    writeHosts(List.of());
    thread.setDaemon(true);
    thread.start();
  }

  /** All pods that were started, in this order, as they were created. */
  synchronized List<Pod> started() {
    return nodes.values().stream().map(node -> node.pod).toList();
  }

  /** The names of the running executors' pods. */
  synchronized List<String> executors() {
    return nodes.values().stream()
        .filter(node -> !node.ended && node.process.isAlive())
        .map(node -> node.pod.getMetadata())
        .filter(pod -> "executor".equals(pod.getLabels().get("spark-role")))
        .map(pod -> pod.getName())
        .toList();
  }

  /** Kills the process of a pod's container. */
  synchronized void kill(String pod) {
    nodes.get(pod).process.destroyForcibly();
  }

  /** Ends a pod as a node does that is short of memory or disk. */
  synchronized void evict(String pod) {
    nodes.get(pod).reason = "Evicted";
    kill(pod);
  }

  /** Ends a pod as {@code kubectl drain} does: its hook, its end, then it is deleted. */
  void drain(String pod) throws IOException, InterruptedException {
    Node node;
    synchronized (this) {
      node = nodes.get(pod);
    }
    List<String> hook = node.container().getLifecycle().getPreStop().getExec().getCommand();
    Path script = IMAGE.resolve(Path.of(hook.get(0)).getFileName());
    Process running =
        new ProcessBuilder("bash", script.toString()).directory(node.place.toFile()).start();
    if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || running.exitValue() != 0) {
      throw new IllegalStateException(script + " failed for " + pod);
    }
    node.process.destroy();
    node.process.waitFor();
    client.resource(node.pod).delete();
  }

  /**
   * Ends a pod as {@code kubectl delete pod} does: SIGTERM, then SIGKILL if its grace period
   * passes.
   *
   * @return the exit code of its process
   */
  int delete(String pod) throws InterruptedException {
    Node node;
    synchronized (this) {
      node = nodes.get(pod);
    }
    node.process.toHandle().destroy(); // Process.destroy would end its input too, and so kill it
    long grace = node.pod.getSpec().getTerminationGracePeriodSeconds();
    if (!node.process.waitFor(grace, TimeUnit.SECONDS)) {
      node.process.destroyForcibly();
    }
    int code = node.process.waitFor();
    client.resource(node.pod).delete();
    return code;
  }

  /** What a pod's process has printed so far. */
  synchronized String log(String pod) throws IOException {
    return Files.readString(nodes.get(pod).place.resolve("log"));
  }

  private void run() {
    try {
      while (!closed) {
        look();
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void look() throws IOException {
    Map<String, Pod> pods = new LinkedHashMap<>();
    client.pods().inAnyNamespace().list().getItems().forEach(p -> pods.put(name(p), p));
    resolveServices();
    for (Pod pod : pods.values()) {
      if (!nodes.containsKey(name(pod)) && configMaps(pod) != null) {
        begin(pod);
      }
    }
    for (Node node : nodes.values()) {
      boolean deleted = !pods.containsKey(name(node.pod));
      if (deleted) {
        node.process.destroy();
      }
      if (!node.ended && !node.process.isAlive()) {
        node.process.getOutputStream().close();
        node.ended = true;
        if (!deleted) {
          write(node, ended(node));
        }
      }
    }
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  /** What the pod's volumes show; null as long as something is missing. */
  private Map<Volume, ConfigMap> configMaps(Pod pod) {
    Map<Volume, ConfigMap> maps = new HashMap<>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getConfigMap() != null) {
        ConfigMap map =
            client
                .configMaps()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(volume.getConfigMap().getName())
                .get();
        if (map == null) {
          return null;
        }
        maps.put(volume, map);
      }
    }
    return maps;
  }

  private void begin(Pod pod) throws IOException {
    Path place = Files.createDirectories(directory.resolve(name(pod)));
    Node node = new Node(pod, "127.0.1." + (nodes.size() + 1), place);
    for (VolumeMount mount : node.container().getVolumeMounts()) {
      Path volume = Files.createDirectories(place.resolve(mount.getName()));
      node.mounts.put(mount.getMountPath(), volume.toString());
    }
    for (Map.Entry<Volume, ConfigMap> map : configMaps(pod).entrySet()) {
      Path volume = Files.createDirectories(place.resolve(map.getKey().getName()));
      Map<String, String> names = new HashMap<>();
      map.getKey().getConfigMap().getItems().forEach(i -> names.put(i.getKey(), i.getPath()));
      for (Map.Entry<String, String> file : map.getValue().getData().entrySet()) {
        Path inside = volume.resolve(names.getOrDefault(file.getKey(), file.getKey()));
        boolean isTemplate = inside.toString().endsWith(".yml"); // of other pods
        Files.writeString(inside, isTemplate ? file.getValue() : node.outside(file.getValue()));
      }
    }
    List<String> command = new ArrayList<>(Tethered.SHELL);
    command.addAll(List.of("bash", IMAGE.resolve("entrypoint.sh").toString()));
    node.container().getArgs().forEach(argument -> command.add(node.outside(argument)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(place.toFile());
    builder.redirectErrorStream(true).redirectOutput(place.resolve("log").toFile());
    environment(node, builder.environment());
    node.process = builder.start();
    nodes.put(name(pod), node);
    write(node, running(node));
  }

  /** What the image and the pod set, and nothing of this process. */
  private void environment(Node node, Map<String, String> environment) {
    String path = environment.get("PATH");
    environment.clear();
    environment.put("PATH", path);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_HOME", StandaloneCluster.sparkHome().toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("COTFLOW_HOME", SCRIPTS.toString());
    environment.put("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
    Map<String, String> fields =
        Map.of("status.podIP", node.address, "metadata.name", name(node.pod));
    for (EnvVar variable : node.container().getEnv()) {
      String value =
          variable.getValueFrom() == null
              ? Objects.toString(variable.getValue(), "")
              : fields.get(variable.getValueFrom().getFieldRef().getFieldPath());
      environment.put(variable.getName(), node.outside(value));
    }
  }

  private void resolveServices() throws IOException {
    List<String> lines = new ArrayList<>();
    client.services().inAnyNamespace().list().getItems().stream()
        .forEach(
            service ->
                nodes.values().stream()
                    .filter(
                        node ->
                            node.pod
                                .getMetadata()
                                .getLabels()
                                .entrySet()
                                .containsAll(service.getSpec().getSelector().entrySet()))
                    .forEach(
                        node ->
                            lines.add(
                                "%s %s.%s.svc"
                                    .formatted(
                                        node.address,
                                        service.getMetadata().getName(),
                                        service.getMetadata().getNamespace()))));
    writeHosts(lines);
  }

  private void writeHosts(List<String> services) throws IOException {
    List<String> lines = new ArrayList<>(services);
    lines.add("127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName());
    Path next = Files.write(directory.resolve("hosts.next"), lines);
    Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Spark writes to pods too, so a pod may have changed while its status was on the way. */
  private void write(Node node, PodStatus status) {
    while (true) {
      try {
        client
            .pods()
            .inNamespace(node.pod.getMetadata().getNamespace())
            .withName(name(node.pod))
            .editStatus(pod -> withStatus(pod, status));
        return;
      } catch (KubernetesClientException refused) {
        if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          return; // It was deleted.
        }
      }
    }
  }

  private static Pod withStatus(Pod pod, PodStatus status) {
    pod.setStatus(status);
    return pod;
  }

  private PodStatus running(Node node) {
    return new PodStatusBuilder()
        .withPhase("Running")
        .withPodIP(node.address)
        .withContainerStatuses(
            status(node)
                .withReady(true)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .build())
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .build();
  }

  private PodStatus ended(Node node) {
    int code = node.process.exitValue();
    return new PodStatusBuilder()
        .withPhase(code == 0 ? "Succeeded" : "Failed")
        .withReason(code == 0 ? null : node.reason)
        .withPodIP(node.address)
        .withContainerStatuses(
            status(node)
                .withReady(false)
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(code == 0 ? "Completed" : node.reason)
                .endTerminated()
                .endState()
                .build())
        .build();
  }

  private static ContainerStatusBuilder status(Node node) {
    return new ContainerStatusBuilder()
        .withName(node.container().getName())
        .withImage(node.container().getImage())
        .withRestartCount(0);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    nodes.values().forEach(node -> node.process.destroyForcibly().onExit().join());
  }
}
