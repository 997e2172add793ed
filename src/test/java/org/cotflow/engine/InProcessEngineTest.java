package org.cotflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InProcessEngineTest extends EngineContractTest {
  private static final int WINDOW = BlockKernel.ROW_CHUNK * TileScheduler.WINDOW_CHUNKS;

  @Override
  protected Engine start(
      MeasureShape shape, MeasureSource source, Activation activation, int parallelism) {
    return new InProcessEngine(
        shape, source, BlockKernels.of(shape.stateDim(), activation), parallelism);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 77", "2, 128", "3, 129", "5, 401", "1, 4096", "2, 4097", "3, 8320", "5, 8397", "2, 9000"
  })
  void windowsOfRowsHaveTheBitsOfTheContract(int threads, int rows) {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {5, 87, 40}, 16);
    double[] inputs = RandomMeasure.rows(rows, 2, 40);
    double[][] states = {inputs, inputs, inputs};
    ReferenceLayers reference = new ReferenceLayers(shape, SOURCE, Activation.TANH);
    try (Engine engine = start(shape, SOURCE, Activation.TANH, threads)) {
      double[][] slopes = engine.evaluate(states, true).jacobians();
      double[][] expectedSlopes = reference.evaluate(states, true).jacobians();
      for (int layer = 0; layer < shape.layerCount(); layer++) {
        assertArrayEquals(expectedSlopes[layer], slopes[layer]);
      }
      TrainingStep expected = TrainingStep.run(reference, inputs, 0.5);
      TrainingStep actual = TrainingStep.run(engine, inputs, 0.5);
      for (int layer = 0; layer < shape.layerCount(); layer++) {
        assertArrayEquals(expected.velocities().get(layer), actual.velocities().get(layer));
        assertArrayEquals(expected.moveSums()[layer], actual.moveSums()[layer]);
      }
      List<double[]> moved = ListSink.read(engine).stream().map(b -> b.values()).toList();
      for (int block = 0; block < moved.size(); block++) {
        assertArrayEquals(reference.blocks().get(block).values(), moved.get(block));
      }
    }
  }

  /** A layer of one block, which threads share by rows, and of a block for each thread. */
  @ParameterizedTest
  @CsvSource({"1, 24", "2, 24", "3, 24", "2, 48", "3, 72"})
  void scratchDoesNotGrowWithTheRows(int threads, int width) {
    MeasureShape shape = new MeasureShape(Neuron.layout(20), new int[] {width}, 24);
    long few = scratchBytes(shape, threads, 2 * WINDOW);
    long many = scratchBytes(shape, threads, 16 * WINDOW);
    long window = (long) Double.BYTES * WINDOW * shape.stateDim();
    // A thread that had no tile in the few windows makes its own scratch in the many.
    assertTrue(many < few + 4 * threads * window, few + " bytes, then " + many);
  }

  /** 8 blocks are a run, whose tree has four open nodes at most. */
  @Test
  void aPassHoldsWhatIsCounted() {
    MeasureShape shape = new MeasureShape(Neuron.layout(20), new int[] {8 * 24}, 24);
    double[] states = RandomMeasure.rows(3 * WINDOW, 20, 42);
    BlockKernel kernel = BlockKernels.scalar(20, Activation.TANH);
    long counted = InProcessEngine.passBytes(1, 8, 3 * WINDOW, 20, 20);
    assertEquals(8L * WINDOW * ((4 + 1) * 20 + 2 * 20), counted);
    try (Engine engine = new InProcessEngine(shape, SOURCE, kernel, 1)) {
      long before = allocatedBytes();
      engine.pullback(0, states, states);
      long held = allocatedBytes() - before - (long) Double.BYTES * states.length;
      assertEquals(counted, held, 0.1 * counted);
    }
  }

  @Test
  void sumsOfManyBlocksAreCountedByTilesAndThreads() {
    // 3907 blocks in 62 runs of 64, for each of which 7 nodes may be open.
    assertEquals(8L * 64 * (62 * 7 + 2) * 2, InProcessEngine.passBytes(2, 3907, 64, 2, 2));
    // A window has 2^18 numbers: 4096 rows of 64.
    assertEquals(
        8L * 4096 * 64 * (62 * 7 + 2 + 2 * 2), InProcessEngine.passBytes(2, 3907, 10_000, 64, 64));
    // Threads share the rows of one block: 32 ranges of a chunk, with one node each.
    assertEquals(8L * 128 * 64 * (32 + 2 + 2 * 2), InProcessEngine.passBytes(2, 1, 10_000, 64, 64));
  }

  /** Bytes that the threads of an engine allocate for a first pass, without its result. */
  private static long scratchBytes(MeasureShape shape, int threads, int rows) {
    double[] states = RandomMeasure.rows(rows, shape.stateDim(), 41);
    // Vector kernels allocate until they are compiled.
    BlockKernel kernel = BlockKernels.scalar(shape.stateDim(), Activation.TANH);
    try (Engine engine = new InProcessEngine(shape, SOURCE, kernel, threads)) {
      long before = allocatedBytes();
      engine.pullbackAndMove(0, states, states, new DescentMove(0.1, rows));
      return allocatedBytes() - before - (long) Double.BYTES * states.length;
    }
  }

  private static long allocatedBytes() {
    com.sun.management.ThreadMXBean beans =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread == Thread.currentThread() || isWorker(thread))
        .mapToLong(thread -> Math.max(0, beans.getThreadAllocatedBytes(thread.getId())))
        .sum();
  }

  private static boolean isWorker(Thread thread) {
    return thread.getName().startsWith("cotflow-worker-");
  }

  /** A snapshot has hundreds of layers in a row group, which is read from its beginning on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aDeepMeasureIsReadInFewRunsOfLayers(int threads) {
    int[] widths = new int[500];
    Arrays.fill(widths, 1, 500, 3);
    widths[0] = 5;
    MeasureShape shape = new MeasureShape(Neuron.layout(1), widths, 4);
    AtomicInteger reads = new AtomicInteger();
    MeasureSource counted =
        (all, from, to) -> {
          reads.incrementAndGet();
          return SOURCE.blocks(all, from, to);
        };
    try (Engine engine = start(shape, counted, Activation.TANH, threads)) {
      Iterator<ParticleBlock> expected = SOURCE.blocks(shape, 0, shape.blockCount());
      for (ParticleBlock block : ListSink.read(engine)) {
        assertArrayEquals(expected.next().values(), block.values());
      }
      assertFalse(expected.hasNext());
    }
    assertEquals(8 * threads, reads.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  @Timeout(600)
  void aStartThatFailsLeavesNoThreadAndSaysWhy(int threads) throws InterruptedException {
    awaitNoWorkers();
    MeasureSource source =
        (shape, from, to) -> {
          throw new UserInputException("blocks from " + from + " are missing");
        };
    UserInputException failure =
        assertThrows(
            UserInputException.class, () -> start(UNEQUAL, source, Activation.TANH, threads));
    assertEquals("blocks from 0 are missing", failure.getMessage());
    awaitNoWorkers();
  }

  /** Threads of engines that were closed end soon; any other is found by the time limit. */
  private static void awaitNoWorkers() throws InterruptedException {
    Thread[] threads = Thread.getAllStackTraces().keySet().toArray(Thread[]::new);
    for (Thread worker : Arrays.stream(threads).filter(InProcessEngineTest::isWorker).toList()) {
      worker.join();
    }
  }
}
