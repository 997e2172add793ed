package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing grows with the number of steps. */
class LongRunIT {
  private static final int STEPS = 2000;
  private static final int EVERY = 50;

  @TempDir Path directory;

  /** What is held at some steps of a run. */
  private record Holdings(int step, long heapBytes, int rdds, int broadcasts) {}

  @Test
  void holdsNoMoreInTheLastQuarterThanInTheSecond() throws IOException {
    RunProblem problem =
        RunProblem.of(
            ExperimentConfig.load(
                "gaussian",
                List.of(
                    "data.input-dim=1",
                    "data.output-dim=1",
                    "data.samples=8",
                    "network.depth=2",
                    "network.width=4",
                    "engine.propagation=newton",
                    "flow.step=0.1",
                    "flow.steps=" + STEPS,
                    "output.record-every=10",
                    "output.snapshot-every=250",
                    "output.keep=2"),
                Map.of("output.dir", directory.resolve("run").toString()),
                false));
    List<Holdings> seen = new ArrayList<>();
    try (JavaSparkContext context = TestContexts.local(2)) {
      TrainingRun.Result result =
          TrainingRun.start(
              problem,
              (shape, source, activation) ->
                  SparkEngine.start(
                      context, shape, source, activation, TestContexts.cutEvery(20), 2),
              new Watch(context, seen));
      assertEquals(STEPS, result.step());
    }
    Holdings second = least(seen, STEPS / 4, STEPS / 2);
    Holdings last = least(seen, 3 * STEPS / 4, STEPS);
    String both = second + " and then " + last;
    assertTrue(last.rdds() <= second.rdds(), both);
    assertTrue(last.broadcasts() <= second.broadcasts(), both);
    assertTrue(last.heapBytes() <= second.heapBytes() + ROUNDING, both);
    assertTrue(second.rdds() <= 2, both);
  }

  /**
   * One kilobyte a step, less than an RDD or a broadcast that is forgotten. What is used after a
   * collection goes up and down by 0.2 MB from one look to the next; 0.07 to 0.26 MB more were
   * seen.
   */
  private static final long ROUNDING = 1000 * 1024;

  /** The least of each in a part of the run: what is still to be collected is not what is held. */
  private static Holdings least(List<Holdings> seen, int from, int to) {
    List<Holdings> part = seen.stream().filter(at -> at.step() > from && at.step() <= to).toList();
    return new Holdings(
        to,
        part.stream().mapToLong(Holdings::heapBytes).min().orElseThrow(),
        part.stream().mapToInt(Holdings::rdds).min().orElseThrow(),
        part.stream().mapToInt(Holdings::broadcasts).min().orElseThrow());
  }

  private record Watch(JavaSparkContext context, List<Holdings> seen) implements RunMonitor {
    @Override
    public void at(int step) {
      boolean counts = step > STEPS / 4 && step <= STEPS / 2 || step > 3 * STEPS / 4;
      if (counts && step % EVERY == 0) {
        try {
          Held.awaitRest(context);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
        seen.add(new Holdings(step, usedHeap(), Held.rdds(context), Held.broadcasts()));
      }
    }

    private static long usedHeap() {
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
  }
}
