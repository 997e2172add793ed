package org.cotflow.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * The sums of one layer whose particles are in this process.
 *
 * <p>Activations and derivatives are kept from one product to the next while they are few, and
 * computed again block by block otherwise.
 */
public final class BlockLayerSums implements LayerSums {
  private static final long KEPT_NUMBERS = 1L << 25;

  private final BlockKernel kernel;
  private final List<ParticleBlock> blocks;
  private final List<LayerRows> kept;
  private final int width;
  private final double[] states;
  private final int rows;

  private BlockLayerSums(
      BlockKernel kernel, List<ParticleBlock> blocks, int width, double[] states) {
    this.kernel = kernel;
    this.blocks = blocks;
    this.width = width;
    this.states = states;
    this.rows = states.length / kernel.stateDim();
    boolean keep = 2L * rows * width <= KEPT_NUMBERS;
    this.kept = keep ? new ArrayList<>() : null;
    if (keep) {
      for (ParticleBlock block : blocks) {
        kept.add(LayerRows.of(kernel, block, states, rows));
      }
    }
  }

  /**
   * Of blocks in memory, which must not move while the sums are used.
   *
   * @param blocks all of one layer, in order
   */
  public static LayerSums of(
      BlockKernel kernel, List<ParticleBlock> blocks, int width, double[] states) {
    return new BlockLayerSums(kernel, blocks, width, states);
  }

  /** Reads each layer when its sums are asked for. */
  public static Source source(MeasureShape shape, MeasureSource measure, BlockKernel kernel) {
    return (layer, states) -> {
      List<ParticleBlock> blocks = new ArrayList<>();
      measure
          .blocks(shape, shape.firstBlock(layer), shape.firstBlock(layer + 1))
          .forEachRemaining(blocks::add);
      return new BlockLayerSums(kernel, blocks, shape.width(layer), states);
    };
  }

  private int d() {
    return kernel.stateDim();
  }

  @Override
  public int width() {
    return width;
  }

  private double[] mean(Function<LayerRows, double[]> sumsOfBlock) {
    TreeSum tree = new TreeSum();
    for (int index = 0; index < blocks.size(); index++) {
      LayerRows features =
          kept != null ? kept.get(index) : LayerRows.of(kernel, blocks.get(index), states, rows);
      tree.add(index, sumsOfBlock.apply(features));
    }
    return divided(TreeSum.total(blocks.size(), tree.nodes()));
  }

  private double[] divided(double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= width;
    }
    return sums;
  }

  @Override
  public double[] featureGram() {
    return mean(block -> LayerRows.gram(block.activations(), rows, block.lanes()));
  }

  @Override
  public double[] slopeGram(double[] adjoints) {
    return mean(
        block -> {
          double[] along = new double[block.lanes()];
          double[] features = new double[rows * block.lanes()];
          for (int row = 0; row < rows; row++) {
            block.alongInPlace(row, adjoints, d(), along);
            System.arraycopy(along, 0, features, row * block.lanes(), block.lanes());
          }
          return LayerRows.gram(features, rows, block.lanes());
        });
  }

  @Override
  public double[] directionGram() {
    return mean(
        block -> {
          int lanes = block.lanes();
          double[] features = new double[rows * d() * lanes];
          for (int row = 0; row < rows; row++) {
            for (int a = 0; a < d(); a++) {
              int at = (row * d() + a) * lanes;
              for (int m = 0; m < lanes; m++) {
                features[at + m] = block.slopes()[row * lanes + m] * block.u()[a * lanes + m];
              }
            }
          }
          return LayerRows.gram(features, rows * d(), lanes);
        });
  }

  @Override
  public double[] featureProduct(double[] vector) {
    return mean(
        block -> {
          int lanes = block.lanes();
          double[] gathered = new double[lanes];
          for (int row = 0; row < rows; row++) {
            LayerRows.addInPlace(gathered, 0, vector[row], block.activations(), row * lanes, lanes);
          }
          double[] sums = new double[rows];
          for (int row = 0; row < rows; row++) {
            sums[row] = LayerRows.dot(block.activations(), row * lanes, gathered, 0, lanes);
          }
          return sums;
        });
  }

  @Override
  public double[] tangentProduct(BlockWeights weights, double[] vectors) {
    return mean(block -> spread(block, weights, gather(block, weights, vectors)));
  }

  /** g_u (d x lanes), g_w (d x lanes) and g_b (lanes) of a block, summed over rows. */
  private record Gathered(double[] u, double[] w, double[] b) {}

  private Gathered gather(LayerRows block, BlockWeights weights, double[] vectors) {
    int lanes = block.lanes();
    Gathered sums =
        new Gathered(new double[d() * lanes], new double[d() * lanes], new double[lanes]);
    if (weights.u() != 0) {
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < d(); j++) {
          double factor = vectors[row * d() + j];
          LayerRows.addInPlace(sums.u, j * lanes, factor, block.activations(), row * lanes, lanes);
        }
      }
    }
    if (weights.w() != 0 || weights.b() != 0) {
      double[] along = new double[lanes];
      for (int row = 0; row < rows; row++) {
        block.alongInPlace(row, vectors, d(), along);
        LayerRows.addInPlace(sums.b, 0, 1, along, 0, lanes);
        for (int j = 0; j < d(); j++) {
          LayerRows.addInPlace(sums.w, j * lanes, states[row * d() + j], along, 0, lanes);
        }
      }
    }
    return sums;
  }

  private double[] spread(LayerRows block, BlockWeights weights, Gathered gathered) {
    int lanes = block.lanes();
    double[] sums = new double[rows * d()];
    double[] inner = new double[lanes];
    boolean slopes = weights.w() != 0 || weights.b() != 0;
    for (int row = 0; row < rows; row++) {
      if (slopes) {
        innerInPlace(row, block, weights, gathered, inner);
      }
      for (int j = 0; j < d(); j++) {
        double features =
            LayerRows.dot(block.activations(), row * lanes, gathered.u, j * lanes, lanes);
        double directions = LayerRows.dot(inner, 0, block.u(), j * lanes, lanes);
        sums[row * d() + j] = Math.fma(weights.u(), features, directions);
      }
    }
    return sums;
  }

  /** sigma' (m_w &lt;x_row, g_w&gt; + m_b g_b) of every particle. */
  private void innerInPlace(
      int row, LayerRows block, BlockWeights weights, Gathered gathered, double[] inner) {
    int lanes = block.lanes();
    java.util.Arrays.fill(inner, 0);
    for (int j = 0; j < d(); j++) {
      double factor = weights.w() * states[row * d() + j];
      LayerRows.addInPlace(inner, 0, factor, gathered.w, j * lanes, lanes);
    }
    LayerRows.addInPlace(inner, 0, weights.b(), gathered.b, 0, lanes);
    for (int m = 0; m < lanes; m++) {
      inner[m] *= block.slopes()[row * lanes + m];
    }
  }

  @Override
  public double largestJacobianNorm() {
    return new JacobianNorms(kernel, blocks, width).largest(states);
  }
}
