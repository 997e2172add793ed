package org.cotflow.kernel.map;

import static org.cotflow.kernel.ParticleBlock.LANES;

import java.util.Arrays;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockLayout;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.ParticleBlock;

/**
 * Runs any {@link ResidualMap} over blocks of particles, in the order of {@link BlockKernel}'s
 * contract:
 *
 * <ul>
 *   <li>A sum over particles keeps {@value ParticleBlock#LANES} lane sums, each starting at 0 and
 *       taking sum + phi_j of its particles panel by panel; then {@link ParticleBlock#foldLanes}.
 *   <li>A sum over the rows of a chunk starts at 0 and takes sum + (D_omega phi^T p)_j row by row.
 * </ul>
 *
 * <p>A particle is read once for a run of rows; the lane sums of all these rows are held meanwhile.
 */
public final class MapKernel implements BlockKernel {
  /** Slots of the scratch. */
  private static final int OMEGA = 0;

  private static final int STATE = 1;
  private static final int ADJOINT = 2;
  private static final int VALUE = 3;
  private static final int SLOPE = 4;
  private static final int WORK = 5;
  private static final int LANE_SUMS = 6;
  private static final int TOTAL = 7;

  private final ResidualMap map;
  private final Activation activation;
  private final int d;
  private final int p;

  /**
   * @param activation of the map's specification
   */
  MapKernel(ResidualMap map, Activation activation) {
    this.map = map;
    this.activation = activation;
    this.d = map.layout().stateDim();
    this.p = map.layout().size();
  }

  /** The arrays of one particle and one state. */
  private record Room(
      double[] omega, double[] x, double[] q, double[] value, double[] slope, double[] work) {}

  private Room room(KernelScratch scratch) {
    return new Room(
        scratch.array(OMEGA, p),
        scratch.array(STATE, d),
        scratch.array(ADJOINT, d),
        scratch.array(VALUE, d),
        scratch.array(SLOPE, p),
        scratch.array(WORK, map.workLength()));
  }

  @Override
  public void velocity(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch) {
    sum(block, fromRow, toRow, sums, scratch, (room, row) -> evaluate(room, states, row));
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
    sum(block, fromRow, toRow, sums, scratch, (room, row) -> pullBack(room, states, adjoints, row));
  }

  /** Sets the room's value for its particle at a row. */
  private interface AtRow {
    void set(Room room, int row);
  }

  /** Sums of the room's value over the block's particles, for each row. */
  private void sum(
      ParticleBlock block,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch,
      AtRow value) {
    Room room = room(scratch);
    for (int from = fromRow; from < toRow; from += ROW_CHUNK) {
      int to = Math.min(toRow, from + ROW_CHUNK);
      double[] laneSums = zeros(scratch, to - from, d);
      for (int m = 0; m < block.count(); m++) {
        block.copyParticle(m, room.omega, 0);
        for (int row = from; row < to; row++) {
          value.set(room, row);
          add(room.value, d, laneSums, (row - from) * d, m % LANES);
        }
      }
      fold(laneSums, (to - from) * d, sums, from * d);
    }
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
    Room room = room(scratch);
    double[] total = scratch.array(TOTAL, p);
    double[] laneSums = zeros(scratch, sums == null ? 0 : toRow - fromRow, d);
    Arrays.fill(gradient, 0, block.values().length, 0);
    for (int m = 0; m < block.count(); m++) {
      block.copyParticle(m, room.omega, 0);
      Arrays.fill(total, 0, p, 0);
      for (int row = fromRow; row < toRow; row++) {
        pullBack(room, states, adjoints, row);
        for (int j = 0; j < p; j++) {
          total[j] += room.slope[j];
        }
        if (sums != null) {
          add(room.value, d, laneSums, (row - fromRow) * d, m % LANES);
        }
      }
      int at = block.index(m, 0);
      for (int j = 0; j < p; j++) {
        gradient[at + j * LANES] = total[j];
      }
    }
    if (sums != null) {
      fold(laneSums, (toRow - fromRow) * d, sums, fromRow * d);
    }
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
    Room room = room(scratch);
    int entries = d * d;
    for (int row = fromRow; row < toRow; row++) {
      double[] laneSums = zeros(scratch, 1, entries);
      System.arraycopy(states, row * d, room.x, 0, d);
      for (int m = 0; m < block.count(); m++) {
        block.copyParticle(m, room.omega, 0);
        for (int a = 0; a < d; a++) {
          Arrays.fill(room.q, 0, d, 0);
          room.q[a] = 1;
          map.pullback(room.omega, room.x, room.q, room.value, room.slope, room.work);
          add(room.value, d, laneSums, a * d, m % LANES);
        }
      }
      fold(laneSums, entries, jacobianSums, row * entries);
    }
  }

  /** Sets the room's value to phi at a row. */
  private void evaluate(Room room, double[] states, int row) {
    System.arraycopy(states, row * d, room.x, 0, d);
    map.value(room.omega, room.x, room.value, room.work);
  }

  /** Sets the room's value to D_x phi^T p and its slope to D_omega phi^T p at a row. */
  private void pullBack(Room room, double[] states, double[] adjoints, int row) {
    System.arraycopy(states, row * d, room.x, 0, d);
    System.arraycopy(adjoints, row * d, room.q, 0, d);
    map.pullback(room.omega, room.x, room.q, room.value, room.slope, room.work);
  }

  private static double[] zeros(KernelScratch scratch, int rows, int perRow) {
    int length = rows * perRow * LANES;
    double[] laneSums = scratch.array(LANE_SUMS, length);
    Arrays.fill(laneSums, 0, length, 0);
    return laneSums;
  }

  /** Adds numbers to one lane of the sums from {@code first} on. */
  private static void add(double[] numbers, int count, double[] laneSums, int first, int lane) {
    int at = first * LANES + lane;
    for (int j = 0; j < count; j++) {
      laneSums[at + j * LANES] += numbers[j];
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
    throw new UnsupportedOperationException("no map but the neuron has features");
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
