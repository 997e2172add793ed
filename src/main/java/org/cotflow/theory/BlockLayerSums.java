package org.cotflow.theory;

import org.cotflow.flow.PartMultipliers;
import java.util.List;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * The sums of one layer from those of its blocks, wherever the blocks are.
 *
 * <p>Activations and derivatives are kept with the blocks from one sum to the next while there is
 * room for them, and computed again block by block otherwise.
 */
public final class BlockLayerSums implements LayerSums {
  private final LayerBlocks<BlockRows> blocks;
  private final int width;
  private final double[] states;
  private final int d;

  private BlockLayerSums(LayerBlocks<BlockRows> blocks, int width, double[] states, int stateDim) {
    this.blocks = blocks;
    this.width = width;
    this.states = states;
    this.d = stateDim;
  }

  /**
   * Of blocks in memory, which must not move while the sums are used.
   *
   * @param blocks all of one layer, in order
   */
  public static LayerSums of(
      BlockKernel kernel, List<ParticleBlock> blocks, int width, double[] states) {
    int d = kernel.stateDim();
    boolean keep = BlockRows.numbersKept(states.length / d, width) <= InProcessBlocks.ROOM;
    BlockRows.View view = new BlockRows.View(kernel.activation(), keep);
    return new BlockLayerSums(InProcessBlocks.held(blocks, states, view), width, states, d);
  }

  /** Reads each layer into this process when its sums are asked for. */
  public static Source source(MeasureShape shape, MeasureSource measure, BlockKernel kernel) {
    return source(shape, kernel.activation(), new InProcessBlocks(shape, measure));
  }

  /**
   * Sums over blocks that are somewhere.
   *
   * @param shape of the measure whose layers {@code blocks} gives, in the same blocks
   */
  public static Source source(
      MeasureShape shape, Activation activation, LayerBlocks.Source blocks) {
    int d = shape.stateDim();
    return (layer, states) -> {
      int width = shape.width(layer);
      boolean keep = BlockRows.numbersKept(states.length / d, width) <= blocks.room(layer);
      BlockRows.View view = new BlockRows.View(activation, keep);
      return new BlockLayerSums(blocks.of(layer, states, view), width, states, d);
    };
  }

  @Override
  public int width() {
    return width;
  }

  private int rows() {
    return states.length / d;
  }

  private double[] mean(LayerBlocks.Term<BlockRows> term, double[] argument, int length) {
    double[] sums = blocks.sum(term, argument, length);
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= width;
    }
    return sums;
  }

  private static int squared(int size) {
    return Math.multiplyExact(size, size);
  }

  @Override
  public double[] featureGram() {
    return mean((block, none) -> BlockTerms.featureGram(block), new double[0], squared(rows()));
  }

  @Override
  public double[] slopeGram(double[] adjoints) {
    return mean(BlockTerms::slopeGram, adjoints, squared(rows()));
  }

  @Override
  public double[] directionGram() {
    return mean(
        (block, none) -> BlockTerms.directionGram(block),
        new double[0],
        squared(Math.multiplyExact(rows(), d)));
  }

  @Override
  public double[] featureProduct(double[] vector) {
    return mean(BlockTerms::featureProduct, vector, rows());
  }

  @Override
  public double[] tangentProduct(PartMultipliers weights, double[] vectors) {
    return mean(
        (block, given) -> BlockTerms.tangentProduct(block, weights, given), vectors, states.length);
  }

  @Override
  public double largestJacobianNorm() {
    return new JacobianNorms(blocks, width, d).largest(states);
  }

  @Override
  public void close() {
    blocks.close();
  }
}
