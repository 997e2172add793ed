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
 * <p>x and r are copied with a margin, zero or of the opposite edge, in which every window is
 * whole.
 *
 * @param channels c
 * @param height of the grid, 1 for a line
 * @param width of the grid
 * @param tall sites of a window above its middle, and below
 * @param wide sites of a window left of its middle, and right
 */
record ConvolutionMap(
    int channels,
    int height,
    int width,
    int tall,
    int wide,
    boolean periodic,
    Activation activation)
    implements LaneMap, LinearInPart, BoundedSlopes {

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
    int channels = stateDim / (height * width);
    return new ConvolutionMap(channels, height, width, tall, half, periodic, activation);
  }

  @Override
  public String linearPart() {
    return "u";
  }

  @Override
  public int featureSites() {
    return height * width;
  }

  /**
   * {@inheritDoc} sup|sigma'| |u| sum_delta |w_delta|: for each delta, every site goes to at most
   * one other.
   */
  @Override
  public double slopeBound(double[] omega) {
    double sum = 0;
    for (int at = channels; at < bias(); at += channels) {
      sum += LaneMap.norm(omega, at, channels);
    }
    return Activation.LARGEST_SLOPE * LaneMap.norm(omega, 0, channels) * sum;
  }

  @Override
  public ParticleLayout layout() {
    return new ParticleLayout(
        channels * sites(),
        List.of(
            Part.of("u", channels, 0),
            Part.of("w", Math.multiplyExact((2 * tall + 1) * (2 * wide + 1), channels), 1),
            Part.bias("b", 1, 1)));
  }

  private int sites() {
    return height * width;
  }

  /** Numbers of a row of a window. */
  private int windowRow() {
    return (2 * wide + 1) * channels;
  }

  private int bias() {
    return channels + (2 * tall + 1) * windowRow();
  }

  /** Sites of a row with its margin. */
  private int wholeRow() {
    return width + 2 * wide;
  }

  private int wholeSites() {
    return (height + 2 * tall) * wholeRow();
  }

  /** The site that stands at a place of the grid with its margin; -1 where that is zero. */
  private int site(int whole) {
    int y = whole / wholeRow() - tall;
    int x = whole % wholeRow() - wide;
    boolean inside = y >= 0 && y < height && x >= 0 && x < width;
    return inside || periodic ? Math.floorMod(y, height) * width + Math.floorMod(x, width) : -1;
  }

  /** Of one row and each panel: z or sigma(z), sigma' and r of the sites, and r with its margin. */
  @Override
  public int workGroups(int rows, int panels) {
    return panels * (3 * sites() + wholeSites());
  }

  /** One row with its margin. */
  @Override
  public int workNumbers() {
    return wholeSites() * channels;
  }

  /** A row with its margin. */
  private Rows whole(LaneMath math, Panels panels, Rows states, int row, double[] work) {
    int first = workGroups(1, panels.count()) * math.lanes();
    int x = states.at() + row * sites() * channels;
    for (int i = 0; i < wholeSites(); i++) {
      int at = first + i * channels;
      int site = site(i);
      if (site < 0) {
        Arrays.fill(work, at, at + channels, 0);
      } else {
        System.arraycopy(states.numbers(), x + site * channels, work, at, channels);
      }
    }
    return new Rows(work, first, wholeSites());
  }

  /** Sets z. */
  private void project(LaneMath math, Panels panels, Rows x, double[] work) {
    LaneMap.repeat(math, panels, bias(), 1, sites(), work, 0);
    int step = wholeRow() * channels;
    LaneProduct products =
        LaneProduct.of(panels.count(), width, windowRow())
            .a(panels.size(), 1)
            .shared(1, channels)
            .c(sites(), 1)
            .turns(2 * tall + 1, windowRow(), step);
    int w = panels.at() + channels;
    for (int y = 0; y < height; y++) {
      math.multiply(products, panels.values(), w, x.numbers(), x.at() + y * step, work, y * width);
    }
  }

  @Override
  public void addValue(
      LaneMath math, Panels panels, Rows states, double[] sums, int sumsAt, double[] work) {
    OutgoingPart u = new OutgoingPart(channels);
    for (int row = 0; row < states.count(); row++) {
      project(math, panels, whole(math, panels, states, row, work), work);
      math.activate(activation, work, 0, panels.count() * sites(), work, 0, null, 0);
      int at = sumsAt + row * sites() * channels;
      u.addValue(math, panels, work, 0, sites(), sums, at);
    }
  }

  @Override
  public void addPullback(
      LaneMath math,
      Panels panels,
      Rows states,
      Rows adjoints,
      double[] sums,
      int sumsAt,
      double[] slopes,
      double[] work) {
    int all = panels.count() * sites();
    int ofZ = 2 * all;
    OutgoingPart u = new OutgoingPart(channels);
    for (int row = 0; row < states.count(); row++) {
      int from = row * sites() * channels;
      Rows q = new Rows(adjoints.numbers(), adjoints.at() + from, sites());
      Rows x = whole(math, panels, states, row, work);
      project(math, panels, x, work);
      math.activate(activation, work, 0, all, work, 0, work, all);
      u.project(math, panels, q, work, ofZ);
      math.times(work, ofZ, work, all, work, ofZ, all);
      if (slopes != null) {
        u.addSlope(math, panels, work, 0, q, slopes);
        addSlopes(math, panels, x, slopes, work);
        LaneMap.addUp(math, panels, work, ofZ, sites(), slopes, bias());
      }
      if (sums != null) {
        spread(math, panels, sums, sumsAt + from, work);
      }
    }
  }

  /** Adds dw of a row. */
  private void addSlopes(LaneMath math, Panels panels, Rows x, double[] slopes, double[] work) {
    int ofZ = 2 * panels.count() * sites();
    int step = wholeRow() * channels;
    LaneProduct incoming =
        LaneProduct.of(panels.count(), windowRow(), width)
            .a(sites(), 1)
            .shared(channels, 1)
            .c(panels.size(), 1)
            .turns(height, width, step);
    for (int dy = 0; dy <= 2 * tall; dy++) {
      int w = panels.at() + channels + dy * windowRow();
      math.multiply(incoming, work, ofZ, x.numbers(), x.at() + dy * step, slopes, w);
    }
  }

  /** Adds dx of a row. */
  private void spread(LaneMath math, Panels panels, double[] sums, int sumsAt, double[] work) {
    int ofZ = 2 * panels.count() * sites();
    int whole = 3 * panels.count() * sites();
    for (int i = 0; i < panels.count() * wholeSites(); i++) {
      int site = site(i % wholeSites());
      if (site < 0) {
        int at = (whole + i) * math.lanes();
        Arrays.fill(work, at, at + math.lanes(), 0);
      } else {
        math.copy(work, ofZ + i / wholeSites() * sites() + site, work, whole + i, 1);
      }
    }
    LaneProduct back =
        LaneProduct.of(width, channels, 2 * wide + 1)
            .a(1, -1)
            .turns(2 * tall + 1, -wholeRow(), windowRow());
    for (int y = 0; y < height; y++) {
      for (int n = 0; n < panels.count(); n++) {
        int r = whole + n * wholeSites() + (y + 2 * tall) * wholeRow() + 2 * wide;
        int w = panels.at() + n * panels.size() + channels;
        int c = sumsAt + y * width * channels;
        math.multiply(back, work, r, panels.values(), w, sums, c);
      }
    }
  }
}
