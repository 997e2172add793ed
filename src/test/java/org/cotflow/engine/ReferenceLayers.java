package org.cotflow.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.LayerFields;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * The numerics contract written down once more, one block after the other and the tree as its
 * recursive definition. Shares nothing with the engines but the scalar kernel.
 */
public final class ReferenceLayers implements ParticleLayers {
  private final MeasureShape shape;
  private final BlockKernel kernel;
  private final KernelScratch scratch = new KernelScratch();
  private final List<List<ParticleBlock>> layers = new ArrayList<>();
  private final double[][] moveSums;
  private final Map<ParticleBlock, double[][]> registers = new IdentityHashMap<>();

  public ReferenceLayers(MeasureShape shape, MeasureSource source, Activation activation) {
    this.shape = shape;
    this.kernel = BlockKernels.scalar(shape.stateDim(), activation);
    this.moveSums = new double[shape.layerCount()][0];
    for (int k = 0; k < shape.layerCount(); k++) {
      List<ParticleBlock> blocks = new ArrayList<>();
      source
          .blocks(shape, shape.firstBlock(k), shape.firstBlock(k + 1))
          .forEachRemaining(blocks::add);
      layers.add(blocks);
    }
  }

  public List<ParticleBlock> blocks() {
    return layers.stream().flatMap(List::stream).toList();
  }

  @Override
  public int layerCount() {
    return shape.layerCount();
  }

  @Override
  public int stateDim() {
    return shape.stateDim();
  }

  @Override
  public double[] velocity(int layer, double[] states) {
    List<double[]> leaves = new ArrayList<>();
    for (ParticleBlock block : layers.get(layer)) {
      double[] sums = new double[states.length];
      kernel.velocity(block, states, 0, rows(states), sums, scratch);
      leaves.add(sums);
    }
    return mean(layer, leaves);
  }

  @Override
  public double[] pullback(int layer, double[] states, double[] adjoints) {
    List<double[]> leaves = new ArrayList<>();
    for (ParticleBlock block : layers.get(layer)) {
      double[] sums = new double[adjoints.length];
      kernel.pullback(block, states, adjoints, 0, rows(adjoints), sums, scratch);
      leaves.add(sums);
    }
    return mean(layer, leaves);
  }

  @Override
  public double[] pullbackAndMove(int layer, double[] states, double[] adjoints, BlockMove move) {
    double[] pullback = pullback(layer, states, adjoints);
    move(layer, states, adjoints, move);
    return pullback;
  }

  @Override
  public void move(int layer, double[] states, double[] adjoints, BlockMove move) {
    List<double[]> leaves = new ArrayList<>();
    for (ParticleBlock block : layers.get(layer)) {
      double[] sums = new double[move.sumCount()];
      double[][] held = registers.getOrDefault(block, BlockMove.NO_REGISTERS);
      double[][] own = Arrays.copyOf(held, move.registerCount());
      for (int r = 0; r < own.length; r++) {
        own[r] = move.overwrites(r) ? new double[block.values().length] : own[r];
      }
      move.applyInPlace(block, own, gradient(block, states, adjoints), sums);
      registers.put(block, own);
      leaves.add(sums);
    }
    moveSums[layer] = tree(leaves);
  }

  private double[] gradient(ParticleBlock block, double[] states, double[] adjoints) {
    double[] total = rows(adjoints) == 0 ? new double[block.values().length] : null;
    for (int from = 0; from < rows(adjoints); from += BlockKernel.ROW_CHUNK) {
      int to = Math.min(from + BlockKernel.ROW_CHUNK, rows(adjoints));
      double[] chunk = new double[block.values().length];
      kernel.gradientChunk(block, states, adjoints, from, to, null, chunk, scratch);
      total = total == null ? chunk : sum(total, chunk);
    }
    return total;
  }

  @Override
  public double[][] pullbacks(double[][] states, double[][] adjoints) {
    double[][] pulled = new double[states.length][];
    java.util.Arrays.setAll(pulled, layer -> pullback(layer, states[layer], adjoints[layer]));
    return pulled;
  }

  @Override
  public LayerFields evaluate(double[][] states, boolean jacobians) {
    double[][] velocities = new double[states.length][];
    double[][] slopes = jacobians ? new double[states.length][] : null;
    for (int layer = 0; layer < states.length; layer++) {
      velocities[layer] = velocity(layer, states[layer]);
      if (jacobians) {
        slopes[layer] = jacobian(layer, states[layer]);
      }
    }
    return new LayerFields(velocities, slopes);
  }

  private double[] jacobian(int layer, double[] states) {
    List<double[]> leaves = new ArrayList<>();
    for (ParticleBlock block : layers.get(layer)) {
      double[] sums = new double[states.length * shape.stateDim()];
      kernel.velocityAndJacobian(
          block, states, 0, rows(states), new double[states.length], sums, scratch);
      leaves.add(sums);
    }
    return mean(layer, leaves);
  }

  @Override
  public double[][] finishMove() {
    return moveSums.clone();
  }

  private int rows(double[] states) {
    return states.length / shape.stateDim();
  }

  private double[] mean(int layer, List<double[]> leaves) {
    double[] mean = tree(leaves).clone();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= shape.width(layer);
    }
    return mean;
  }

  private static double[] tree(List<double[]> leaves) {
    int count = leaves.size();
    if (count == 1) {
      return leaves.get(0);
    }
    int split = Integer.highestOneBit(count - 1);
    return sum(tree(leaves.subList(0, split)), tree(leaves.subList(split, count)));
  }

  private static double[] sum(double[] left, double[] right) {
    double[] sum = new double[left.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = left[i] + right[i];
    }
    return sum;
  }
}
