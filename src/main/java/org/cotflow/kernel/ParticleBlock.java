package org.cotflow.kernel;

import java.io.Serializable;
import org.cotflow.base.ArraySize;

/**
 * A run of consecutive particles omega = (u, w, b) of one layer, laid out for the kernels.
 *
 * <p>Particles are grouped into panels of {@value #LANES} lanes. A panel is contiguous:
 *
 * <pre>
 *   u_0[lane 0..7] .. u_{d-1}[lane 0..7]  w_0[0..7] .. w_{d-1}[0..7]  b[0..7]
 * </pre>
 *
 * so the panel of particle m starts at {@code (m / 8) * 8 * (2 d + 1)} and its lane is {@code m %
 * 8}. The lanes of the last panel beyond {@link #count} are zero and stay zero; their sigma(0)
 * meets u = w = 0, so they add nothing to any sum over particles.
 *
 * <p>Gradients and other quantities that have one number per parameter use the same layout.
 *
 * @param layer the layer, from 0
 * @param first the index in its layer of the first particle
 * @param count how many particles
 * @param stateDim d
 * @param values {@code panelCount(count) * 8 * (2 d + 1)} numbers, owned by this block
 */
public record ParticleBlock(int layer, int first, int count, int stateDim, double[] values)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Particles in a panel: the virtual lanes that every sum over particles is split into. */
  public static final int LANES = 8;

  public ParticleBlock {
    if (values.length != valueCount(count, stateDim)) {
      throw new IllegalArgumentException(
          values.length + " values for " + count + " particles of state dimension " + stateDim);
    }
  }

  /** A block of zeros. */
  public static ParticleBlock zeros(int layer, int first, int count, int stateDim) {
    return new ParticleBlock(
        layer, first, count, stateDim, new double[valueCount(count, stateDim)]);
  }

  public static int panelCount(int count) {
    return (count + LANES - 1) / LANES;
  }

  /** Numbers in the panel layout of {@code count} particles, padding included. */
  public static int valueCount(int count, int stateDim) {
    return ArraySize.of("the particles of a block", panelCount(count), LANES, 2L * stateDim + 1);
  }

  /** Numbers in one panel: 8 (2 d + 1). */
  public static int panelSize(int stateDim) {
    return LANES * (2 * stateDim + 1);
  }

  public int panelCount() {
    return panelCount(count);
  }

  /** Where u_j of particle {@code m} of this block stands in {@link #values}. */
  public int indexU(int m, int j) {
    return m / LANES * panelSize(stateDim) + j * LANES + m % LANES;
  }

  /** Copies u, w and b of a particle, 2d+1 numbers, to {@code target} from {@code at} on. */
  public void copyParticle(int particle, double[] target, int at) {
    for (int k = 0; k < 2 * stateDim + 1; k++) {
      target[at + k] = values[indexU(particle, k)];
    }
  }

  /** Where w_j of particle {@code m} of this block stands in {@link #values}. */
  public int indexW(int m, int j) {
    return indexU(m, stateDim + j);
  }

  /** Where b of particle {@code m} of this block stands in {@link #values}. */
  public int indexB(int m) {
    return indexU(m, 2 * stateDim);
  }

  /**
   * Adds eight lane sums by the fixed tree ((l0+l4)+(l2+l6)) + ((l1+l5)+(l3+l7)).
   *
   * @param at where l0 stands
   */
  public static double foldLanes(double[] lanes, int at) {
    return ((lanes[at] + lanes[at + 4]) + (lanes[at + 2] + lanes[at + 6]))
        + ((lanes[at + 1] + lanes[at + 5]) + (lanes[at + 3] + lanes[at + 7]));
  }

  public ParticleBlock copy() {
    return new ParticleBlock(layer, first, count, stateDim, values.clone());
  }
}
