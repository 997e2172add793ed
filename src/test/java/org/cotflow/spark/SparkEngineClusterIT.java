package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineContractTest;
import org.cotflow.engine.ListSink;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.engine.SparkSpec;
import org.cotflow.engine.TrainingStep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two executor processes: everything is serialized for real, and one of them may die. */
class SparkEngineClusterIT {
  private static final MeasureShape SHAPE =
      new MeasureShape(Neuron.layout(3), new int[] {5, 87, 32, 1, 40}, 16);
  private static final RandomMeasure SOURCE = new RandomMeasure(7);
  private static JavaSparkContext context;

  @BeforeAll
  static void startContext() throws InterruptedException {
    context = TestContexts.cluster(2);
    Executors.await(context, 2);
  }

  @AfterAll
  static void stopContext() {
    context.stop();
  }

  private static SparkEngine start(int movesBetweenCuts, int partitions) {
    SparkSpec spec = TestContexts.cutEvery(movesBetweenCuts);
    return SparkEngine.start(
        context, SHAPE, SOURCE, MapSpec.neuron(Activation.TANH), spec, partitions);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void trainingHasTheBitsOfTheContract(int partitions) {
    double[] inputs = RandomMeasure.rows(11, 3, 4);
    ReferenceLayers reference = new ReferenceLayers(SHAPE, SOURCE, Activation.TANH);
    try (Engine engine = start(2, partitions)) {
      for (int step = 0; step < 3; step++) {
        EngineContractTest.assertSameSteps(
            TrainingStep.run(reference, inputs, 0.5), TrainingStep.run(engine, inputs, 0.5));
      }
      EngineContractTest.assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  @Test
  void recomputesALostExecutorsBlocksFromTheSource() throws InterruptedException {
    trainThroughALoss(20, 3, 2);
  }

  @Test
  void recomputesFromTwoDisks() throws InterruptedException {
    assertEquals(Lineage.Cut.TWO_DISKS, Lineage.Cut.of(context));
    Executors.await(context, 2);
    trainThroughALoss(2, 5, 3);
  }

  @Test
  void recomputesFromTheCheckpointDirectory(@TempDir Path directory) throws InterruptedException {
    context.setCheckpointDir(directory.toString());
    try {
      trainThroughALoss(2, 5, 3);
    } finally {
      context.setCheckpointDir(null);
    }
  }

  private static void trainThroughALoss(int movesBetweenCuts, int steps, int killBefore)
      throws InterruptedException {
    double[] inputs = RandomMeasure.rows(6, 3, 4);
    ReferenceLayers reference = new ReferenceLayers(SHAPE, SOURCE, Activation.TANH);
    try (Engine engine = start(movesBetweenCuts, 6)) {
      for (int step = 0; step < steps; step++) {
        if (step == killBefore) {
          Executors.kill();
        }
        EngineContractTest.assertSameSteps(
            TrainingStep.run(reference, inputs, 0.5), TrainingStep.run(engine, inputs, 0.5));
      }
      EngineContractTest.assertSameBlocks(reference.blocks(), ListSink.read(engine));
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
    SparkSpec spec = TestContexts.cutEvery(20);
    try (Engine engine =
        SparkEngine.start(
            context, SHAPE, new Missing(), MapSpec.neuron(Activation.TANH), spec, 2)) {
      UserInputException error =
          assertThrows(
              UserInputException.class, () -> engine.velocity(0, RandomMeasure.rows(4, 3, 1)));
      assertEquals("no such file: particles.npz", error.getMessage());
    }
  }

  @Test
  void bothExecutorsRunTasks(@TempDir Path meeting) throws InterruptedException {
    Executors.await(context, 2);
    try (SparkEngine engine = start(20, 6)) {
      engine.store(new ListSink());
      List<String> processes = Executors.processesThatRan(context, 2, meeting);
      assertTrue(processes.size() >= 2, "tasks ran in " + processes);
    }
  }

  @Test
  void executorsHaveTheModuleOfTheVectorKernels() {
    JavaRDD<Boolean> found =
        context
            .parallelize(List.of(1, 2, 3, 4), 4)
            .map(any -> ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    assertEquals(List.of(true), found.distinct().collect());
  }
}
