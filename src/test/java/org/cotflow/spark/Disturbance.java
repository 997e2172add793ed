package org.cotflow.spark;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.cotflow.engine.Engine;

/**
 * Disturbs an engine when chosen passes of chosen steps begin.
 *
 * <p>An executor is lost in the midst of a pass, not before or after: all executors are stopped
 * before the pass, so that no task can end; when Spark has sent one of them the first task, that
 * one is killed and the others go on.
 */
final class Disturbance extends SparkListener implements AutoCloseable {
  /** What happens when a pass begins. */
  @FunctionalInterface
  interface Event {
    void happen() throws IOException, InterruptedException;
  }

  private final JavaSparkContext context;
  private final StandaloneCluster cluster;
  private final Map<String, Event> events = new LinkedHashMap<>();
  private final List<String> hit = new ArrayList<>();
  private final Set<Integer> stages = new HashSet<>();
  private String awaited;
  private String awaitedJob;
  private String step = "";

  Disturbance(JavaSparkContext context, StandaloneCluster cluster) {
    this.context = context;
    this.cluster = cluster;
    context.sc().addSparkListener(this);
  }

  /**
   * @param step such as "step 3"
   * @param method of {@link Engine}; at its first call in that step the event happens
   */
  Disturbance at(String step, String method, Event event) {
    events.put(step + " " + method, event);
    return this;
  }

  /**
   * Loses an executor in the midst of the pass.
   *
   * @param description what the job's description goes on with after the step
   */
  Disturbance losingAnExecutorAt(String step, String method, String description) {
    return at(step, method, () -> stopExecutorsUntil(step + ", " + description));
  }

  /** The descriptions of the jobs in which executors were killed. */
  synchronized List<String> hit() {
    return List.copyOf(hit);
  }

  /** Events that have not happened. */
  Set<String> left() {
    return events.keySet();
  }

  /** The engine with its disturbances. */
  Engine disturbed(Engine engine) {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("describe")) {
                step = (String) arguments[0];
              }
              Event event = events.remove(step + " " + method.getName());
              if (event != null) {
                event.happen();
              }
              try {
                return method.invoke(engine, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  private void stopExecutorsUntil(String description) throws InterruptedException, IOException {
    Executors.await(context, 2);
    for (ProcessHandle executor : cluster.executors(application())) {
      signal("STOP", executor);
    }
    synchronized (this) {
      awaited = description;
    }
  }

  private String application() {
    return context.sc().applicationId();
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    String description = job.properties().getProperty("spark.job.description");
    if (awaited != null && String.valueOf(description).startsWith(awaited)) {
      awaitedJob = description;
      for (Object stage : scala.jdk.javaapi.CollectionConverters.asJava(job.stageIds())) {
        stages.add((Integer) stage);
      }
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart task) {
    if (awaited == null || !stages.contains(task.stageId())) {
      return;
    }
    ProcessHandle victim = cluster.executor(application(), task.taskInfo().executorId());
    victim.destroyForcibly();
    for (ProcessHandle executor : cluster.executors(application())) {
      if (!executor.equals(victim)) {
        signal("CONT", executor);
      }
    }
    hit.add(awaitedJob);
    stages.clear();
    awaited = null;
  }

  private static void signal(String name, ProcessHandle process) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " " + process.pid());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.sc().removeSparkListener(this);
  }
}
