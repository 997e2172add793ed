package org.cotflow.engine;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;

/**
 * Passes over a layer with few blocks: a task is one block with a range of rows. The ranges of a
 * gradient are the chunks of the numerics contract.
 */
final class RangesOfRows {
  private static final int CHUNK = BlockKernel.ROW_CHUNK;

  /** Gradient numbers in a task of the second phase. */
  private static final int SLICE = 4096;

  private final WorkerTeam team;
  private final BlockKernel kernel;
  private final KernelScratch[] scratch;
  private double[][] sums = new double[0][];
  private double[][] chunkGradients = new double[0][];

  RangesOfRows(WorkerTeam team, BlockKernel kernel) {
    this.team = team;
    this.kernel = kernel;
    this.scratch = new KernelScratch[team.size()];
    java.util.Arrays.setAll(scratch, worker -> new KernelScratch());
  }

  private interface RangeTask {
    void run(int block, int chunk, int fromRow, int toRow, KernelScratch scratch);
  }

  List<TreeSum.Node> velocity(ParticleBlock[] blocks, double[] states, int rows) {
    prepareSums(blocks, rows);
    overRanges(
        blocks.length,
        rows,
        (b, chunk, from, to, own) -> kernel.velocity(blocks[b], states, from, to, sums[b], own));
    return leaves(blocks.length);
  }

  List<TreeSum.Node> pullback(
      ParticleBlock[] blocks, double[] states, double[] adjoints, int rows) {
    prepareSums(blocks, rows);
    overRanges(
        blocks.length,
        rows,
        (b, chunk, from, to, own) ->
            kernel.pullback(blocks[b], states, adjoints, from, to, sums[b], own));
    return leaves(blocks.length);
  }

  List<TreeSum.Node> move(ParticleBlock[] blocks, BackwardPass work) {
    int chunks = chunkCount(work.rows());
    prepareSums(blocks, work.rows());
    prepareGradients(blocks, chunks);
    overRanges(
        blocks.length,
        work.rows(),
        (b, chunk, from, to, own) ->
            kernel.gradientChunk(
                blocks[b],
                work.states(),
                work.adjoints(),
                from,
                to,
                work.wantPullback() ? sums[b] : null,
                chunkGradients[b * chunks + chunk],
                own));
    for (int b = 0; b < blocks.length; b++) {
      addChunks(b * chunks, chunks);
    }
    team.run(
        blocks.length,
        (b, worker) ->
            work.move()
                .applyInPlace(
                    blocks[b],
                    work.registersOf(b),
                    chunkGradients[b * chunks],
                    work.moveSums()[b]));
    return work.wantPullback() ? leaves(blocks.length) : List.of();
  }

  private void overRanges(int blockCount, int rows, RangeTask task) {
    int chunks = chunkCount(rows);
    team.run(
        blockCount * chunks,
        (index, worker) -> {
          int chunk = index % chunks;
          int from = chunk * CHUNK;
          task.run(index / chunks, chunk, from, Math.min(rows, from + CHUNK), scratch[worker]);
        });
  }

  private void addChunks(int first, int chunks) {
    double[] total = chunkGradients[first];
    int slices = (total.length + SLICE - 1) / SLICE;
    team.run(
        slices,
        (slice, worker) -> {
          int end = Math.min(total.length, (slice + 1) * SLICE);
          for (int chunk = 1; chunk < chunks; chunk++) {
            double[] term = chunkGradients[first + chunk];
            for (int i = slice * SLICE; i < end; i++) {
              total[i] += term[i];
            }
          }
        });
  }

  private static int chunkCount(int rows) {
    return (rows + CHUNK - 1) / CHUNK;
  }

  private void prepareSums(ParticleBlock[] blocks, int rows) {
    int length = rows * blocks[0].stateDim();
    if (sums.length < blocks.length || sums[0].length != length) {
      sums = new double[blocks.length][length];
    }
  }

  private void prepareGradients(ParticleBlock[] blocks, int chunks) {
    if (chunkGradients.length < blocks.length * chunks) {
      chunkGradients = java.util.Arrays.copyOf(chunkGradients, blocks.length * chunks);
    }
    for (int b = 0; b < blocks.length; b++) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        double[] held = chunkGradients[b * chunks + chunk];
        int length = blocks[b].values().length;
        if (held == null || held.length != length) {
          chunkGradients[b * chunks + chunk] = new double[length];
        }
      }
    }
  }

  private List<TreeSum.Node> leaves(int blockCount) {
    List<TreeSum.Node> nodes = new ArrayList<>(blockCount);
    for (int b = 0; b < blockCount; b++) {
      nodes.add(new TreeSum.Node(0, b, sums[b]));
    }
    return nodes;
  }
}
