package org.cotflow.kernel.map;

import java.util.Arrays;

/**
 * A map that is linear in one part U of its particles. A state is n sites of c = d / n numbers, one
 * behind the other, and with a matrix U of c x h numbers, row-major,
 *
 * <pre>
 *   phi(omega, x)_s = U f_s(theta, x),   s = 0 .. n - 1,
 * </pre>
 *
 * where theta is the rest of omega. In the usual case n = h = 1: phi = u f(theta, x) with a vector
 * u of d numbers and a number f.
 *
 * <p>The features f make up the kernel of a layer, E[&lt;f_s(x_i), f_t(x_j)&gt;] for all pairs of
 * samples and sites: docs/math.md section 6.
 */
public interface LinearInPart extends ResidualMap {
  /** The name of U in {@link #layout}. */
  String linearPart();

  /** n. */
  default int featureSites() {
    return 1;
  }

  /** h. */
  default int featureSize() {
    int index = layout().names().indexOf(linearPart());
    return layout().parts().get(index).size() / (layout().stateDim() / featureSites());
  }

  /** Numbers of U. */
  private int linearSize() {
    return layout().stateDim() / featureSites() * featureSize();
  }

  /** Where U begins in a particle. */
  private int linearOffset() {
    return layout().offset(layout().names().indexOf(linearPart()));
  }

  /** The particle with zeros in place of U. */
  private double[] withoutLinear(double[] omega) {
    double[] others = Arrays.copyOf(omega, layout().size());
    Arrays.fill(others, linearOffset(), linearOffset() + linearSize(), 0);
    return others;
  }

  /**
   * Sets {@code f} to f_0, f_1, ..: n h numbers. What is here are values of phi where rows of U are
   * unit vectors.
   *
   * @param omega p numbers, and maybe more
   * @param x d numbers, and maybe more
   * @param work as in {@link #value}
   */
  default void features(double[] omega, double[] x, double[] f, double[] work) {
    int size = featureSize();
    int channels = layout().stateDim() / featureSites();
    double[] unit = withoutLinear(omega);
    double[] phi = new double[layout().stateDim()];
    for (int from = 0; from < size; from += channels) {
      int count = Math.min(channels, size - from);
      for (int row = 0; row < count; row++) {
        unit[linearOffset() + row * size + from + row] = 1;
      }
      value(unit, x, phi, work);
      for (int site = 0; site < featureSites(); site++) {
        System.arraycopy(phi, site * channels, f, site * size + from, count);
      }
      Arrays.fill(unit, linearOffset(), linearOffset() + linearSize(), 0);
    }
  }

  /**
   * {@inheritDoc} With v = (dU, dtheta)
   *
   * <pre>
   *   (D_omega phi v)_s = dU f_s + U (D_theta f_s dtheta):
   * </pre>
   *
   * a value, and a pullback for each of the n h features.
   */
  @Override
  default void push(double[] omega, double[] x, double[] v, double[] phi, double[] work) {
    int size = featureSize();
    int channels = layout().stateDim() / featureSites();
    double[] unit = withoutLinear(omega);
    System.arraycopy(v, linearOffset(), unit, linearOffset(), linearSize());
    value(unit, x, phi, work);
    double[] q = new double[layout().stateDim()];
    double[] dx = new double[q.length];
    double[] domega = new double[unit.length];
    for (int e = 0; e < size; e++) {
      Arrays.fill(unit, linearOffset(), linearOffset() + linearSize(), 0);
      unit[linearOffset() + e] = 1;
      for (int first = 0; first < q.length; first += channels) {
        q[first] = 1;
        pullback(unit, x, q, dx, domega, work);
        q[first] = 0;
        Arrays.fill(domega, linearOffset(), linearOffset() + linearSize(), 0);
        double slope = 0;
        for (int j = 0; j < domega.length; j++) {
          slope = Math.fma(domega[j], v[j], slope);
        }
        for (int row = 0; row < channels; row++) {
          double u = omega[linearOffset() + row * size + e];
          phi[first + row] = Math.fma(u, slope, phi[first + row]);
        }
      }
    }
  }
}
