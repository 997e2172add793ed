package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.PlainDigits;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineContractTest;
import org.cotflow.engine.ListSink;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.engine.TrainingStep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The engine's contract on one thread, with its lineage cut in a checkpoint directory. */
@ExtendWith(PlainDigits.class)
class SparkEngineOneThreadTest extends EngineContractTest {
  @TempDir static Path directory;
  private static JavaSparkContext context;

  @BeforeAll
  static void startContext() {
    context = TestContexts.local(1);
    context.setCheckpointDir(directory.toString());
  }

  @AfterAll
  static void stopContext() {
    context.stop();
  }

  @Override
  protected SparkEngine start(
      MeasureShape shape, MeasureSource source, Activation activation, int parallelism) {
    return SparkEngine.start(
        context, shape, source, MapSpec.neuron(activation), TestContexts.cutEvery(2), parallelism);
  }

  @Test
  void keepsTheLastCheckpointAlone() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {24, 24}, 8);
    double[] inputs = RandomMeasure.rows(4, 2, 1);
    ReferenceLayers reference = new ReferenceLayers(shape, SOURCE, Activation.TANH);
    try (Engine engine = start(shape, SOURCE, Activation.TANH, 2)) {
      for (int step = 0; step < 7; step++) {
        assertEquals(step < 2 ? 0 : 1, checkpoints());
        TrainingStep.run(reference, inputs, 1);
        TrainingStep.run(engine, inputs, 1);
      }
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
    assertEquals(0, checkpoints());
  }

  @Test
  void broadcastsLiveFromCutToCut() throws InterruptedException {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {24, 24}, 8);
    double[] inputs = RandomMeasure.rows(4, 2, 1);
    Held.awaitBroadcastsAtMost(10);
    try (Engine engine =
        SparkEngine.start(
            context,
            shape,
            SOURCE,
            MapSpec.neuron(Activation.TANH),
            TestContexts.cutEvery(12),
            2)) {
      for (int step = 0; step < 11; step++) {
        TrainingStep.run(engine, inputs, 1);
      }
      System.gc();
      // The table of moves of each step: a value and its bytes.
      assertTrue(Held.broadcasts() >= 11 * 2, Held.broadcasts() + " broadcast blocks");
      TrainingStep.run(engine, inputs, 1);
      Held.awaitBroadcastsAtMost(14);
    }
  }

  private static int checkpoints() {
    File ofContext = new File(context.getCheckpointDir().get().replaceFirst("^file:", ""));
    String[] names = ofContext.list((parent, name) -> name.startsWith("rdd-"));
    return names == null ? 0 : names.length;
  }
}
