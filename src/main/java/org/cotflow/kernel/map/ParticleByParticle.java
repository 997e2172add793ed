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
  public int workGroups(int rows) {
    return 0;
  }

  @Override
  public int workNumbers() {
    return map.workLength();
  }

  @Override
  public void addValue(
      LaneMath math, Panel panel, Rows states, double[] sums, int sumsAt, double[] work) {
    int d = layout().stateDim();
    double[] omega = new double[layout().size()];
    double[] x = new double[d];
    double[] phi = new double[d];
    for (int lane = 0; lane < panel.count(); lane++) {
      copyParticle(math, panel, lane, omega);
      for (int i = 0; i < states.count(); i++) {
        copyRow(states, i, x);
        map.value(omega, x, phi, work);
        add(math, phi, sums, sumsAt + i * d, lane);
      }
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
    int d = layout().stateDim();
    double[] omega = new double[layout().size()];
    double[] x = new double[d];
    double[] q = new double[d];
    double[] dx = new double[d];
    double[] domega = new double[omega.length];
    for (int lane = 0; lane < panel.count(); lane++) {
      copyParticle(math, panel, lane, omega);
      for (int i = 0; i < states.count(); i++) {
        copyRow(states, i, x);
        copyRow(adjoints, i, q);
        map.pullback(omega, x, q, dx, domega, work);
        if (sums != null) {
          add(math, dx, sums, sumsAt + i * d, lane);
        }
        if (slopes != null) {
          add(math, domega, slopes, slopesAt, lane);
        }
      }
    }
  }

  private static void copyParticle(LaneMath math, Panel panel, int lane, double[] omega) {
    for (int j = 0; j < omega.length; j++) {
      omega[j] = panel.values()[(panel.at() + j) * math.lanes() + lane];
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
