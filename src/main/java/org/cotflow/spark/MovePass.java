package org.cotflow.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.engine.BlockPasses;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;

/** The task of a move: each block of the next generation is a moved copy of a cached one. */
record MovePass(Activation activation, Broadcast<LayerMove.Table> moves)
    implements FlatMapFunction<Iterator<HeldBlock>, HeldBlock> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<HeldBlock> call(Iterator<HeldBlock> blocks) {
    LayerMove[] byLayer = moves.value().byLayer();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public HeldBlock next() {
        ParticleBlock block = blocks.next().block();
        return moved(block, byLayer[block.layer()]);
      }
    };
  }

  private HeldBlock moved(ParticleBlock block, LayerMove move) {
    if (move == null) {
      return new HeldBlock(block, HeldBlock.UNMOVED);
    }
    ParticleBlock copy = block.copy();
    double[] sums = new double[move.move().sumCount()];
    BlockPasses passes = TaskPasses.of(block.stateDim(), activation);
    passes.moveInPlace(
        copy, move.states().value(), move.adjoints().value(), move.rows(), null, move.move(), sums);
    return new HeldBlock(copy, sums);
  }

  /** The sums that moved blocks reported, as nodes of each layer's tree. */
  record Sums(int blockSize) implements FlatMapFunction<Iterator<HeldBlock>, LayerNode> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<LayerNode> call(Iterator<HeldBlock> blocks) {
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
        tree.add(held.block().first() / blockSize, held.moveSums());
      }
      addNodes(layer, tree, nodes);
      return nodes.iterator();
    }

    private static void addNodes(int layer, TreeSum tree, List<LayerNode> nodes) {
      for (TreeSum.Node node : tree.nodes()) {
        nodes.add(new LayerNode(layer, node));
      }
    }
  }
}
