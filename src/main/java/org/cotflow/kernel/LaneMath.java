package org.cotflow.kernel;

/**
 * Arithmetic that does the same in every lane. Arrays hold <em>groups</em>: one number for each
 * lane, which in a {@link ParticleBlock} is a particle of a panel. Places and strides are counted
 * in groups.
 *
 * <p>Lanes do not see each other, and every lane takes the operations that are written here in
 * their order, so the reference for any number of lanes and the vector twin for {@value
 * ParticleBlock#LANES} give the same bits.
 */
public abstract class LaneMath {
  private final int lanes;

  LaneMath(int lanes) {
    this.lanes = lanes;
  }

  /** Numbers in a group. */
  public final int lanes() {
    return lanes;
  }

  /**
   * Products of matrices, one in each lane.
   *
   * @param bAt in groups; in numbers where b is shared
   * @param c none of the entries of a and b
   */
  public abstract void multiply(
      LaneProduct shape, double[] a, int aAt, double[] b, int bAt, double[] c, int cAt);

  /**
   * Sets {@code values} to sigma(z) and {@code slopes} to sigma'(z). The arrays may be one, as long
   * as the groups are others or values take the place of z.
   *
   * @param slopes null where they are not wanted
   */
  public abstract void activate(
      Activation activation,
      double[] z,
      int zAt,
      int groups,
      double[] values,
      int valuesAt,
      double[] slopes,
      int slopesAt);

  /** Replaces {@code length} numbers x from {@code from} on by e^x, {@link ScalarFunctions#exp}. */
  abstract void exponentials(double[] x, int from, int length);

  /** Replaces the groups s_0 .. s_{groups - 1} by e^{s_j - max s} / sum_l e^{s_l - max s}. */
  public final void softmax(double[] s, int at, int groups) {
    int from = at * lanes;
    int end = from + groups * lanes;
    for (int lane = 0; lane < lanes; lane++) {
      double largest = s[from + lane];
      for (int i = from + lane; i < end; i += lanes) {
        largest = Math.max(largest, s[i]);
      }
      for (int i = from + lane; i < end; i += lanes) {
        s[i] -= largest;
      }
    }
    exponentials(s, from, end - from);
    for (int lane = 0; lane < lanes; lane++) {
      double sum = 0;
      for (int i = from + lane; i < end; i += lanes) {
        sum += s[i];
      }
      for (int i = from + lane; i < end; i += lanes) {
        s[i] /= sum;
      }
    }
  }

  /**
   * From the derivatives g in softmax weights w to those in the scores: replaces g_j by w_j (g_j -
   * sum_l w_l g_l).
   */
  public final void softmaxPullback(double[] w, int wAt, double[] g, int gAt, int groups) {
    for (int lane = 0; lane < lanes; lane++) {
      int wi = wAt * lanes + lane;
      int gi = gAt * lanes + lane;
      double mean = 0;
      for (int j = 0; j < groups; j++) {
        mean = Math.fma(w[wi + j * lanes], g[gi + j * lanes], mean);
      }
      for (int j = 0; j < groups; j++) {
        g[gi + j * lanes] = w[wi + j * lanes] * (g[gi + j * lanes] - mean);
      }
    }
  }

  /** Sets c to the products of the groups of a and b, one by one; c may be one of them. */
  public final void times(
      double[] a, int aAt, double[] b, int bAt, double[] c, int cAt, int groups) {
    int ai = aAt * lanes;
    int bi = bAt * lanes;
    int ci = cAt * lanes;
    for (int i = 0; i < groups * lanes; i++) {
      c[ci + i] = a[ai + i] * b[bi + i];
    }
  }

  /** Divides groups by a number. */
  public final void divide(double[] a, int at, int groups, double by) {
    for (int i = at * lanes; i < (at + groups) * lanes; i++) {
      a[i] /= by;
    }
  }

  /** Copies groups. */
  public final void copy(double[] a, int aAt, double[] c, int cAt, int groups) {
    System.arraycopy(a, aAt * lanes, c, cAt * lanes, groups * lanes);
  }
}
