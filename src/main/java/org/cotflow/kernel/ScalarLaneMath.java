package org.cotflow.kernel;

import java.util.Arrays;

/** The reference, for any number of lanes. */
final class ScalarLaneMath extends LaneMath {
  ScalarLaneMath(int lanes) {
    super(lanes);
  }

  @Override
  public void multiply(
      LaneProduct shape, double[] a, int aAt, double[] b, int bAt, double[] c, int cAt) {
    for (int i = 0; i < shape.rows(); i++) {
      for (int j = 0; j < shape.columns(); j++) {
        int ci = (cAt + i * shape.c().line() + j * shape.c().step()) * lanes();
        if (shape.fresh()) {
          Arrays.fill(c, ci, ci + lanes(), 0);
        }
        for (int t = 0; t < shape.turns(); t++) {
          int ai = aAt + i * shape.a().line() + t * shape.a().turn();
          int bi = bAt + j * shape.b().line() + t * shape.b().turn();
          addTurn(shape, a, ai, b, bi, c, ci);
        }
      }
    }
  }

  private void addTurn(
      LaneProduct shape, double[] a, int aAt, double[] b, int bAt, double[] c, int at) {
    for (int l = 0; l < shape.length(); l++) {
      int ai = (aAt + l * shape.a().step()) * lanes();
      int bi = bAt + l * shape.b().step();
      for (int lane = 0; lane < lanes(); lane++) {
        double factor = shape.shared() ? b[bi] : b[bi * lanes() + lane];
        c[at + lane] = Math.fma(a[ai + lane], factor, c[at + lane]);
      }
    }
  }

  @Override
  public void activate(
      Activation activation,
      double[] z,
      int zAt,
      int groups,
      double[] values,
      int valuesAt,
      double[] slopes,
      int slopesAt) {
    for (int i = 0; i < groups * lanes(); i++) {
      double at = z[zAt * lanes() + i];
      double value = activation.value(at);
      values[valuesAt * lanes() + i] = value;
      if (slopes != null) {
        slopes[slopesAt * lanes() + i] = activation.derivative(at, value);
      }
    }
  }

  @Override
  void exponentials(double[] x, int from, int length) {
    for (int i = from; i < from + length; i++) {
      x[i] = ScalarFunctions.exp(x[i]);
    }
  }
}
