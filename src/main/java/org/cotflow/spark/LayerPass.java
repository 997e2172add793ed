package org.cotflow.spark;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.engine.BlockPasses;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;

/**
 * The task of a pass over one layer: the sums over the partition's blocks of that layer, as nodes
 * of the fixed tree.
 *
 * @param rows how many rows of the states are meant; the array may have more
 * @param adjoints null for the velocity, given for the pullback
 */
record LayerPass(
    MeasureShape shape,
    Activation activation,
    int layer,
    int rows,
    Broadcast<double[]> states,
    Broadcast<double[]> adjoints)
    implements FlatMapFunction<Iterator<HeldBlock>, LayerNode> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<LayerNode> call(Iterator<HeldBlock> blocks) {
    BlockPasses passes = TaskPasses.of(shape.stateDim(), activation);
    TreeSum tree = new TreeSum();
    double[] sums = new double[rows * shape.stateDim()];
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next().block();
      if (block.layer() != layer) {
        continue;
      }
      if (adjoints == null) {
        passes.velocity(block, states.value(), rows, sums);
      } else {
        passes.pullback(block, states.value(), adjoints.value(), rows, sums);
      }
      tree.add(block.first() / shape.blockSize(), sums);
    }
    return tree.nodes().stream().map(node -> new LayerNode(layer, node)).iterator();
  }
}
