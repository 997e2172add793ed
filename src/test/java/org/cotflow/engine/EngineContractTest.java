package org.cotflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.kernel.Activation;
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
      new MeasureShape(3, new int[] {5, 87, 32, 1, 40}, 16);

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
          double z = block.values()[block.indexB(m)];
          for (int j = 0; j < d; j++) {
            z += block.values()[block.indexW(m, j)] * states[row * d + j];
          }
          for (int j = 0; j < d; j++) {
            mean[row * d + j] += block.values()[block.indexU(m, j)] * StrictMath.tanh(z) / width;
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
      for (int step = 0; step < 3; step++) {
        assertSameSteps(trainingStep(reference, inputs, 0.5), trainingStep(engine, inputs, 0.5));
      }
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  @Test
  void gradientsOverManyRowsAddUpChunkByChunk() {
    MeasureShape shape = new MeasureShape(2, new int[] {20, 20}, 8);
    double[] inputs = RandomMeasure.rows(300, 2, 5);
    ReferenceLayers reference = new ReferenceLayers(shape, SOURCE, Activation.SIGMOID);
    try (Engine engine = start(shape, SOURCE, Activation.SIGMOID, 3)) {
      assertSameSteps(trainingStep(reference, inputs, 1), trainingStep(engine, inputs, 1));
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

  @Test
  void furtherRowsOfStatesAreIgnored() {
    double[] states = RandomMeasure.rows(9, 3, 10);
    double[] first = Arrays.copyOf(states, 5 * 3);
    double[] adjoints = RandomMeasure.rows(5, 3, 11);
    DescentMove move = new DescentMove(0.5, 5);
    try (Engine few = start(UNEQUAL, SOURCE, Activation.TANH, 3);
        Engine more = start(UNEQUAL, SOURCE, Activation.TANH, 3)) {
      assertSameBits(few.pullback(1, first, adjoints), more.pullback(1, states, adjoints));
      for (int layer = UNEQUAL.layerCount() - 1; layer > 0; layer--) {
        assertSameBits(
            few.pullbackAndMove(layer, first, adjoints, move),
            more.pullbackAndMove(layer, states, adjoints, move));
      }
      few.move(0, first, adjoints, move);
      more.move(0, states, adjoints, move);
      assertSameSums(few.finishMove(), more.finishMove());
      assertSameBlocks(ListSink.read(few), ListSink.read(more));
    }
  }

  private static void assertSameSums(double[][] expected, double[][] actual) {
    assertEquals(expected.length, actual.length);
    for (int layer = 0; layer < expected.length; layer++) {
      assertSameBits(expected[layer], actual[layer]);
    }
  }

  @Test
  void theCallerMayReuseItsArrays() {
    MeasureShape shape = new MeasureShape(2, new int[] {20, 9}, 8);
    double[] states = RandomMeasure.rows(5, 2, 10);
    double[] adjoints = RandomMeasure.rows(5, 2, 11);
    ReferenceLayers reference = new ReferenceLayers(shape, SOURCE, Activation.COS);
    DescentMove move = new DescentMove(0.3, 5);
    try (Engine engine = start(shape, SOURCE, Activation.COS, 2)) {
      for (int layer = 1; layer >= 0; layer--) {
        reference.move(layer, states, adjoints, move);
        double[] lentStates = states.clone();
        double[] lentAdjoints = adjoints.clone();
        engine.velocity(layer, lentStates);
        engine.move(layer, lentStates, lentAdjoints, move);
        Arrays.fill(lentStates, Double.NaN);
        Arrays.fill(lentAdjoints, Double.NaN);
      }
      engine.finishMove();
      assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }

  /** What a step of gradient descent on a squared norm saw. */
  public record Step(List<double[]> velocities, List<double[]> pullbacks, double[][] moveSums) {}

  /** Forward, adjoint from the terminal states, moves: as a flow drives an engine. */
  public static Step trainingStep(ParticleLayers layers, double[] inputs, double size) {
    int depth = layers.layerCount();
    List<double[]> states = new ArrayList<>(List.of(inputs));
    List<double[]> velocities = new ArrayList<>();
    for (int layer = 0; layer < depth; layer++) {
      velocities.add(layers.velocity(layer, states.get(layer)));
      states.add(moved(states.get(layer), velocities.get(layer), depth));
    }
    DescentMove move = new DescentMove(size, inputs.length / layers.stateDim());
    List<double[]> pullbacks = new ArrayList<>();
    double[] adjoints = states.get(depth);
    for (int layer = depth - 1; layer > 0; layer--) {
      double[] pullback = layers.pullbackAndMove(layer, states.get(layer), adjoints, move);
      pullbacks.add(pullback);
      adjoints = moved(adjoints, pullback, depth);
    }
    layers.move(0, inputs, adjoints, move);
    return new Step(velocities, pullbacks, layers.finishMove());
  }

  private static double[] moved(double[] rows, double[] direction, int depth) {
    double[] moved = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      moved[i] = rows[i] + direction[i] / depth;
    }
    return moved;
  }

  public static void assertSameSteps(Step expected, Step actual) {
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
