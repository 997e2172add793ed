package org.cotflow.kernel.map;

import java.util.Arrays;
import java.util.List;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.LaneProduct;
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
 * <p>With patch_s the numbers of the window around s, r_s = &lt;u, q_s&gt; sigma'(z_s):
 *
 * <pre>
 *   du = sum_s sigma(z_s) q_s,   dw = sum_s r_s patch_s,   db = sum_s r_s
 *   dx_t = sum_delta r_{t - delta} w_delta
 * </pre>
 *
 * @param channels c
 * @param neighbors for each site and each delta the site s + delta; -1 beyond an edge
 * @param sources for each site and each delta the site s - delta; -1 beyond an edge
 */
record ConvolutionMap(int channels, int[][] neighbors, int[][] sources, Activation activation)
    implements LaneMap {

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
    int[][] sources = new int[neighbors.length][neighbors[0].length];
    for (int[] ofSite : sources) {
      Arrays.fill(ofSite, -1);
    }
    for (int site = 0; site < neighbors.length; site++) {
      for (int tap = 0; tap < neighbors[site].length; tap++) {
        if (neighbors[site][tap] >= 0) {
          sources[neighbors[site][tap]][tap] = site;
        }
      }
    }
    return new ConvolutionMap(stateDim / neighbors.length, neighbors, sources, activation);
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

  private int sites() {
    return neighbors.length;
  }

  /** Numbers of a patch. */
  private int window() {
    return taps() * channels;
  }

  private int bias() {
    return channels + window();
  }

  /** Of one row: z or sigma(z), sigma' and r of the sites, and r of the sites of every window. */
  @Override
  public int workGroups(int rows) {
    return sites() * (3 + (taps() == 1 ? 0 : taps()));
  }

  /** The patches of one row. */
  @Override
  public int workNumbers() {
    return taps() == 1 ? 0 : sites() * window();
  }

  /** The patches of a row, site by site: the row itself where a window is one site. */
  private Rows patches(LaneMath math, Rows states, int row, double[] work) {
    int x = states.at() + row * sites() * channels;
    if (taps() == 1) {
      return new Rows(states.numbers(), x, sites());
    }
    int first = workGroups(1) * math.lanes();
    for (int site = 0; site < sites(); site++) {
      for (int tap = 0; tap < taps(); tap++) {
        int at = first + site * window() + tap * channels;
        int neighbor = neighbors[site][tap];
        if (neighbor < 0) {
          Arrays.fill(work, at, at + channels, 0);
        } else {
          System.arraycopy(states.numbers(), x + neighbor * channels, work, at, channels);
        }
      }
    }
    return new Rows(work, first, sites());
  }

  /** Sets z. */
  private void project(LaneMath math, Panel panel, Rows patches, double[] work) {
    for (int site = 0; site < sites(); site++) {
      math.copy(panel.values(), panel.at() + bias(), work, site, 1);
    }
    LaneProduct products = LaneProduct.of(1, sites(), window()).shared(1, window());
    int w = panel.at() + channels;
    math.multiply(products, panel.values(), w, patches.numbers(), patches.at(), work, 0);
  }

  @Override
  public void addValue(
      LaneMath math, Panel panel, Rows states, double[] sums, int sumsAt, double[] work) {
    OutgoingPart u = new OutgoingPart(channels);
    for (int row = 0; row < states.count(); row++) {
      project(math, panel, patches(math, states, row, work), work);
      math.activate(activation, work, 0, sites(), work, 0, null, 0);
      int at = sumsAt + row * sites() * channels;
      u.addValue(math, panel, work, 0, sites(), sums, at);
    }
  }

  @Override
  public void addPullback(
      LaneMath math,
      Panel panel,
      Rows states,
      Rows adjoints,
      double[] sums,
      int sumsAt,
      double[] slopes,
      int slopesAt,
      double[] work) {
    int derivative = sites();
    int ofZ = 2 * sites();
    OutgoingPart u = new OutgoingPart(channels);
    LaneProduct incoming = LaneProduct.of(1, window(), sites()).shared(window(), 1);
    for (int row = 0; row < states.count(); row++) {
      Rows q = new Rows(adjoints.numbers(), adjoints.at() + row * sites() * channels, sites());
      Rows patches = patches(math, states, row, work);
      project(math, panel, patches, work);
      math.activate(activation, work, 0, sites(), work, 0, work, derivative);
      u.project(math, panel, q, work, ofZ);
      math.times(work, ofZ, work, derivative, work, ofZ, sites());
      if (slopes != null) {
        u.addSlope(math, work, 0, q, slopes, slopesAt);
        int w = slopesAt + channels;
        math.multiply(incoming, work, ofZ, patches.numbers(), patches.at(), slopes, w);
        LaneMap.addUp(math, work, ofZ, sites(), slopes, slopesAt + bias());
      }
      if (sums != null) {
        spread(math, panel, ofZ, sums, sumsAt + row * sites() * channels, work);
      }
    }
  }

  /** Adds dx of a row. */
  private void spread(
      LaneMath math, Panel panel, int ofZ, double[] sums, int sumsAt, double[] work) {
    int gathered = taps() == 1 ? ofZ : ofZ + sites();
    if (taps() > 1) {
      for (int site = 0; site < sites(); site++) {
        for (int tap = 0; tap < taps(); tap++) {
          int at = gathered + site * taps() + tap;
          int source = sources[site][tap];
          if (source < 0) {
            Arrays.fill(work, at * math.lanes(), (at + 1) * math.lanes(), 0);
          } else {
            math.copy(work, ofZ + source, work, at, 1);
          }
        }
      }
    }
    LaneProduct back = LaneProduct.of(sites(), channels, taps());
    math.multiply(back, work, gathered, panel.values(), panel.at() + channels, sums, sumsAt);
  }
}
