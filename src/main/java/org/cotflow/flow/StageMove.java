package org.cotflow.flow;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.PartSteps;
import org.cotflow.kernel.ParticleBlock;

/**
 * One stage of a Runge-Kutta step: it takes the gradient at the stage's position and moves the
 * particles to the next position of {@link FlowTableau},
 *
 * <pre>
 *   omega = base - tau m_part sum_j weights_j K_j,     K_stage = (gradient sums) / N
 * </pre>
 *
 * Register 0 holds the base, register 1 + j the slope K_j; the slope of the last stage is used at
 * once and not kept. Every stage reports what {@link GradientDescent} reports, and the last one,
 * for each part,
 *
 * <pre>
 *   sum_m |omega - base|^2                                 the way the particles went
 *   sum_m sum_r |sum_j r_j K_j|^2                          {@link FlowTableau#slopeVariation}
 *   sum_m |sum_j (b_j - e_j) K_j|^2                        0 where there is no error estimate
 * </pre>
 *
 * all 0 for frozen parts.
 *
 * @param sampleCount N
 * @param stage from 0
 * @param weights of K_0 .. K_stage; null where the particles are at the end of the step already
 * @param steps of each layer: tau m_part; 0 where a part is frozen
 * @param closing null but for the last stage
 */
record StageMove(
    int sampleCount, int stage, double[] weights, LayerCycle<PartSteps> steps, Closing closing)
    implements BlockMove {
  private static final long serialVersionUID = 1L;

  static final int BASE = 0;

  /** Where the slope variations of the parts stand among the sums, behind the ways. */
  static int variation(int parts) {
    return GradientDescent.way(parts) + parts;
  }

  /** Where the errors of the parts stand among the sums. */
  static int error(int parts) {
    return GradientDescent.way(parts) + 2 * parts;
  }

  /**
   * The report of the last stage about the whole step.
   *
   * @param variation rows of {@link FlowTableau#slopeVariation}
   * @param error weights b - e; null where there is no error estimate
   */
  record Closing(double[][] variation, double[] error) implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public int sumCount() {
    int parts = steps.first().count();
    return closing == null ? GradientDescent.way(parts) : error(parts) + parts;
  }

  @Override
  public int registerCount() {
    return closing == null ? stage + 2 : stage + 1;
  }

  @Override
  public boolean overwrites(int register) {
    return (stage == 0 && register == BASE) || (closing == null && register == stage + 1);
  }

  /** A rejected step begins again from its base and first slope. */
  @Override
  public boolean keepsRegisters() {
    return closing == null || closing.error() != null;
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    int length = block.values().length;
    toSlopesInPlace(gradient, length);
    if (stage == 0) {
      System.arraycopy(block.values(), 0, registers[BASE], 0, length);
    }
    double[][] slopes = new double[stage + 1][];
    System.arraycopy(registers, 1, slopes, 0, stage);
    slopes[stage] = gradient;
    if (closing == null) {
      System.arraycopy(gradient, 0, registers[stage + 1], 0, length);
    }
    double[] base = registers[BASE];
    double[] notFinite = new double[ParticleBlock.LANES];
    int first = 0;
    PartSteps own = steps.at(block.layer());
    for (int part = 0; part < own.count(); part++) {
      int size = own.sizes()[part];
      new Part(block, base, slopes, first, size, own.steps()[part]).run(part, notFinite, sums);
      first += size;
    }
    sums[GradientDescent.NOT_FINITE] = ParticleBlock.foldLanes(notFinite, 0);
  }

  /** The coordinates of a part in all panels of a block. */
  private final class Part {
    private final ParticleBlock block;
    private final double[] base;
    private final double[][] slopes;
    private final int first;
    private final double step;
    private final double[] scratch;

    Part(
        ParticleBlock block,
        double[] base,
        double[][] slopes,
        int firstCoordinate,
        int coordinates,
        double step) {
      this.block = block;
      this.base = base;
      this.slopes = slopes;
      this.first = firstCoordinate * ParticleBlock.LANES;
      this.step = step;
      this.scratch = new double[coordinates * ParticleBlock.LANES];
    }

    /**
     * @param index of the part
     */
    void run(int index, double[] notFinite, double[] sums) {
      double[] squares = new double[ParticleBlock.LANES];
      double[] way = new double[ParticleBlock.LANES];
      double[] variation = new double[ParticleBlock.LANES];
      double[] error = new double[ParticleBlock.LANES];
      int panelSize = block.panelSize();
      for (int panel = 0; panel < block.panelCount(); panel++) {
        int from = panel * panelSize + first;
        addSquares(slopes[stage], from, from + scratch.length, squares);
        if (step != 0 && weights != null) {
          place(from);
          addZeros(block.values(), from, from + scratch.length, notFinite);
        }
        if (step != 0 && closing != null) {
          measure(from, way, variation, error);
        }
      }
      sums[GradientDescent.SQUARES + index] = ParticleBlock.foldLanes(squares, 0);
      if (closing != null) {
        int parts = steps.first().count();
        sums[GradientDescent.way(parts) + index] = ParticleBlock.foldLanes(way, 0);
        sums[variation(parts) + index] = ParticleBlock.foldLanes(variation, 0);
        sums[error(parts) + index] = ParticleBlock.foldLanes(error, 0);
      }
    }

    private void place(int from) {
      combine(weights, slopes, from, scratch);
      double[] values = block.values();
      for (int i = 0; i < scratch.length; i++) {
        values[from + i] = Math.fma(-step, scratch[i], base[from + i]);
      }
    }

    private void measure(int from, double[] way, double[] variation, double[] error) {
      double[] values = block.values();
      for (int i = 0; i < scratch.length; i++) {
        scratch[i] = values[from + i] - base[from + i];
      }
      addSquares(scratch, 0, scratch.length, way);
      for (double[] row : closing.variation()) {
        combine(row, slopes, from, scratch);
        addSquares(scratch, 0, scratch.length, variation);
      }
      if (closing.error() != null) {
        combine(closing.error(), slopes, from, scratch);
        addSquares(scratch, 0, scratch.length, error);
      }
    }
  }

  /** Makes gradient sums G. */
  private void toSlopesInPlace(double[] gradient, int length) {
    double count = sampleCount;
    for (int i = 0; i < length; i++) {
      gradient[i] /= count;
    }
  }

  /** Takes fma(g, g, lane) lane by lane. */
  private static void addSquares(double[] slopes, int from, int to, double[] lanes) {
    double l0 = lanes[0];
    double l1 = lanes[1];
    double l2 = lanes[2];
    double l3 = lanes[3];
    double l4 = lanes[4];
    double l5 = lanes[5];
    double l6 = lanes[6];
    double l7 = lanes[7];
    for (int at = from; at < to; at += ParticleBlock.LANES) {
      l0 = Math.fma(slopes[at], slopes[at], l0);
      l1 = Math.fma(slopes[at + 1], slopes[at + 1], l1);
      l2 = Math.fma(slopes[at + 2], slopes[at + 2], l2);
      l3 = Math.fma(slopes[at + 3], slopes[at + 3], l3);
      l4 = Math.fma(slopes[at + 4], slopes[at + 4], l4);
      l5 = Math.fma(slopes[at + 5], slopes[at + 5], l5);
      l6 = Math.fma(slopes[at + 6], slopes[at + 6], l6);
      l7 = Math.fma(slopes[at + 7], slopes[at + 7], l7);
    }
    lanes[0] = l0;
    lanes[1] = l1;
    lanes[2] = l2;
    lanes[3] = l3;
    lanes[4] = l4;
    lanes[5] = l5;
    lanes[6] = l6;
    lanes[7] = l7;
  }

  /** Adds 0 for each finite number and NaN for any other; four sums hide the latency. */
  private static void addZeros(double[] values, int from, int to, double[] lanes) {
    double z0 = lanes[0];
    double z1 = lanes[1];
    double z2 = lanes[2];
    double z3 = lanes[3];
    for (int at = from; at < to; at += 4) {
      z0 = Math.fma(0.0, values[at], z0);
      z1 = Math.fma(0.0, values[at + 1], z1);
      z2 = Math.fma(0.0, values[at + 2], z2);
      z3 = Math.fma(0.0, values[at + 3], z3);
    }
    lanes[0] = z0;
    lanes[1] = z1;
    lanes[2] = z2;
    lanes[3] = z3;
  }

  /** sum_j weights_j slopes_j, by fma in the order of j, terms of weight 0 left out. */
  static void combine(double[] weights, double[][] slopes, int from, double[] target) {
    java.util.Arrays.fill(target, 0.0);
    for (int j = 0; j < slopes.length; j++) {
      double weight = weights[j];
      double[] slope = slopes[j];
      if (weight != 0) {
        for (int i = 0; i < target.length; i++) {
          target[i] = Math.fma(weight, slope[from + i], target[i]);
        }
      }
    }
  }

  /**
   * Begins a step again from its base and first slope, both in their registers, with another tau;
   * needs no gradient.
   */
  record Again(double weight, LayerCycle<PartSteps> steps) implements BlockMove {
    private static final long serialVersionUID = 1L;

    @Override
    public int sumCount() {
      return 1;
    }

    @Override
    public int registerCount() {
      return 2;
    }

    @Override
    public void applyInPlace(
        ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
      sums[0] = 0;
      int first = 0;
      PartSteps own = steps.at(block.layer());
      for (int part = 0; part < own.count(); part++) {
        place(block, registers, first, own.sizes()[part], own.steps()[part]);
        first += own.sizes()[part];
      }
    }

    private void place(
        ParticleBlock block, double[][] registers, int first, int coordinates, double step) {
      int panelSize = block.panelSize();
      int length = coordinates * ParticleBlock.LANES;
      for (int panel = 0; step != 0 && panel < block.panelCount(); panel++) {
        int from = panel * panelSize + first * ParticleBlock.LANES;
        for (int i = from; i < from + length; i++) {
          double slope = Math.fma(weight, registers[1][i], 0.0);
          block.values()[i] = Math.fma(-step, slope, registers[BASE][i]);
        }
      }
    }
  }
}
