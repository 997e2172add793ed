package org.cotflow.kernel.map;

import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.ParticleLayout;

/**
 * Any map in lanes: takes one particle and one row after the other. Sums take sum + phi_j and sum +
 * (D_omega phi^T q)_j.
 */
record ParticleByParticle(ResidualMap map) implements LaneMap {
  @Override
  public ParticleLayout layout() {
    return map.layout();
  }

  @Override
  public int workGroups(int rows, int panels) {
    return 0;
  }

  @Override
  public int workNumbers() {
    return map.workLength();
  }

  @Override
  public void addValue(
      LaneMath math, Panels panels, Rows states, double[] sums, int sumsAt, double[] work) {
    int d = layout().stateDim();
    double[] omega = new double[layout().size()];
    double[] x = new double[d];
    double[] phi = new double[d];
    for (int m = 0; m < panels.particles(); m++) {
      copyParticle(math, panels, m, omega);
      for (int i = 0; i < states.count(); i++) {
        copyRow(states, i, x);
        map.value(omega, x, phi, work);
        add(math, phi, sums, sumsAt + i * d, m % math.lanes());
      }
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
    int d = layout().stateDim();
    double[] omega = new double[layout().size()];
    double[] x = new double[d];
    double[] q = new double[d];
    double[] dx = new double[d];
    double[] domega = new double[omega.length];
    for (int m = 0; m < panels.particles(); m++) {
      copyParticle(math, panels, m, omega);
      for (int i = 0; i < states.count(); i++) {
        copyRow(states, i, x);
        copyRow(adjoints, i, q);
        map.pullback(omega, x, q, dx, domega, work);
        if (sums != null) {
          add(math, dx, sums, sumsAt + i * d, m % math.lanes());
        }
        if (slopes != null) {
          add(math, domega, slopes, place(math, panels, m), m % math.lanes());
        }
      }
    }
  }

  /** The first group of the panel of particle m. */
  private static int place(LaneMath math, Panels panels, int m) {
    return panels.at() + m / math.lanes() * panels.size();
  }

  private static void copyParticle(LaneMath math, Panels panels, int m, double[] omega) {
    int first = place(math, panels, m) * math.lanes() + m % math.lanes();
    for (int j = 0; j < omega.length; j++) {
      omega[j] = panels.values()[first + j * math.lanes()];
    }
  }

  private static void copyRow(Rows rows, int i, double[] row) {
    System.arraycopy(rows.numbers(), rows.at() + i * row.length, row, 0, row.length);
  }

  private static void add(LaneMath math, double[] numbers, double[] sums, int at, int lane) {
    for (int j = 0; j < numbers.length; j++) {
      sums[(at + j) * math.lanes() + lane] += numbers[j];
    }
  }
}
