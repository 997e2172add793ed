package org.cotflow.engine;

import java.util.Arrays;
import org.cotflow.engine.TileScheduler.Tile;
import org.cotflow.engine.TileScheduler.Window;
import org.cotflow.kernel.ParticleBlock;

/**
 * The gradients of a layer's blocks over all rows of a pass,
 *
 * <pre>
 *   G(block) = (...((C_0 + C_1) + C_2) + ...),     C_c the sums over the rows of chunk c,
 * </pre>
 *
 * in this order, whichever thread computes the chunks. Where a tile has one chunk of rows, its sums
 * wait in a place of their own for the end of the window: a block has {@value
 * TileScheduler#WINDOW_CHUNKS} places at most, however many rows there are.
 */
final class GradientSums {
  private static final int PLACES = TileScheduler.WINDOW_CHUNKS;
  private static final int SLICE = TileScheduler.SLICE;

  private final WorkerTeam team;

  /** By block: the sums over all windows so far. */
  private double[][] totals = {};

  /** By block and range: the sums over the rows of that tile. */
  private double[][] waiting = {};

  GradientSums(WorkerTeam team) {
    this.team = team;
  }

  /** Before the first tile of a pass. */
  void begin(int blocks) {
    if (totals.length < blocks) {
      totals = Arrays.copyOf(totals, blocks);
      waiting = Arrays.copyOf(waiting, blocks * PLACES);
    }
  }

  /**
   * Takes in the rows of a tile.
   *
   * @param pullback null, or overwritten with the pullback of these rows
   * @return the block's gradient over all rows so far, valid until the next call of this thread;
   *     null where it is known at the end of the window only
   */
  double[] add(BlockPasses passes, ParticleBlock block, int index, Tile tile, double[] pullback) {
    Window window = tile.window();
    double[] states = tile.states();
    double[] adjoints = tile.adjoints();
    if (window.ranges() > 1) {
      double[] own = room(waiting, index * PLACES + tile.range(), block);
      passes.gradientInPlace(block, states, adjoints, tile.rows(), pullback, own, false);
      return null;
    }
    if (window.first() && window.last()) {
      return passes.gradient(block, states, adjoints, tile.rows(), pullback);
    }
    double[] total = room(totals, index, block);
    passes.gradientInPlace(block, states, adjoints, tile.rows(), pullback, total, !window.first());
    return total;
  }

  private static double[] room(double[][] held, int place, ParticleBlock block) {
    if (held[place] == null || held[place].length < block.values().length) {
      held[place] = new double[block.values().length];
    }
    return held[place];
  }

  /** At the end of a window of several ranges: adds what waits to the totals, in order. */
  void addWaiting(ParticleBlock[] blocks, Window window) {
    int slices = (blocks[0].values().length + SLICE - 1) / SLICE;
    for (int index = 0; index < blocks.length; index++) {
      room(totals, index, blocks[index]);
    }
    team.run(
        blocks.length * slices,
        (task, worker) -> {
          int index = task / slices;
          double[] total = totals[index];
          int from = task % slices * SLICE;
          int to = Math.min(blocks[index].values().length, from + SLICE);
          for (int range = 0; range < window.ranges() && from < to; range++) {
            double[] term = waiting[index * PLACES + range];
            if (range == 0 && window.first()) {
              System.arraycopy(term, from, total, from, to - from);
            } else {
              for (int i = from; i < to; i++) {
                total[i] += term[i];
              }
            }
          }
        });
  }

  /** The gradient of a block after {@link #addWaiting}. */
  double[] total(int index) {
    return totals[index];
  }
}
