package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** The executor processes that a local-cluster master started as children of this JVM. */
final class Executors {
  private static final String MAIN_CLASS = "CoarseGrainedExecutorBackend";
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  private Executors() {}

  /** Waits until so many are registered with the driver. */
  static void await(JavaSparkContext context, int count) throws InterruptedException {
    long start = System.nanoTime();
    while (registered(context) != count && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.sleep(50);
    }
    assertTrue(registered(context) == count, registered(context) + " executors registered");
  }

  private static int registered(JavaSparkContext context) {
    return context.sc().statusTracker().getExecutorInfos().length - 1; // the driver is listed too
  }

  /** Kills one, as the kernel would when memory runs out. */
  static void kill() {
    ProcessHandle victim =
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().commandLine().orElse("").contains(MAIN_CLASS))
            .findFirst()
            .orElseThrow();
    assertTrue(victim.destroyForcibly());
    victim.onExit().join();
  }

  /** The process ids, by host, of the JVMs that tasks run in. */
  static List<String> processesThatRan(JavaSparkContext context) {
    return context
        .parallelize(Collections.nCopies(8, 0), 8)
        .map(none -> Long.toString(ProcessHandle.current().pid()))
        .distinct()
        .collect();
  }
}
