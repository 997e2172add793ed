package org.cotflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.LayerFields;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine owes: the bits of {@link ReferenceLayers}, whatever its parallelism. */
public abstract class EngineContractTest {
  /** Blocks of 16: layers of one incomplete block, of several, of exactly two, of one particle. */
  protected static final MeasureShape UNEQUAL =
      new MeasureShape(Neuron.layout(3), new int[] {5, 87, 32, 1}, 16);

  protected static final RandomMeasure SOURCE = new RandomMeasure(7);

  /** An engine with so many threads or partitions. */
  protected abstract Engine start(
      MeasureShape shape, MeasureSource source, Activation activation, int parallelism);

  @Test
  void velocityIsTheMeanOverTheLayersParticles() {
    double[] states = RandomMeasure.rows(6, 3, 1);
    ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.TANH);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, 2)) {
      for (int layer = 0; layer < UNEQUAL.layerCount(); layer++) {
        int k = layer;
        List<ParticleBlock> blocks =
            reference.blocks().stream().filter(block -> block.layer() == k).toList();
        double[] naive = naiveVelocity(blocks, states, UNEQUAL.width(layer));
        assertArrayEquals(naive, engine.velocity(layer, states), 1e-13);
      }
    }
  }

  private static double[] naiveVelocity(List<ParticleBlock> blocks, double[] states, int width) {
    double[] mean = new double[states.length];
    for (ParticleBlock block : blocks) {
      int d = block.stateDim();
      for (int row = 0; row < states.length / d; row++) {
        for (int m = 0; m < block.count(); m++) {
          double z = block.values()[Neuron.indexB(block, m)];
          for (int j = 0; j < d; j++) {
            z += block.values()[Neuron.indexW(block, m, j)] * states[row * d + j];
          }
          for (int j = 0; j < d; j++) {
            mean[row * d + j] += block.values()[block.index(m, j)] * StrictMath.tanh(z) / width;
          }
        }
      }
    }
    return mean;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 32})
  void passesHaveTheBitsOfTheContract(int parallelism) {
    double[] states = RandomMeasure.rows(9, 3, 2);
    double[] adjoints = RandomMeasure.rows(9, 3, 3);
    ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.GELU);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.GELU, parallelism)) {
      for (int layer = 0; layer < UNEQUAL.layerCount(); layer++) {
        assertSameBits(reference.velocity(layer, states), engine.velocity(layer, states));
        assertSameBits(
            reference.pullback(layer, states, adjoints), engine.pullback(layer, states, adjoints));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 32})
  void trainingHasTheBitsOfTheContract(int parallelism) {
    double[] inputs = RandomMeasure.rows(11, 3, 4);
    ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.TANH);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, parallelism)) {
      for (int step = 0; step < 2; step++) {
        assertSameSteps(
            TrainingStep.run(reference, inputs, 0.5), TrainingStep.run(engine, inputs, 0.5));
      }
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  @Test
  void gradientsOverManyRowsAddUpChunkByChunk() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {20, 20}, 8);
    double[] inputs = RandomMeasure.rows(300, 2, 5);
    ReferenceLayers reference = new ReferenceLayers(shape, SOURCE, Activation.SIGMOID);
    try (Engine engine = start(shape, SOURCE, Activation.SIGMOID, 3)) {
      assertSameSteps(TrainingStep.run(reference, inputs, 1), TrainingStep.run(engine, inputs, 1));
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  @Test
  void storesItsSourceInBlockOrder() {
    List<ParticleBlock> drawn = new ReferenceLayers(UNEQUAL, SOURCE, Activation.RELU).blocks();
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.RELU, 4)) {
      assertSameBlocks(drawn, ListSink.read(engine));
      engine.velocity(1, RandomMeasure.rows(2, 3, 6));
      assertSameBlocks(drawn, ListSink.read(engine));
    }
  }

  @Test
  void aMoveSeesThePullbackBeforeIt() {
    double[] states = RandomMeasure.rows(4, 3, 8);
    double[] adjoints = RandomMeasure.rows(4, 3, 9);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, 2)) {
      double[] before = engine.pullback(1, states, adjoints);
      DescentMove move = new DescentMove(1, 4);
      for (int layer = UNEQUAL.layerCount() - 1; layer >= 0; layer--) {
        double[] seen = engine.pullbackAndMove(layer, states, adjoints, move);
        if (layer == 1) {
          assertSameBits(before, seen);
        }
      }
      double[][] sums = engine.finishMove();
      for (int layer = 0; layer < UNEQUAL.layerCount(); layer++) {
        assertEquals(UNEQUAL.width(layer), sums[layer][1]);
      }
      assertEquals(false, Arrays.equals(before, engine.pullback(1, states, adjoints)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void allLayersAtOnceHaveTheBitsOfTheContract(int parallelism) {
    double[][] states = rowsPerLayer(9, 12);
    double[][] adjoints = rowsPerLayer(6, 13);
    DescentMove move = new DescentMove(0.4, 6);
    ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.TANH);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, parallelism)) {
      assertSameFields(reference.evaluate(states, true), engine.evaluate(states, true));
      for (int layer = UNEQUAL.layerCount() - 1; layer >= 0; layer--) {
        reference.move(layer, states[layer], adjoints[layer], move);
        engine.move(layer, states[layer], adjoints[layer], move);
      }
      assertSameFields(reference.evaluate(states, false), engine.evaluate(states, false));
      double[][] expected = reference.pullbacks(states, adjoints);
      double[][] pulled = engine.pullbacks(states, adjoints);
      double[][] expectedSums = reference.finishMove();
      double[][] sums = engine.finishMove();
      for (int layer = 0; layer < UNEQUAL.layerCount(); layer++) {
        assertSameBits(expected[layer], pulled[layer]);
        assertSameBits(expectedSums[layer], sums[layer]);
      }
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void registersStayBesideTheirBlocks(int parallelism) {
    double[][] states = rowsPerLayer(9, 30);
    double[][] adjoints = rowsPerLayer(9, 31);
    double[][] none = new double[UNEQUAL.layerCount()][0];
    ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.TANH);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, parallelism)) {
      List<ParticleBlock> first = ListSink.read(engine);
      for (int stage = 0; stage < 2; stage++) {
        moveAll(reference, engine, states, adjoints, new StagedMove(stage, 0.3));
        assertSameBlocks(reference.blocks(), ListSink.read(engine));
        assertSameFields(reference.evaluate(states, false), engine.evaluate(states, false));
      }
      engine.finishMove();
      engine.move(1, states[1], adjoints[1], new StagedMove(1, 0.3));
      engine.finishMove();
      moveAll(reference, engine, none, none, new StagedMove(2, 0.3));
      assertSameBlocks(first, ListSink.read(engine));
      moveAll(reference, engine, states, adjoints, new DescentMove(0.4, 9));
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  private static void moveAll(
      ReferenceLayers reference,
      Engine engine,
      double[][] states,
      double[][] adjoints,
      BlockMove move) {
    for (int layer = UNEQUAL.layerCount() - 1; layer >= 0; layer--) {
      reference.move(layer, states[layer], adjoints[layer], move);
      engine.move(layer, states[layer], adjoints[layer], move);
    }
    double[][] expected = reference.finishMove();
    double[][] sums = engine.finishMove();
    for (int layer = 0; layer < UNEQUAL.layerCount(); layer++) {
      assertSameBits(expected[layer], sums[layer]);
    }
  }

  private static double[][] rowsPerLayer(int rows, int seed) {
    double[][] perLayer = new double[UNEQUAL.layerCount()][];
    Arrays.setAll(perLayer, layer -> RandomMeasure.rows(rows, 3, seed + 10 * layer));
    return perLayer;
  }

  private static void assertSameFields(LayerFields expected, LayerFields actual) {
    for (int layer = 0; layer < UNEQUAL.layerCount(); layer++) {
      assertSameBits(expected.velocities()[layer], actual.velocities()[layer]);
      if (expected.jacobians() != null) {
        assertSameBits(expected.jacobians()[layer], actual.jacobians()[layer]);
      }
    }
  }

  @Test
  void furtherRowsOfStatesAreIgnoredByAdjoints() {
    double[] states = RandomMeasure.rows(9, 3, 20);
    double[] adjoints = RandomMeasure.rows(4, 3, 21);
    double[] first = Arrays.copyOf(states, adjoints.length);
    try (Engine engine = start(UNEQUAL, SOURCE, Activation.TANH, 2)) {
      engine.velocity(1, states);
      assertSameBits(engine.pullback(1, first, adjoints), engine.pullback(1, states, adjoints));
      DescentMove move = new DescentMove(1, 4);
      engine.velocity(1, states);
      double[] pulled = engine.pullbackAndMove(1, states, adjoints, move);
      assertEquals(adjoints.length, pulled.length);
      double[] sums = engine.finishMove()[1];
      ReferenceLayers reference = new ReferenceLayers(UNEQUAL, SOURCE, Activation.TANH);
      reference.move(1, first, adjoints, move);
      assertSameBits(reference.finishMove()[1], sums);
    }
  }

  @Test
  void theCallerMayReuseItsArraysOnceMovesHaveEnded() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {20, 9}, 8);
    double[] states = RandomMeasure.rows(5, 2, 10);
    double[] adjoints = RandomMeasure.rows(5, 2, 11);
    ReferenceLayers reference = new ReferenceLayers(shape, SOURCE, Activation.COS);
    DescentMove move = new DescentMove(0.3, 5);
    try (Engine engine = start(shape, SOURCE, Activation.COS, 2)) {
      for (int layer = 1; layer >= 0; layer--) {
        reference.move(layer, states, adjoints, move);
        engine.velocity(layer, states);
        engine.move(layer, states, adjoints, move);
      }
      engine.finishMove();
      Arrays.fill(states, Double.NaN);
      Arrays.fill(adjoints, Double.NaN);
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  public static void assertSameSteps(TrainingStep expected, TrainingStep actual) {
    for (int i = 0; i < expected.velocities().size(); i++) {
      assertSameBits(expected.velocities().get(i), actual.velocities().get(i));
    }
    for (int i = 0; i < expected.pullbacks().size(); i++) {
      assertSameBits(expected.pullbacks().get(i), actual.pullbacks().get(i));
    }
    assertEquals(expected.moveSums().length, actual.moveSums().length);
    for (int layer = 0; layer < expected.moveSums().length; layer++) {
      assertSameBits(expected.moveSums()[layer], actual.moveSums()[layer]);
    }
  }

  public static void assertSameBlocks(List<ParticleBlock> expected, List<ParticleBlock> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      ParticleBlock wanted = expected.get(i);
      ParticleBlock block = actual.get(i);
      assertEquals(
          List.of(wanted.layer(), wanted.first(), wanted.count(), wanted.stateDim()),
          List.of(block.layer(), block.first(), block.count(), block.stateDim()));
      assertSameBits(wanted.values(), block.values());
    }
  }

  public static void assertSameBits(double[] expected, double[] actual) {
    assertArrayEquals(bits(expected), bits(actual));
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
