package org.cotflow.kernel.map;

import java.util.Arrays;
import java.util.List;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Neurons that slide over a grid of sites with c channels. At each site s
 *
 * <pre>
 *   phi(x)_s = u sigma( sum_delta &lt;w_delta, x_{s + delta}&gt; + b )
 * </pre>
 *
 * with delta over a window of {@code window x window} (or {@code window} on a line) around s: omega
 * = (u, w, b), u in R^c, w in R^(window^n c), b in R. Sites beyond an edge are 0, or those of the
 * opposite edge. States hold the channels of a site next to each other, sites row by row.
 *
 * @param channels c
 * @param neighbors for each site and each delta the site s + delta; -1 beyond an edge
 */
record ConvolutionMap(int channels, int[][] neighbors, Activation activation)
    implements ResidualMap {

  /**
   * @param sites lengths of the grid along its one or two axes
   * @param window odd
   * @param periodic whether sites beyond an edge are those of the opposite one
   */
  static ConvolutionMap of(
      int stateDim, int[] sites, int window, boolean periodic, Activation activation) {
    int height = sites.length == 1 ? 1 : sites[0];
    int width = sites[sites.length - 1];
    int half = window / 2;
    int tall = sites.length == 1 ? 0 : half;
    int[][] neighbors = new int[height * width][(2 * tall + 1) * window];
    for (int site = 0; site < neighbors.length; site++) {
      int next = 0;
      for (int dy = -tall; dy <= tall; dy++) {
        for (int dx = -half; dx <= half; dx++) {
          int y = site / width + dy;
          int x = site % width + dx;
          boolean inside = y >= 0 && y < height && x >= 0 && x < width;
          neighbors[site][next++] =
              inside || periodic ? Math.floorMod(y, height) * width + Math.floorMod(x, width) : -1;
        }
      }
    }
    return new ConvolutionMap(stateDim / neighbors.length, neighbors, activation);
  }

  private int taps() {
    return neighbors[0].length;
  }

  @Override
  public ParticleLayout layout() {
    return new ParticleLayout(
        channels * neighbors.length,
        List.of(
            Part.of("u", channels, 0),
            Part.of("w", Math.multiplyExact(taps(), channels), 1),
            Part.bias("b", 1, 1)));
  }

  private double preactivation(double[] omega, double[] x, int site) {
    double z = omega[channels + taps() * channels];
    for (int tap = 0; tap < taps(); tap++) {
      int neighbor = neighbors[site][tap];
      if (neighbor >= 0) {
        int w = channels + tap * channels;
        z = FusedSums.product(omega, w, x, neighbor * channels, channels, z);
      }
    }
    return z;
  }

  @Override
  public void value(double[] omega, double[] x, double[] phi, double[] work) {
    for (int site = 0; site < neighbors.length; site++) {
      double a = activation.value(preactivation(omega, x, site));
      for (int j = 0; j < channels; j++) {
        phi[site * channels + j] = omega[j] * a;
      }
    }
  }

  @Override
  public void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    int bias = channels + taps() * channels;
    Arrays.fill(dx, 0, channels * neighbors.length, 0);
    Arrays.fill(domega, 0, bias + 1, 0);
    for (int site = 0; site < neighbors.length; site++) {
      double z = preactivation(omega, x, site);
      double a = activation.value(z);
      int at = site * channels;
      double ofZ = FusedSums.product(omega, 0, q, at, channels, 0) * activation.derivative(z, a);
      FusedSums.add(a, q, at, domega, 0, channels);
      domega[bias] += ofZ;
      for (int tap = 0; tap < taps(); tap++) {
        int neighbor = neighbors[site][tap];
        if (neighbor >= 0) {
          int w = channels + tap * channels;
          FusedSums.add(ofZ, x, neighbor * channels, domega, w, channels);
          FusedSums.add(ofZ, omega, w, dx, neighbor * channels, channels);
        }
      }
    }
  }
}
