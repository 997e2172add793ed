package org.cotflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
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
