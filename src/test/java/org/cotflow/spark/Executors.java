package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
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

  /**
   * The process ids of the JVMs that tasks run in. A task keeps its core until tasks of so many
   * processes have met, so that which executor is faster does not matter.
   *
   * @param meeting an empty directory that all of them see
   */
  static List<String> processesThatRan(JavaSparkContext context, int count, Path meeting) {
    String place = meeting.toString();
    return context
        .parallelize(Collections.nCopies(count, 0), count)
        .map(none -> Long.toString(meet(Path.of(place), count)))
        .distinct()
        .collect();
  }

  private static long meet(Path meeting, int count) throws IOException, InterruptedException {
    long process = ProcessHandle.current().pid();
    Files.write(meeting.resolve(Long.toString(process)), new byte[0]);
    long start = System.nanoTime();
    while (here(meeting) < count && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.sleep(20);
    }
    return process;
  }

  private static long here(Path meeting) throws IOException {
    try (Stream<Path> marks = Files.list(meeting)) {
      return marks.count();
    }
  }
}
