package org.cotflow.theory;

import java.util.Arrays;
import org.cotflow.base.ArraySize;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapKernel;

/**
 * What one block of any map contributes to the sums of {@link ParticleSums}, by the map's features,
 * pullback and push alone: with a vector v_j at each row,
 *
 * <pre>
 *   g_m = sum_j D_omega phi(omega_m, x_j)^T v_j,
 *   (T v)_i = sum_m D_omega phi(omega_m, x_i) (m_part g_m).
 * </pre>
 *
 * @param features of the part that the map is linear in, (rows n) x (h lanes); null where it is
 *     linear in none, or where they are not kept
 * @param perRow n h
 * @param sites n; 0 where the map is linear in no part
 */
record MapFeatures(
    MapKernel kernel,
    ParticleBlock block,
    double[] states,
    double[] features,
    int perRow,
    int sites)
    implements LayerTerms {

  private int d() {
    return block.stateDim();
  }

  private int rows() {
    return states.length / d();
  }

  /** Numbers of a feature in all particles. */
  private int length() {
    return perRow / sites * block.panelCount() * ParticleBlock.LANES;
  }

  private double[] kept() {
    return features != null ? features : kernel.features(block, states);
  }

  @Override
  public double[] featureGram() {
    return BlockFeatures.gram(kept(), rows() * sites, length());
  }

  @Override
  public double[] featureProduct(double[] vector) {
    return BlockFeatures.gramProduct(kept(), rows() * sites, length(), vector);
  }

  @Override
  public double[] tangentProduct(PartMultipliers weights, double[] vectors) {
    double[] along = gather(weights, states, vectors);
    double[] sums = new double[states.length];
    kernel.push(block, along, states, 0, rows(), sums, new KernelScratch());
    return sums;
  }

  /** T, (rows d) x (rows d) with index i d + a: column by column, on and below the diagonal. */
  double[] tangentKernel(PartMultipliers weights) {
    int d = d();
    int size = states.length;
    double[] matrix = new double[ArraySize.of("the kernel", size, size)];
    double[] unit = new double[d];
    double[] sums = new double[size];
    KernelScratch scratch = new KernelScratch();
    for (int j = 0; j < rows(); j++) {
      double[] x = Arrays.copyOfRange(states, j * d, (j + 1) * d);
      for (int a = 0; a < d; a++) {
        Arrays.fill(unit, 0);
        unit[a] = 1;
        kernel.push(block, gather(weights, x, unit), states, j, rows(), sums, scratch);
        int column = j * d + a;
        for (int row = column; row < size; row++) {
          matrix[row * size + column] = sums[row];
          matrix[column * size + row] = sums[row];
        }
      }
    }
    return matrix;
  }

  /** m_part g of every particle, in the layout of the block; chunks of rows are added in order. */
  private double[] gather(PartMultipliers weights, double[] states, double[] vectors) {
    int count = states.length / d();
    KernelScratch scratch = new KernelScratch();
    double[] gathered = new double[block.values().length];
    double[] chunk = new double[gathered.length];
    for (int from = 0; from < count; from += BlockKernel.ROW_CHUNK) {
      int to = Math.min(count, from + BlockKernel.ROW_CHUNK);
      kernel.gradientChunk(block, states, vectors, from, to, null, chunk, scratch);
      for (int i = 0; i < chunk.length; i++) {
        gathered[i] += chunk[i];
      }
    }
    weigh(weights, gathered);
    return gathered;
  }

  private void weigh(PartMultipliers weights, double[] gathered) {
    ParticleLayout layout = kernel.layout();
    for (int part = 0; part < layout.parts().size(); part++) {
      double weight = weights.weights()[part];
      for (int m = 0; m < block.panelCount() * ParticleBlock.LANES; m++) {
        for (int j = layout.offset(part); j < layout.offset(part + 1); j++) {
          int at = block.index(m, j);
          gathered[at] = weight == 0 ? 0 : weight * gathered[at];
        }
      }
    }
  }
}
