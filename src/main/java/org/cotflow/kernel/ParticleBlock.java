package org.cotflow.kernel;

import java.io.Serializable;
import org.cotflow.base.ArraySize;

/**
 * A run of consecutive particles omega of p numbers of one layer, laid out for the kernels.
 *
 * <p>Particles are grouped into panels of {@value #LANES} lanes. A panel is contiguous:
 *
 * <pre>
 *   omega_0[lane 0..7]  omega_1[lane 0..7]  ..  omega_{p-1}[lane 0..7]
 * </pre>
 *
 * so the panel of particle m starts at {@code (m / 8) * 8 p} and its lane is {@code m % 8}. The
 * lanes of the last panel beyond {@link #count} are zero and stay zero; they add nothing to any sum
 * over particles.
 *
 * <p>Gradients and other quantities that have one number per parameter use the same layout.
 *
 * @param layer the layer, from 0
 * @param first the index in its layer of the first particle
 * @param count how many particles
 * @param stateDim d
 * @param values {@code panelCount(count) * 8 p} numbers, owned by this block
 */
public record ParticleBlock(int layer, int first, int count, int stateDim, double[] values)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Particles in a panel: the virtual lanes that every sum over particles is split into. */
  public static final int LANES = 8;

  public ParticleBlock {
    if (count < 1 || values.length == 0 || values.length % (LANES * panelCount(count)) != 0) {
      throw new IllegalArgumentException(values.length + " values for " + count + " particles");
    }
  }

  /** A block of zeros. */
  public static ParticleBlock zeros(int layer, int first, int count, ParticleLayout layout) {
    double[] values = new double[valueCount(count, layout.size())];
    return new ParticleBlock(layer, first, count, layout.stateDim(), values);
  }

  public static int panelCount(int count) {
    return (count + LANES - 1) / LANES;
  }

  /**
   * Numbers in the panel layout of {@code count} particles, padding included.
   *
   * @param size p
   */
  public static int valueCount(int count, int size) {
    return ArraySize.of("the particles of a block", panelCount(count), LANES, size);
  }

  /** p. */
  public int size() {
    return panelSize() / LANES;
  }

  /** Numbers in one panel: 8 p. */
  public int panelSize() {
    return values.length / panelCount();
  }

  public int panelCount() {
    return panelCount(count);
  }

  /** Where omega_j of particle {@code m} of this block stands in {@link #values}. */
  public int index(int m, int j) {
    return m / LANES * panelSize() + j * LANES + m % LANES;
  }

  /** Copies a particle, p numbers, to {@code target} from {@code at} on. */
  public void copyParticle(int particle, double[] target, int at) {
    int from = index(particle, 0);
    int size = size();
    for (int k = 0; k < size; k++) {
      target[at + k] = values[from + k * LANES];
    }
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
