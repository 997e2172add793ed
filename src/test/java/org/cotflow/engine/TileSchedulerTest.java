package org.cotflow.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.cotflow.engine.TileScheduler.Window;
import org.cotflow.kernel.BlockKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cut of a pass, on a simulated team whose threads take the tiles in order. */
class TileSchedulerTest {
  private static final int CHUNK = BlockKernel.ROW_CHUNK;
  private static final int ANYWHERE = 16;

  /**
   * A slot is one row of one block on one thread. Sixteen threads leave at most this share of their
   * slots idle.
   */
  @ParameterizedTest
  @CsvSource({
    // digits: one block, the training and the test part; forward, then with gradients
    "16, 1, 1797, 74, false, 0.04",
    "16, 1, 1437, 74, true, 0.30",
    "2, 1, 1797, 74, false, 0.01",
    "2, 1, 1437, 74, true, 0.07",
    // the shapes of docs/benchmarks.md
    "16, 4, 500, 2, false, 0.03",
    "16, 4, 500, 128, true, 0.03",
    "16, 256, 256, 16, true, 0",
    "2, 8, 10, 2000, true, 0",
    // states so large that a window of one thread has few chunks
    "16, 1, 10000, 784, true, 0.03",
    "16, 8, 10000, 2000, true, 0.03",
    "16, 5, 60000, 784, false, 0.03",
    "3, 1, 100, 16, false, 0.10",
  })
  void fewSlotsAreIdle(
      int threads, int blocks, int rows, int stateDim, boolean byChunks, double most) {
    int fewest = byChunks ? CHUNK : ANYWHERE;
    long slots = 0;
    for (Window window : TileScheduler.windows(threads, blocks, rows, stateDim, fewest)) {
      slots += threads * slotsOfSlowest(threads, window);
    }
    double idle = 1 - (double) blocks * rows / slots;
    assertTrue(idle <= most, idle + " of the slots are idle");
  }

  private static long slotsOfSlowest(int threads, Window window) {
    long[] busy = new long[threads];
    for (int run = 0; run < window.runs(); run++) {
      int first = run * window.runLength();
      int blocks = Math.min(window.runLength(), window.blocks() - first);
      for (int range = 0; range < window.ranges(); range++) {
        Arrays.sort(busy);
        busy[0] += (long) blocks * window.rowsIn(range);
      }
    }
    return Arrays.stream(busy).max().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 2",
    "2, 1, 1, 2",
    "3, 2, 129, 74",
    "5, 7, 4097, 600",
    "16, 1, 10, 9",
    "64, 3, 777, 5"
  })
  void windowsAndRangesCoverTheRowsInOrder(int threads, int blocks, int rows, int perRow) {
    for (int fewest : new int[] {ANYWHERE, CHUNK}) {
      List<Window> windows = TileScheduler.windows(threads, blocks, rows, perRow, fewest);
      int next = 0;
      for (Window window : windows) {
        assertEquals(next, window.from());
        assertEquals(window.from() + window.rows() == rows, window.last());
        int inRanges = 0;
        for (int range = 0; range < window.ranges(); range++) {
          assertTrue(rows == 0 || window.rowsIn(range) > 0, window.toString());
          inRanges += window.rowsIn(range);
        }
        assertEquals(window.rows(), inRanges);
        assertTrue(window.rangeRows() % CHUNK == 0 || fewest < CHUNK || window.ranges() == 1);
        next += window.rows();
      }
      assertEquals(rows, next);
    }
  }
}
