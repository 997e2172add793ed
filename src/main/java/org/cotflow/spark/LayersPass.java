package org.cotflow.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.engine.BlockPasses;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;

/**
 * The task of a pass over all layers at once: for each layer the sums over the partition's blocks,
 * as nodes of the fixed tree. The array of a node holds one after the other
 *
 * <pre>
 *   the sums that the last move reported    moveSums numbers
 *   what is wanted                          nothing, or V (rows x d), or V and J (rows x d x d),
 *                                           or the pullback (rows x d)
 * </pre>
 *
 * @param moveSums how many sums a moved block reports; 0 if they are not asked for
 * @param rows null if only the sums of the move are needed
 */
record LayersPass(
    MeasureShape shape,
    Activation activation,
    Wanted wanted,
    int moveSums,
    Broadcast<RowTable> rows)
    implements FlatMapFunction<Iterator<HeldBlock>, LayerNode> {
  private static final long serialVersionUID = 1L;

  /** What is computed of each layer. */
  enum Wanted {
    NOTHING,
    VELOCITY,
    VELOCITY_AND_JACOBIAN,
    PULLBACK
  }

  @Override
  public Iterator<LayerNode> call(Iterator<HeldBlock> blocks) {
    BlockPasses passes = TaskPasses.of(shape.stateDim(), activation);
    List<LayerNode> nodes = new ArrayList<>();
    TreeSum tree = new TreeSum();
    int layer = -1;
    while (blocks.hasNext()) {
      HeldBlock held = blocks.next();
      if (held.block().layer() != layer) {
        addNodes(layer, tree, nodes);
        tree = new TreeSum();
        layer = held.block().layer();
      }
      tree.add(held.block().first() / shape.blockSize(), sums(held, passes));
    }
    addNodes(layer, tree, nodes);
    return nodes.iterator();
  }

  private double[] sums(HeldBlock held, BlockPasses passes) {
    double[] result = wantedSums(held.block(), passes);
    if (moveSums == 0) {
      return result;
    }
    double[] all = Arrays.copyOf(held.moveSums(), moveSums + result.length);
    System.arraycopy(result, 0, all, moveSums, result.length);
    return all;
  }

  private double[] wantedSums(ParticleBlock block, BlockPasses passes) {
    if (wanted == Wanted.NOTHING) {
      return HeldBlock.UNMOVED;
    }
    int d = shape.stateDim();
    double[] states = rows.value().states()[block.layer()];
    int count = states.length / d;
    switch (wanted) {
      case VELOCITY -> {
        double[] velocity = new double[count * d];
        passes.velocity(block, states, count, velocity);
        return velocity;
      }
      case VELOCITY_AND_JACOBIAN -> {
        double[] both = new double[count * d * (1 + d)];
        passes.velocityAndJacobian(block, states, count, both);
        return both;
      }
      default -> {
        double[] adjoints = rows.value().adjoints()[block.layer()];
        double[] pulled = new double[adjoints.length];
        passes.pullback(block, states, adjoints, adjoints.length / d, pulled);
        return pulled;
      }
    }
  }

  private static void addNodes(int layer, TreeSum tree, List<LayerNode> nodes) {
    for (TreeSum.Node node : tree.nodes()) {
      nodes.add(new LayerNode(layer, node));
    }
  }
}
