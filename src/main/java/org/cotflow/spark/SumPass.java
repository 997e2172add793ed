package org.cotflow.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.engine.BlockPasses;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;

/**
 * The task of a pass: for each layer that is meant the sums over the partition's blocks, as nodes
 * of the fixed tree. The array of a node holds one after the other
 *
 * <pre>
 *   what is wanted                          nothing, or V (rows x d), or V and J (rows x d x d),
 *                                           or the pullback (rows x d)
 *   the sums that the last move reported    moveSums numbers
 * </pre>
 *
 * @param moveSums how many sums a moved block reports; 0 if they are not asked for
 * @param states of the layers that are meant; null, and all layers meant, where nothing is wanted
 *     but the sums of the move
 * @param adjoints null unless the pullback is wanted
 */
record SumPass(
    MeasureShape shape,
    LayerCycle<MapSpec> maps,
    Wanted wanted,
    int moveSums,
    SentRows states,
    SentRows adjoints)
    implements LayerTotals.PartitionPass<HeldBlock> {
  private static final long serialVersionUID = 1L;

  /** What is computed of each layer. */
  enum Wanted {
    NOTHING,
    VELOCITY,
    VELOCITY_AND_JACOBIAN,
    PULLBACK
  }

  /** Numbers in each node of a layer. */
  int length(int layer) {
    return moveSums
        + switch (wanted) {
          case NOTHING -> 0;
          case VELOCITY -> states.length(layer);
          case VELOCITY_AND_JACOBIAN ->
              ArraySize.of("velocities with Jacobians", states.length(layer), 1 + shape.stateDim());
          case PULLBACK -> adjoints.length(layer);
        };
  }

  @Override
  public List<LayerNode> nodes(int partition, Iterator<HeldBlock> blocks) {
    LayerCycle<BlockPasses> passes = TaskPasses.of(shape.stateDim(), maps);
    List<LayerNode> nodes = new ArrayList<>();
    TreeSum tree = new TreeSum();
    double[] sums = {};
    int layer = -1;
    while (blocks.hasNext()) {
      HeldBlock held = blocks.next();
      int own = held.block().layer();
      if (states != null && !states.has(own)) {
        continue;
      }
      if (own != layer) {
        addNodes(layer, tree, nodes);
        tree = new TreeSum();
        sums = new double[length(own)];
        layer = own;
      }
      computeInPlace(held.block(), passes.at(own), sums);
      if (moveSums > 0) {
        double[] reported = Arrays.copyOf(held.moveSums(), moveSums);
        System.arraycopy(reported, 0, sums, sums.length - moveSums, moveSums);
      }
      tree.add(held.block().first() / shape.blockSize(), sums);
    }
    addNodes(layer, tree, nodes);
    return nodes;
  }

  private void computeInPlace(ParticleBlock block, BlockPasses passes, double[] sums) {
    if (wanted == Wanted.NOTHING) {
      return;
    }
    int layer = block.layer();
    int rows = (wanted == Wanted.PULLBACK ? adjoints : states).length(layer) / shape.stateDim();
    switch (wanted) {
      case VELOCITY -> passes.velocity(block, states.of(layer), rows, sums);
      case VELOCITY_AND_JACOBIAN -> passes.velocityAndJacobian(block, states.of(layer), rows, sums);
      default -> passes.pullback(block, states.of(layer), adjoints.of(layer), rows, sums);
    }
  }

  private static void addNodes(int layer, TreeSum tree, List<LayerNode> nodes) {
    tree.nodes().forEach(node -> nodes.add(new LayerNode(layer, node)));
  }
}
