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
        int ai = aAt + i * shape.aRow();
        int bi = bAt + j * shape.bColumn();
        int ci = (cAt + i * shape.cRow() + j * shape.cColumn()) * lanes();
        if (shape.fresh()) {
          Arrays.fill(c, ci, ci + lanes(), 0);
        }
        for (int l = 0; l < shape.length(); l++, ai += shape.aStep(), bi += shape.bStep()) {
          for (int lane = 0; lane < lanes(); lane++) {
            double factor = shape.shared() ? b[bi] : b[bi * lanes() + lane];
            c[ci + lane] = Math.fma(a[ai * lanes() + lane], factor, c[ci + lane]);
          }
        }
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
