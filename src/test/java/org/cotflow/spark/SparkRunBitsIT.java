package org.cotflow.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.run.SmallRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on Spark have the bits of the same runs in process, however they are divided. */
class SparkRunBitsIT {
  @TempDir Path directory;
  private SparkBits bits;

  @BeforeEach
  void begin() {
    bits = new SparkBits(directory);
  }

  @Test
  void partitionsOfTwoThreadsDoNotMatter() throws IOException {
    try (JavaSparkContext context = TestContexts.local(2)) {
      for (int partitions : new int[] {1, 2, 7, 32}) {
        bits.assertSame(context, SmallRuns.FULL_BATCH, partitions);
      }
      bits.assertSame(context, SmallRuns.MINI_BATCH, 7);
      for (int partitions : new int[] {2, 7}) {
        bits.assertSame(context, SmallRuns.NEWTON, partitions);
        bits.assertSame(context, SmallRuns.PICARD, partitions);
      }
      bits.assertSame(context, SmallRuns.DEPTH_RK4, 7);
      bits.assertSame(context, SmallRuns.MIDPOINT, 2);
      bits.assertSame(context, SmallRuns.HEUN, 2);
      bits.assertSame(context, SmallRuns.RK4, 7);
      bits.assertSame(context, SmallRuns.VALIDATION, 2);
      bits.assertSame(context, SmallRuns.ADAPTIVE, 7);
      bits.assertEnginesMayChange(context, SmallRuns.TRANSFORMER);
      bits.assertEnginesMayChange(context, SmallRuns.MINI_BATCH);
      bits.assertEnginesMayChange(context, SmallRuns.ADAPTIVE);
    }
  }

  @Test
  void partitionsOfAnyMapDoNotMatter() throws IOException {
    try (JavaSparkContext context = TestContexts.local(2)) {
      for (SmallRuns run : SmallRuns.ofMaps()) {
        for (int partitions : new int[] {1, 2, 7}) {
          bits.assertSame(context, run, partitions, "flow.steps=5");
        }
      }
    }
  }

  @Test
  void oneThreadDoesNotMatter() throws IOException {
    try (JavaSparkContext context = TestContexts.local(1)) {
      bits.assertSame(context, SmallRuns.FULL_BATCH, 2);
      bits.assertSame(context, SmallRuns.MINI_BATCH, 2);
    }
  }

  @Test
  void twoExecutorProcessesDoNotMatter() throws IOException, InterruptedException {
    try (JavaSparkContext context = TestContexts.cluster(2)) {
      Executors.await(context, 2);
      bits.assertSame(context, SmallRuns.FULL_BATCH, 7);
      bits.assertSame(context, SmallRuns.MINI_BATCH, 2);
      bits.assertSame(context, SmallRuns.NEWTON, 7);
      bits.assertSame(context, SmallRuns.ADAPTIVE, 7);
    }
  }
}
