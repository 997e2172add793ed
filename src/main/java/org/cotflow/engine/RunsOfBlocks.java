package org.cotflow.engine;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;

/**
 * Passes over a layer with enough blocks for all threads: a task is a run of consecutive blocks
 * with all rows, so that each block's parameters come through the cache once.
 */
final class RunsOfBlocks {
  /** Tasks per thread that a pass is cut into at least, so that a slow core can be helped. */
  private static final int TASKS_PER_THREAD = 16;

  private final WorkerTeam team;
  private final BlockPasses[] passes;
  private final double[][] sums;
  private final List<TreeSum> trees = new ArrayList<>();

  RunsOfBlocks(WorkerTeam team, BlockPasses[] passes) {
    this.team = team;
    this.passes = passes;
    this.sums = new double[passes.length][0];
  }

  /** What one thread does with one block: sums of {@code length} numbers, or null for none. */
  private interface BlockTask {
    void run(BlockPasses passes, ParticleBlock block, int index, double[] sums);
  }

  List<TreeSum.Node> velocity(ParticleBlock[] blocks, double[] states, int rows) {
    return overRuns(
        blocks,
        rows * blocks[0].stateDim(),
        (pass, block, index, target) -> pass.velocity(block, states, rows, target));
  }

  List<TreeSum.Node> velocityAndJacobian(ParticleBlock[] blocks, double[] states, int rows) {
    int d = blocks[0].stateDim();
    return overRuns(
        blocks,
        rows * d * (1 + d),
        (pass, block, index, target) -> pass.velocityAndJacobian(block, states, rows, target));
  }

  List<TreeSum.Node> pullback(
      ParticleBlock[] blocks, double[] states, double[] adjoints, int rows) {
    return overRuns(
        blocks,
        rows * blocks[0].stateDim(),
        (pass, block, index, target) -> pass.pullback(block, states, adjoints, rows, target));
  }

  List<TreeSum.Node> move(ParticleBlock[] blocks, BackwardPass work) {
    int length = work.wantPullback() ? work.rows() * blocks[0].stateDim() : 0;
    return overRuns(
        blocks,
        length,
        (pass, block, index, target) ->
            pass.moveInPlace(
                block,
                work.states(),
                work.adjoints(),
                work.rows(),
                work.wantPullback() ? target : null,
                work.move(),
                work.registersOf(index),
                work.moveSums()[index]));
  }

  private List<TreeSum.Node> overRuns(ParticleBlock[] blocks, int sumLength, BlockTask task) {
    int runLength = runLength(blocks.length);
    int runs = (blocks.length + runLength - 1) / runLength;
    while (trees.size() < runs) {
      trees.add(new TreeSum());
    }
    team.run(
        runs,
        (run, worker) -> {
          double[] target = target(worker, sumLength);
          TreeSum tree = trees.get(run);
          tree.clear();
          int end = Math.min(blocks.length, (run + 1) * runLength);
          for (int index = run * runLength; index < end; index++) {
            task.run(passes[worker], blocks[index], index, target);
            tree.add(index, target);
          }
        });
    List<TreeSum.Node> nodes = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      nodes.addAll(trees.get(run).nodes());
    }
    return nodes;
  }

  /** A power of two, so that a run is one node of the tree. */
  private int runLength(int blockCount) {
    int wanted = Math.max(1, blockCount / (TASKS_PER_THREAD * team.size()));
    return team.size() == 1 ? blockCount : Integer.highestOneBit(wanted);
  }

  private double[] target(int worker, int length) {
    if (sums[worker].length != length) {
      sums[worker] = new double[length];
    }
    return sums[worker];
  }
}
