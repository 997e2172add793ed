package org.cotflow.theory;

import org.cotflow.base.ArraySize;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.theory.spectrum.SymmetricMatrix;

/**
 * Means over the particles of one layer at rows of states x_i, of which kernels are made. Nothing
 * else in this package reads particles. With z_i = &lt;w, x_i&gt; + b and E the mean over the
 * layer's particles.
 *
 * <p>Sums follow the fixed tree over blocks and have the same bits wherever the blocks are.
 * Activations and derivatives are kept with the blocks from one sum to the next while there is room
 * for them, and computed again block by block otherwise. Arrays returned belong to the caller.
 */
public final class ParticleSums implements AutoCloseable {
  private static final double[] NOTHING = {};

  /** Particles of a block at most, whose activations at all samples are in memory at once. */
  private static final int LARGEST_BLOCK = 256;

  private final LayerBlocks<PreparedBlock> blocks;
  private final int width;
  private final double[] states;
  private final int d;
  private final MapSpec map;
  private final MapSpec.Linear linear;

  private ParticleSums(
      LayerBlocks<PreparedBlock> blocks, int width, double[] states, int stateDim, MapSpec map) {
    this.blocks = blocks;
    this.width = width;
    this.states = states;
    this.d = stateDim;
    this.map = map;
    this.linear = map.linear(stateDim);
  }

  /** The shape of a measure in blocks that are small enough for the sums. */
  public static MeasureShape shape(MeasureShape measure) {
    return measure.withBlockSize(Math.min(LARGEST_BLOCK, measure.blockSize()));
  }

  /** Gives the sums of a layer, to be closed after use. */
  @FunctionalInterface
  public interface Source {
    /**
     * @param states x_k, rows x d
     */
    ParticleSums at(int layer, double[] states);
  }

  /**
   * Sums over blocks in this process or on a cluster.
   *
   * @param shape of the measure whose layers {@code blocks} gives, in the same blocks
   */
  public static Source source(
      MeasureShape shape, LayerCycle<MapSpec> maps, LayerBlocks.Source blocks) {
    int d = shape.stateDim();
    return (layer, states) -> {
      MapSpec map = maps.at(layer);
      int width = shape.width(layer);
      boolean keep = numbersKept(map, d, states.length / d, width) <= blocks.room(layer);
      return new ParticleSums(
          blocks.of(layer, states, new PreparedBlock.View(map, keep)), width, states, d, map);
    };
  }

  /** Reads each layer into this process when its sums are asked for. */
  public static Source source(MeasureShape shape, MeasureSource measure, LayerCycle<MapSpec> maps) {
    return source(shape, maps, new InProcessBlocks(shape, measure));
  }

  /** Numbers that are kept of a layer with so many rows and particles. */
  static long numbersKept(MapSpec map, int stateDim, long rows, long width) {
    MapSpec.Linear linear = map.linear(stateDim);
    long perRow = map.ofNeurons() ? 2 : linear == null ? 1 : (long) linear.sites() * linear.size();
    return perRow * rows * width;
  }

  private double[] mean(LayerBlocks.Term<PreparedBlock> term, double[] argument, int length) {
    double[] sums = blocks.sum(term, argument, length);
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= width;
    }
    return sums;
  }

  private static int squared(int size) {
    return ArraySize.of("the kernel", size, size);
  }

  private int rows() {
    return states.length / d;
  }

  /** M_k. */
  public int width() {
    return width;
  }

  /** Parts of a particle. */
  int partCount() {
    return map.layout(d).parts().size();
  }

  /** Numbers of a particle that move. */
  long trainedNumbers(PartMultipliers multipliers) {
    ParticleLayout layout = map.layout(d);
    long numbers = 0;
    for (int part = 0; part < layout.parts().size(); part++) {
      numbers += multipliers.weights()[part] > 0 ? layout.parts().get(part).size() : 0;
    }
    return numbers;
  }

  /** Whether the layer has the map u sigma(&lt;w, x&gt; + b). */
  boolean ofNeurons() {
    return map.ofNeurons();
  }

  /** Rows of the kernel of the features: rows n, and 0 where the map is linear in no part. */
  int featureRows() {
    return linear == null ? 0 : Math.multiplyExact(rows(), linear.sites());
  }

  /** The rank of that kernel at most, M_k h. */
  int featureRank() {
    return linear == null ? 0 : Math.multiplyExact(width, linear.size());
  }

  /** E[&lt;f_s(x_i), f_t(x_j)&gt;], E[sigma(z_i) sigma(z_j)] of neurons: square. */
  public double[] featureGram() {
    return mean((block, none) -> block.features().featureGram(), NOTHING, squared(featureRows()));
  }

  /**
   * E[r_i r_j] with r_i = sigma'(z_i) &lt;u, p_i&gt;: rows x rows.
   *
   * @param adjoints p, rows x d
   */
  public double[] slopeGram(double[] adjoints) {
    return mean((block, p) -> block.neurons().slopeGram(p), adjoints, squared(rows()));
  }

  /** E[sigma'(z_i) u_a sigma'(z_j) u_c]: (rows d) x (rows d), index i d + a. */
  double[] directionGram() {
    int size = squared(ArraySize.of("the states", rows(), d));
    return mean((block, none) -> block.neurons().directionGram(), NOTHING, size);
  }

  /** The product of {@link #featureGram} and a vector. */
  double[] featureProduct(double[] vector) {
    return mean((block, v) -> block.features().featureProduct(v), vector, featureRows());
  }

  /** The tangent kernel of any map but neurons: (rows d) x (rows d), index i d + a. */
  double[] tangentKernel(PartMultipliers multipliers) {
    int size = squared(ArraySize.of("the states", rows(), d));
    return mean((block, none) -> block.map().tangentKernel(multipliers), NOTHING, size);
  }

  /**
   * The tangent kernel times vectors, for each row i of neurons
   *
   * <pre>
   *   E[ m_u sigma_i g_u + sigma'_i u (m_w &lt;x_i, g_w&gt; + m_b g_b) ],
   *   g_u = sum_j sigma_j v_j,  g_w = sum_j r_j x_j,  g_b = sum_j r_j,  r_j = sigma'_j &lt;u, v_j&gt;.
   * </pre>
   *
   * @param vectors v, rows x d
   * @return rows x d
   */
  double[] tangentProduct(PartMultipliers multipliers, double[] vectors) {
    return mean(
        (block, v) -> block.features().tangentProduct(multipliers, v), vectors, states.length);
  }

  /**
   * E[v v^T] of d coordinates of the particles, from {@code first} on: u from 0, w from d.
   *
   * @return d x d
   */
  public double[] secondMoment(int first) {
    return mean((block, none) -> moment(block.particles(), first, -1), NOTHING, squared(d));
  }

  /** E[|v'|^2 v v^T] with v from {@code first} on and v' from {@code weight} on, as above. */
  public double[] weightedMoment(int first, int weight) {
    return mean((block, none) -> moment(block.particles(), first, weight), NOTHING, squared(d));
  }

  /** |u| of every particle, which no sum over the others changes. */
  public double[] outgoingNorms() {
    int particles = width;
    return blocks.sum(
        (block, none) -> outgoingNorms(block.particles(), particles), NOTHING, particles);
  }

  private static double[] outgoingNorms(ParticleBlock block, int width) {
    double[] norms = new double[width];
    for (int m = 0; m < block.count(); m++) {
      double sum = 0;
      for (int j = 0; j < block.stateDim(); j++) {
        double number = block.values()[block.index(m, j)];
        sum = Math.fma(number, number, sum);
      }
      norms[block.first() + m] = Math.sqrt(sum);
    }
    return norms;
  }

  /** E |u|^2, E |w|^2, E b^2 and E |w|^2 b^2. */
  public double[] norms() {
    return mean((block, none) -> norms(block.particles()), NOTHING, 4);
  }

  private static double[] norms(ParticleBlock block) {
    double[] sums = new double[4];
    for (int m = 0; m < block.count(); m++) {
      double u = 0;
      double w = 0;
      for (int j = 0; j < block.stateDim(); j++) {
        double uj = block.values()[block.index(m, j)];
        double wj = block.values()[Neuron.indexW(block, m, j)];
        u = Math.fma(uj, uj, u);
        w = Math.fma(wj, wj, w);
      }
      double b = block.values()[Neuron.indexB(block, m)];
      sums[0] += u;
      sums[1] += w;
      sums[2] += b * b;
      sums[3] += w * b * b;
    }
    return sums;
  }

  /** Without weights where {@code weight} is negative. */
  private static double[] moment(ParticleBlock block, int first, int weight) {
    int d = block.stateDim();
    double[] sums = new double[ArraySize.of("the moments of a layer", d, d)];
    double[] vector = new double[d];
    for (int m = 0; m < block.count(); m++) {
      for (int j = 0; j < d; j++) {
        vector[j] = block.values()[block.index(m, first + j)];
      }
      if (weight >= 0) {
        double squares = 0;
        for (int j = 0; j < d; j++) {
          double number = block.values()[block.index(m, weight + j)];
          squares = Math.fma(number, number, squares);
        }
        double length = Math.sqrt(squares);
        for (int j = 0; j < d; j++) {
          vector[j] *= length;
        }
      }
      SymmetricMatrix.addSquareInPlace(sums, vector);
    }
    return sums;
  }

  /**
   * The largest operator norm of DF_k(x_i) over the rows, rounded up where the map bounds its
   * slopes.
   */
  public double largestJacobianNorm() {
    return new JacobianNorms(blocks, width, d, map).largest(states);
  }

  /** Forgets what was kept of the layer. */
  @Override
  public void close() {
    blocks.close();
  }
}
