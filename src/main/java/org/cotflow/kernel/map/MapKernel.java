package org.cotflow.kernel.map;

import static org.cotflow.kernel.ParticleBlock.LANES;

import java.util.Arrays;
import java.util.function.Consumer;
import org.cotflow.base.ArraySize;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.BlockLayout;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.LaneMap.Panels;
import org.cotflow.kernel.map.LaneMap.Rows;

/**
 * Runs any {@link ResidualMap} over blocks of particles, in the order of {@link BlockKernel}'s
 * contract:
 *
 * <ul>
 *   <li>A sum over particles keeps {@value ParticleBlock#LANES} lane sums, each starting at 0 and
 *       going on panel by panel; then {@link ParticleBlock#foldLanes}.
 *   <li>A sum over the rows of a chunk starts at 0 and goes on row by row.
 * </ul>
 *
 * <p>How a sum goes on is the map's: see {@link LaneMap}.
 */
public final class MapKernel implements BlockKernel {
  /** Rows that a map is given at a time: at most, and where its working memory is large. */
  private static final int MOST_ROWS = 32;

  private static final int FEW_ROWS = 8;

  /** Panels that a map is given at a time: at most, and where its working memory is large. */
  private static final int MOST_PANELS = 16;

  private static final int FEW_PANELS = 8;

  /**
   * Groups of working memory that more than the few rows and panels may take: a quarter of a MB.
   */
  private static final int MOST_WORK = 1 << 12;

  /** Groups of lane sums that stay in the cache while panels pass: 160 KB. */
  private static final int MOST_SUMS = 5 << 9;

  /** Slots of the scratch. */
  private static final int WORK = 0;

  private static final int LANE_SUMS = 1;
  private static final int HELD = 2;
  private static final int UNIT = 3;

  private final ResidualMap own;
  private final LaneMap map;
  private final Activation activation;
  private final LaneMath math;
  private final int d;
  private final int p;
  private final int rows;
  private final int panels;

  private MapKernel(ResidualMap own, LaneMap map, Activation activation, LaneMath math) {
    this.own = own;
    this.map = map;
    this.activation = activation;
    this.math = math;
    this.d = map.layout().stateDim();
    this.p = map.layout().size();
    int most = Math.max(FEW_ROWS, Math.min(MOST_ROWS, MOST_SUMS / d));
    boolean small = map.workGroups(most, MOST_PANELS) <= MOST_WORK;
    this.rows = small ? most : FEW_ROWS;
    this.panels = small ? MOST_PANELS : FEW_PANELS;
  }

  /**
   * The fastest kernel for a map.
   *
   * @param activation of the map's specification
   */
  static MapKernel of(ResidualMap map, Activation activation) {
    return of(map, activation, BlockKernels.laneMath());
  }

  static MapKernel of(ResidualMap map, Activation activation, LaneMath math) {
    LaneMap inLanes = map instanceof LaneMap own ? own : new ParticleByParticle(map);
    return new MapKernel(map, inLanes, activation, math);
  }

  private double[] work(KernelScratch scratch) {
    return scratch.array(WORK, map.workLength(math, rows, panels));
  }

  @Override
  public void velocity(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch) {
    double[] work = work(scratch);
    inRuns(
        block,
        fromRow,
        toRow,
        sums,
        scratch,
        (panels, row, count, laneSums, at) ->
            map.addValue(math, panels, new Rows(states, row * d, count), laneSums, at, work));
  }

  @Override
  public void pullback(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch) {
    double[] work = work(scratch);
    inRuns(
        block,
        fromRow,
        toRow,
        sums,
        scratch,
        (panels, row, count, laneSums, at) ->
            pullBack(panels, states, adjoints, row, count, laneSums, at, null, work));
  }

  @Override
  public void gradientChunk(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int fromRow,
      int toRow,
      double[] sums,
      double[] gradient,
      KernelScratch scratch) {
    BlockLayout.checkChunk(fromRow, toRow);
    double[] work = work(scratch);
    Arrays.fill(gradient, 0, block.values().length, 0);
    inRuns(
        block,
        fromRow,
        toRow,
        sums,
        scratch,
        (panels, row, count, laneSums, at) ->
            pullBack(panels, states, adjoints, row, count, laneSums, at, gradient, work));
    clearPadding(block, gradient);
  }

  /**
   * Sets {@code sums[row * d + j]} for rows in [fromRow, toRow) to the sum over the particles of
   * D_omega phi v, particle by particle.
   *
   * @param v a vector for each particle, in the block's panel layout
   */
  public void push(
      ParticleBlock block,
      double[] v,
      double[] states,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch) {
    int entries = (toRow - fromRow) * d;
    double[] laneSums = scratch.array(LANE_SUMS, entries * LANES);
    Arrays.fill(laneSums, 0, entries * LANES, 0);
    ParticleBlock directions = new ParticleBlock(block.layer(), block.first(), block.count(), d, v);
    double[] omega = new double[p];
    double[] along = new double[p];
    double[] phi = new double[d];
    double[] work = new double[own.workLength()];
    for (int m = 0; m < block.count(); m++) {
      block.copyParticle(m, omega, 0);
      directions.copyParticle(m, along, 0);
      for (int row = fromRow; row < toRow; row++) {
        double[] x = Arrays.copyOfRange(states, row * d, (row + 1) * d);
        own.push(omega, x, along, phi, work);
        for (int j = 0; j < d; j++) {
          laneSums[((row - fromRow) * d + j) * LANES + m % LANES] += phi[j];
        }
      }
    }
    fold(laneSums, entries, sums, fromRow * d);
  }

  /**
   * The features of a map that is linear in a part, at rows of states: number e of site s for
   * particle m at {@code ((row * n + s) * h + e) * 8 * panelCount + m}, 0 in padding lanes.
   */
  public double[] features(ParticleBlock block, double[] states) {
    LinearInPart linear = (LinearInPart) own;
    int rows = states.length / d;
    int perRow = linear.featureSites() * linear.featureSize();
    int lanes = block.panelCount() * LANES;
    double[] all = new double[ArraySize.of("the features of a block", rows, perRow, lanes)];
    double[] f = new double[perRow];
    double[] omega = new double[p];
    double[] work = new double[own.workLength()];
    for (int m = 0; m < block.count(); m++) {
      block.copyParticle(m, omega, 0);
      for (int row = 0; row < rows; row++) {
        double[] x = Arrays.copyOfRange(states, row * d, (row + 1) * d);
        linear.features(omega, x, f, work);
        for (int e = 0; e < perRow; e++) {
          all[(row * perRow + e) * lanes + m] = f[e];
        }
      }
    }
    return all;
  }

  /** {@link BoundedSlopes#slopeBound}, summed over the particles; NaN for other maps. */
  public double slopeBounds(ParticleBlock block) {
    if (!(own instanceof BoundedSlopes bounded)) {
      return Double.NaN;
    }
    double[] omega = new double[p];
    double sum = 0;
    for (int m = 0; m < block.count(); m++) {
      block.copyParticle(m, omega, 0);
      sum += bounded.slopeBound(omega);
    }
    return sum;
  }

  private void pullBack(
      Panels panels,
      double[] states,
      double[] adjoints,
      int row,
      int count,
      double[] laneSums,
      int at,
      double[] gradient,
      double[] work) {
    Rows x = new Rows(states, row * d, count);
    Rows q = new Rows(adjoints, row * d, count);
    map.addPullback(math, panels, x, q, laneSums, at, gradient, work);
  }

  /** {@inheritDoc} Row a of J is D_x phi^T e_a. */
  @Override
  public void velocityAndJacobian(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] velocitySums,
      double[] jacobianSums,
      KernelScratch scratch) {
    velocity(block, states, fromRow, toRow, velocitySums, scratch);
    double[] work = work(scratch);
    double[] unit = scratch.array(UNIT, d);
    int entries = d * d;
    double[] laneSums = scratch.array(LANE_SUMS, entries * LANES);
    for (int row = fromRow; row < toRow; row++) {
      Rows x = new Rows(states, row * d, 1);
      Arrays.fill(laneSums, 0, entries * LANES, 0);
      overPanels(
          block,
          laneSums,
          entries,
          scratch,
          panels -> {
            for (int a = 0; a < d; a++) {
              Arrays.fill(unit, 0, d, 0);
              unit[a] = 1;
              Rows q = new Rows(unit, 0, 1);
              map.addPullback(math, panels, x, q, laneSums, a * d, null, work);
            }
          });
      fold(laneSums, entries, jacobianSums, row * entries);
    }
  }

  /** Adds what some rows give for some panels. */
  private interface OverRows {
    /**
     * @param laneSums null where they are not wanted
     * @param at where the group of the first row begins
     */
    void add(Panels panels, int row, int count, double[] laneSums, int at);
  }

  /**
   * Sums over the block's particles for each row, in runs of rows whose lane sums stay in the
   * cache.
   *
   * @param sums null where they are not wanted
   */
  private void inRuns(
      ParticleBlock block,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch,
      OverRows overRows) {
    int run = Math.max(rows, MOST_SUMS / d / rows * rows);
    for (int from = fromRow; from < toRow; from += run) {
      int first = from;
      int to = Math.min(toRow, from + run);
      int entries = (to - from) * d;
      double[] laneSums = sums == null ? null : scratch.array(LANE_SUMS, entries * LANES);
      if (sums != null) {
        Arrays.fill(laneSums, 0, entries * LANES, 0);
      }
      overPanels(
          block,
          laneSums,
          entries,
          scratch,
          given -> {
            for (int row = first; row < to; row += rows) {
              int count = Math.min(rows, to - row);
              overRows.add(given, row, count, laneSums, (row - first) * d);
            }
          });
      if (sums != null) {
        fold(laneSums, entries, sums, from * d);
      }
    }
  }

  /**
   * Hands over all panels of a block. What the last one adds in lanes without a particle is taken
   * back.
   */
  private void overPanels(
      ParticleBlock block,
      double[] laneSums,
      int entries,
      KernelScratch scratch,
      Consumer<Panels> add) {
    int full = block.count() / LANES;
    for (int i = 0; i < full; i += panels) {
      int count = Math.min(panels, full - i);
      add.accept(new Panels(block.values(), i * p, count, p, count * LANES));
    }
    int rest = block.count() - full * LANES;
    if (rest == 0) {
      return;
    }
    double[] held = scratch.array(HELD, laneSums == null ? 0 : entries * LANES);
    if (laneSums != null) {
      System.arraycopy(laneSums, 0, held, 0, entries * LANES);
    }
    add.accept(new Panels(block.values(), full * p, 1, p, rest));
    for (int i = 0; laneSums != null && i < entries * LANES; i += LANES) {
      System.arraycopy(held, i + rest, laneSums, i + rest, LANES - rest);
    }
  }

  private void clearPadding(ParticleBlock block, double[] gradient) {
    int rest = block.count() % LANES;
    int last = block.count() / LANES * p;
    for (int j = 0; rest > 0 && j < p; j++) {
      Arrays.fill(gradient, (last + j) * LANES + rest, (last + j + 1) * LANES, 0);
    }
  }

  private static void fold(double[] laneSums, int count, double[] sums, int at) {
    for (int i = 0; i < count; i++) {
      sums[at + i] = ParticleBlock.foldLanes(laneSums, i * LANES);
    }
  }

  @Override
  public void activations(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] out,
      KernelScratch scratch) {
    throw new UnsupportedOperationException("no map but the neuron has activations");
  }

  public ParticleLayout layout() {
    return map.layout();
  }

  @Override
  public int stateDim() {
    return d;
  }

  @Override
  public Activation activation() {
    return activation;
  }
}
