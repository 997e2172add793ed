package org.cotflow.engine;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;

/**
 * Shares out a pass over one layer among the threads, in tiles: a run of consecutive blocks with a
 * range of rows.
 *
 * <p>Rows are taken in windows of bounded size, one after another, so that scratch does not grow
 * with the number of rows. Where the layer's blocks keep all threads busy, a tile is a run of
 * blocks with all rows of the window: parameters come through the cache once a window. Otherwise a
 * tile is one block with one range of rows: a chunk where gradients are summed, and elsewhere as
 * many rows as share out evenly among the threads.
 *
 * <p>A tile reduces its blocks to nodes of the fixed summation tree. At the end of a window the
 * nodes of the same rows are added up in the order of the tree. So the bits depend neither on the
 * tiles nor on the threads.
 */
final class TileScheduler {
  /** Chunks of rows in a window, at most. */
  static final int WINDOW_CHUNKS = 32;

  /**
   * Numbers that one thread sums up for the rows of a window, about at most: 2 MB. Where threads
   * share the rows, a window has as many chunks as all threads together may sum up.
   */
  private static final int WINDOW_NUMBERS = 1 << 18;

  /** Tiles per thread that a window is cut into at least, so that a slow core can be helped. */
  private static final int TILES_PER_THREAD = 16;

  /** Fewest rows for which a tile reads parameters, where rows may be cut anywhere. */
  private static final int FEWEST_ROWS = 16;

  /** Ranges of rows are multiples of this, so that few rows are left beside whole kernel tiles. */
  private static final int ROW_STEP = 4;

  /** Multiplications of a tile below which threads take longer to meet than to work, about. */
  private static final int FEWEST_PRODUCTS = 1 << 15;

  private static final double[] NONE = {};

  /** Numbers of a sum that one thread adds up at a time. */
  static final int SLICE = 4096;

  private final WorkerTeam team;
  private final Worker[] workers;
  private final List<TreeSum> trees = new ArrayList<>();

  TileScheduler(WorkerTeam team, LayerCycle<BlockKernel> kernels) {
    this.team = team;
    this.workers = new Worker[team.size()];
    Arrays.setAll(workers, worker -> new Worker(kernels.map(BlockPasses::new)));
  }

  /**
   * What a pass goes over.
   *
   * @param adjoints null where the pass needs none
   * @param rows of the states and adjoints that are meant, from the first on
   */
  record Layer(ParticleBlock[] blocks, double[] states, double[] adjoints, int rows) {
    int stateDim() {
      return blocks[0].stateDim();
    }

    int number() {
      return blocks[0].layer();
    }
  }

  /**
   * Rows [from, from + rows) of a pass, and how they and the blocks are cut.
   *
   * @param last whether it is the last window of the pass
   */
  record Window(int from, int rows, boolean last, int rangeRows, int runLength, int blocks) {
    boolean first() {
      return from == 0;
    }

    int ranges() {
      return Math.max(1, ceiling(rows, rangeRows));
    }

    int runs() {
      return ceiling(blocks, runLength);
    }

    int rowsIn(int range) {
      return Math.min(rangeRows, rows - range * rangeRows);
    }
  }

  /**
   * The rows of a tile.
   *
   * @param states begin with those rows; there may be more
   * @param adjoints likewise
   */
  record Tile(Window window, int range, double[] states, double[] adjoints, int rows) {}

  /** What a pass does with one block for the rows of a tile. */
  interface BlockTask {
    /**
     * @param block its index in the layer
     * @param sums overwritten: for these rows the numbers that are added up over the blocks
     */
    void run(BlockPasses passes, int block, Tile tile, double[] sums);
  }

  /** The scratch of one thread. */
  private static final class Worker {
    final LayerCycle<BlockPasses> passes;
    private double[] states = {};
    private double[] adjoints = {};
    private double[] sums = NONE;

    Worker(LayerCycle<BlockPasses> passes) {
      this.passes = passes;
    }

    Tile tile(Layer layer, Window window, int range) {
      int first = window.from() + range * window.rangeRows();
      int rows = window.rowsIn(range);
      if (first == 0) {
        return new Tile(window, range, layer.states(), layer.adjoints(), rows);
      }
      int from = first * layer.stateDim();
      int length = rows * layer.stateDim();
      states = copy(layer.states(), from, length, states);
      if (layer.adjoints() == null) {
        return new Tile(window, range, states, null, rows);
      }
      adjoints = copy(layer.adjoints(), from, length, adjoints);
      return new Tile(window, range, states, adjoints, rows);
    }

    private static double[] copy(double[] source, int from, int length, double[] held) {
      double[] target = held.length >= length ? held : new double[length];
      System.arraycopy(source, from, target, 0, length);
      return target;
    }

    /** What is held stays for the next pass that adds up numbers. */
    double[] sums(int length) {
      if (length == 0) {
        return NONE;
      }
      if (sums.length != length) {
        sums = new double[length];
      }
      return sums;
    }
  }

  /**
   * Runs a pass.
   *
   * @param perRow numbers of each row that are added up over the blocks
   * @param byChunks whether a tile must have whole chunks of rows, as gradients need
   * @param atEnd called at the end of each window, in order, when all its tiles have ended
   */
  void run(Layer layer, int perRow, boolean byChunks, BlockTask task, Consumer<Window> atEnd) {
    int blocks = layer.blocks().length;
    int fewest = byChunks ? BlockKernel.ROW_CHUNK : fewestRows(layer.blocks()[0]);
    for (Window window : windows(team.size(), blocks, layer.rows(), perRow, fewest)) {
      runTiles(layer, window, perRow, task);
      atEnd.accept(window);
    }
  }

  private static int fewestRows(ParticleBlock block) {
    int products = ceiling(FEWEST_PRODUCTS, block.values().length);
    return Math.min(BlockKernel.ROW_CHUNK, Math.max(FEWEST_ROWS, products));
  }

  /**
   * How a pass is cut.
   *
   * @param fewest rows of a tile; a chunk where tiles must have whole chunks
   */
  static List<Window> windows(int threads, int blocks, int rows, int perRow, int fewest) {
    boolean whole = keepAllBusy(blocks, threads);
    long numbers = (long) WINDOW_NUMBERS * (whole ? 1 : threads);
    long chunks = numbers / ((long) BlockKernel.ROW_CHUNK * Math.max(1, perRow));
    int most = BlockKernel.ROW_CHUNK * (int) Math.max(1, Math.min(chunks, WINDOW_CHUNKS));
    int runLength = whole ? runLength(blocks, threads) : 1;
    List<Window> windows = new ArrayList<>();
    int from = 0;
    do {
      int count = Math.min(most, rows - from);
      boolean last = from + count == rows;
      int rangeRows = whole ? Math.max(1, count) : rangeRows(threads, blocks, count, fewest);
      windows.add(new Window(from, count, last, rangeRows, runLength, blocks));
      from += count;
    } while (from < rows);
    return windows;
  }

  /**
   * Bytes that a pass holds beside what it is given and returns, while it goes over a full window,
   *
   * <pre>
   *   8 R (tiles (l + 1) n + threads (n + 2 d)),      2^l blocks a run,  R rows of a tile,
   * </pre>
   *
   * n the numbers of a row that are summed up: the open nodes of each tile's tree, and for each
   * thread the sums of a block and, where a tile is not all rows, its states and adjoints.
   */
  static long passBytes(int threads, int blocks, int rows, int stateDim, int perRow) {
    Window window = windows(threads, blocks, rows, perRow, BlockKernel.ROW_CHUNK).get(0);
    boolean copies = window.ranges() > 1 || !window.last();
    int length = Math.min(blocks, window.runLength());
    long open = Integer.SIZE - Integer.numberOfLeadingZeros(length);
    long tiles = (long) window.runs() * window.ranges();
    long sums = (tiles * open + threads) * perRow;
    long copied = copies ? 2L * threads * stateDim : 0;
    return Double.BYTES * window.rowsIn(0) * (sums + copied);
  }

  private static boolean keepAllBusy(int blocks, int threads) {
    return ceiling(blocks, threads) * threads <= 1.15 * blocks;
  }

  /** A power of two, so that a run is one node of the tree. */
  private static int runLength(int blocks, int threads) {
    int wanted = Math.max(1, blocks / (TILES_PER_THREAD * threads));
    return threads == 1 ? blocks : Integer.highestOneBit(wanted);
  }

  /**
   * A chunk; or fewer, so that tiles are a multiple of the threads, if the last one ends sooner.
   */
  private static int rangeRows(int threads, int blocks, int rows, int fewest) {
    int chunk = BlockKernel.ROW_CHUNK;
    int step = threads / BigInteger.valueOf(threads).gcd(BigInteger.valueOf(blocks)).intValue();
    int ranges = ceiling(Math.max(1, ceiling(rows, chunk)), step) * step;
    int height = Math.max(fewest, ceiling(rows, ranges));
    int even = Math.min(chunk, ceiling(height, ROW_STEP) * ROW_STEP);
    boolean sooner = end(threads, blocks, rows, even) < end(threads, blocks, rows, chunk);
    return sooner ? even : chunk;
  }

  /** Rows of the busiest thread where each takes one tile after another, short ones last. */
  private static int end(int threads, int blocks, int rows, int rangeRows) {
    int tiles = blocks * (rows / rangeRows);
    int rest = rows % rangeRows;
    int before = tiles / threads * rangeRows;
    int busy = tiles % threads;
    int all = busy == 0 ? before : before + rangeRows;
    return blocks <= threads - busy ? Math.max(all, before + rest) : all + rest;
  }

  private void runTiles(Layer layer, Window window, int perRow, BlockTask task) {
    int ranges = window.ranges();
    int tiles = window.runs() * ranges;
    while (trees.size() < tiles) {
      trees.add(new TreeSum());
    }
    team.run(
        tiles,
        (index, thread) -> {
          Worker worker = workers[thread];
          Tile tile = worker.tile(layer, window, index % ranges);
          double[] sums = worker.sums(tile.rows() * perRow);
          BlockPasses passes = worker.passes.at(layer.number());
          TreeSum tree = trees.get(index);
          tree.clear();
          int first = index / ranges * window.runLength();
          int end = Math.min(window.blocks(), first + window.runLength());
          for (int block = first; block < end; block++) {
            task.run(passes, block, tile, sums);
            if (perRow > 0) {
              tree.add(block, sums);
            }
          }
        });
  }

  /**
   * Sets the means of a window's rows over the particles of the layer.
   *
   * @param skipped numbers of each row that lie before the wanted ones; in a tile's sums all rows
   *     have these first
   * @param perRow numbers of each row that are wanted
   * @param width particles of the layer
   * @param means {@code all rows x perRow}
   */
  void mean(Window window, int skipped, int perRow, double width, double[] means) {
    List<List<TreeSum.Node>> nodes = nodesByRange(window);
    int slices = ceiling(window.rangeRows() * perRow, SLICE);
    team.run(
        window.ranges() * slices,
        (index, worker) -> {
          int range = index / slices;
          int rows = window.rowsIn(range);
          int low = Math.min(rows * perRow, index % slices * SLICE);
          int high = Math.min(rows * perRow, low + SLICE);
          int from = rows * skipped;
          int at = (window.from() + range * window.rangeRows()) * perRow + low;
          TreeSum.total(window.blocks(), nodes.get(range), from + low, from + high, means, at);
          for (int i = at; i < at + high - low; i++) {
            means[i] /= width;
          }
        });
  }

  private List<List<TreeSum.Node>> nodesByRange(Window window) {
    List<List<TreeSum.Node>> byRange = new ArrayList<>();
    for (int range = 0; range < window.ranges(); range++) {
      List<TreeSum.Node> nodes = new ArrayList<>();
      for (int run = 0; run < window.runs(); run++) {
        nodes.addAll(trees.get(run * window.ranges() + range).nodes());
      }
      byRange.add(nodes);
    }
    return byRange;
  }

  private static int ceiling(int number, int divisor) {
    return (number + divisor - 1) / divisor;
  }
}
