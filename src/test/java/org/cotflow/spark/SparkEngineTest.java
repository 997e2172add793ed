package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.DescentMove;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineContractTest;
import org.cotflow.engine.ListSink;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.engine.TrainingStep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.SmallRuns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's contract with a local master of two threads, and what is Spark's own. */
class SparkEngineTest extends EngineContractTest {
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
    return SparkEngine.start(
        context, shape, source, MapSpec.neuron(activation), TestContexts.cutEvery(20), parallelism);
  }

  @Test
  void aPassRunsOnTheLayersPartitionsAlone() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {64, 64, 64, 64}, 8);
    double[] states = RandomMeasure.rows(3, 2, 1);
    try (Engine engine = start(shape, SOURCE, Activation.TANH, 8);
        JobRecorder jobs = new JobRecorder(context)) {
      engine.velocity(2, states);
      engine.pullback(0, states, states);
      engine.pullbackAndMove(3, states, states, new DescentMove(1, 3));
      assertEquals(List.of(2, 2, 2), jobs.taskCounts());
      engine.finishMove();
      assertEquals(List.of(2, 2, 2, 8), jobs.taskCounts());
    }
  }

  @Test
  void jobsSayWhatTheyAreFor() {
    double[] states = RandomMeasure.rows(3, 3, 1);
    try (SparkEngine engine = start(UNEQUAL, SOURCE, Activation.TANH, 3);
        JobRecorder jobs = new JobRecorder(context)) {
      engine.describe("step 12");
      engine.velocity(3, states);
      engine.pullback(3, states, states);
      engine.finishMove();
      assertEquals(
          List.of("step 12, forward, layer 3", "step 12, adjoint, layer 3", "step 12, update"),
          jobs.descriptions());
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() throws InterruptedException {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {24, 24}, 8);
    double[] inputs = RandomMeasure.rows(4, 2, 1);
    int before = Held.rdds(context);
    try (Engine engine = start(shape, SOURCE, Activation.TANH, 3)) {
      for (int step = 0; step < 25; step++) {
        TrainingStep.run(engine, inputs, 0.1);
        assertEquals(before + 1, Held.rdds(context));
      }
      // What is left then belongs to Spark's last jobs, not to the 25 x 5 arrays we sent.
      Held.awaitBroadcastsAtMost(10);
    }
    assertEquals(before, Held.rdds(context));
  }

  /** Keeps the very blocks that are cached, which only a local master allows. */
  private record Witness() implements MeasureSink<Integer> {
    private static final long serialVersionUID = 1L;
    private static final List<ParticleBlock> SEEN = new ArrayList<>();

    @Override
    public Integer write(
        MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
      synchronized (SEEN) {
        blocks.forEachRemaining(SEEN::add);
      }
      return fromBlock;
    }
  }

  @Test
  void cachedBlocksAreNeverChanged() {
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, 1)) {
      assertEquals(List.of(0), engine.store(new Witness()));
      List<ParticleBlock> copies = Witness.SEEN.stream().map(ParticleBlock::copy).toList();
      engine.velocity(0, RandomMeasure.rows(4, 3, 1));
      TrainingStep.run(engine, RandomMeasure.rows(4, 3, 1), 1);
      assertSameBlocks(copies, Witness.SEEN);
      assertEquals(UNEQUAL.blockCount(), Witness.SEEN.size());
    }
  }

  @Test
  void aLayerWithoutMoveStaysAsItIs() {
    double[] states = RandomMeasure.rows(4, 3, 1);
    ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.TANH);
    reference.move(2, states, states, new DescentMove(1, 4));
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, 4)) {
      engine.move(2, states, states, new DescentMove(1, 4));
      double[][] sums = engine.finishMove();
      assertEquals(0, sums[0].length);
      assertSameBits(reference.finishMove()[2], sums[2]);
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  @Test
  void aMovedLayerIsNotEvaluatedBeforeTheEndOfTheMove() {
    double[] states = RandomMeasure.rows(4, 3, 1);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, 2)) {
      engine.move(2, states, states, new DescentMove(1, 4));
      assertThrows(IllegalStateException.class, () -> engine.velocity(2, states));
      assertThrows(IllegalStateException.class, () -> engine.pullback(2, states, states));
    }
  }

  private record Missing() implements MeasureSource {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
      throw new UserInputException("no such file: particles.npz");
    }
  }

  @Test
  void theUsersErrorOnAnExecutorIsTheUsersErrorHere() {
    try (Engine engine = start(UNEQUAL, new Missing(), Activation.TANH, 1)) {
      UserInputException error =
          assertThrows(
              UserInputException.class, () -> engine.velocity(0, RandomMeasure.rows(4, 3, 1)));
      assertEquals("no such file: particles.npz", error.getMessage());
    }
  }

  @Test
  void otherFailuresNameTheJob() {
    MeasureSource broken =
        (shape, from, to) -> {
          throw new IllegalStateException("disk on fire");
        };
    try (SparkEngine engine = start(UNEQUAL, broken, Activation.TANH, 1)) {
      engine.describe("step 3");
      SparkFailureException error =
          assertThrows(
              SparkFailureException.class, () -> engine.velocity(0, RandomMeasure.rows(4, 3, 1)));
      assertTrue(error.getMessage().startsWith("the Spark job \"step 3, forward, layer 0\""));
      assertTrue(error.getMessage().contains("disk on fire"));
    }
  }

  /** Kernels, Jacobians and P-L constants of maps other than neurons. */
  @Test
  void diagnosticsOfMapsAreThoseOfTheProcess(@TempDir Path directory) throws IOException {
    SparkBits bits = new SparkBits(directory);
    for (SmallRuns run : List.of(SmallRuns.GATED, SmallRuns.ATTENTION)) {
      List<String> rows =
          bits.assertSame(context, run, 3, "flow.steps=2", "diagnostics.every=2").diagnostics();
      assertEquals(1 + 2 * 3, rows.size(), rows.toString());
    }
  }

  @Test
  void choosesPartitionsByItself() {
    ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.TANH);
    double[] inputs = RandomMeasure.rows(4, 3, 1);
    try (Engine engine =
        SparkEngine.start(
            context,
            UNEQUAL,
            SOURCE,
            MapSpec.neuron(Activation.TANH),
            TestContexts.cutEvery(1),
            null)) {
      assertSameSteps(TrainingStep.run(reference, inputs, 1), TrainingStep.run(engine, inputs, 1));
    }
  }
}
