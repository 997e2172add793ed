package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.engine.EngineContractTest;
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

/** The engine's contract with all sums merged on executors, which the rule asks for when wide. */
class ExecutorReduceTest extends EngineContractTest {
  private static JavaSparkContext context;

  @BeforeAll
  static void startContext() {
    context = TestContexts.local(2);
  }

  @AfterAll
  static void stopContext() {
    context.stop();
  }

  @Override
  protected SparkEngine start(
      MeasureShape shape, MeasureSource source, Activation activation, int parallelism) {
    return start(shape, source, activation, parallelism, true);
  }

  private static SparkEngine start(
      MeasureShape shape,
      MeasureSource source,
      Activation activation,
      int parallelism,
      boolean reduceOnExecutors) {
    return SparkEngine.start(
        context,
        shape,
        source,
        MapSpec.neuron(activation),
        TestContexts.cutEvery(20),
        parallelism,
        reduceOnExecutors);
  }

  @Test
  void aWideLayerIsMergedOverSeveralStagesOfOneJob() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {5, 601, 9}, 8);
    double[][] states = new double[3][];
    java.util.Arrays.setAll(states, layer -> RandomMeasure.rows(4, 2, layer));
    ReferenceLayers reference = new ReferenceLayers(shape, SOURCE, Activation.TANH);
    try (SparkEngine engine = start(shape, SOURCE, Activation.TANH, 60);
        JobRecorder jobs = new JobRecorder(context)) {
      assertSameBits(
          reference.evaluate(states, true).jacobians()[1],
          engine.evaluate(states, true).jacobians()[1]);
      // 60 tasks over 1 + 76 + 2 blocks; runs of 16 blocks, of which there are 7; then layers.
      assertEquals(List.of(60 + 7 + 3), jobs.taskCounts());
      assertSameBits(reference.velocity(1, states[1]), engine.velocity(1, states[1]));
      assertEquals(2, engine.counters().jobs());
      // Three layers of 4 x (2 + 4) numbers, then one of 4 x 2: no trace of the partitions.
      assertEquals(8 * (3 * 24 + 8), engine.counters().bytesReduced());
    }
  }

  @Test
  void theDriverGetsTheNodesThatThePlanCounts() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {5, 601, 9}, 8);
    double[] inputs = RandomMeasure.rows(4, 2, 1);
    for (int count : new int[] {1, 2, 7, 13, 79}) {
      ReducePlan plan =
          new ReducePlan(shape, BlockPartitions.of(shape, count), new ResultLimit(0), false);
      try (SparkEngine engine = start(shape, SOURCE, Activation.TANH, count, false)) {
        engine.velocity(1, inputs);
        assertEquals(8 * 8 * plan.nodes(1, 2), engine.counters().bytesReduced());
      }
    }
  }

  @Test
  void mergedSumsLeaveNoFilesBehind() throws InterruptedException {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {40, 40}, 8);
    double[] inputs = RandomMeasure.rows(4, 2, 1);
    try (SparkEngine engine = start(shape, SOURCE, Activation.TANH, 10)) {
      for (int step = 0; step < 5; step++) {
        TrainingStep.run(engine, inputs, 0.1);
      }
    }
    Held.awaitNoShuffleFiles();
  }
}
