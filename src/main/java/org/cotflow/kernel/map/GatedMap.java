package org.cotflow.kernel.map;

import java.util.List;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Gated units, phi = u sigma(z) g with z = &lt;w, x&gt; + b and g = &lt;v, x&gt; + c: omega = (u,
 * w, b, v, c), p = 3d + 2.
 */
record GatedMap(int stateDim, Activation activation) implements ResidualMap {
  @Override
  public ParticleLayout layout() {
    return new ParticleLayout(
        stateDim,
        List.of(
            Part.of("u", stateDim, 0),
            Part.of("w", stateDim, 1),
            Part.bias("b", 1, 1),
            Part.of("v", stateDim, 1),
            Part.bias("c", 1, 1)));
  }

  @Override
  public void value(double[] omega, double[] x, double[] phi, double[] work) {
    double z = FusedSums.affine(omega, stateDim, x, stateDim, omega[2 * stateDim]);
    double factor = activation.value(z) * gate(omega, x);
    for (int j = 0; j < stateDim; j++) {
      phi[j] = omega[j] * factor;
    }
  }

  private double gate(double[] omega, double[] x) {
    return FusedSums.affine(omega, 2 * stateDim + 1, x, stateDim, omega[3 * stateDim + 1]);
  }

  @Override
  public void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    int d = stateDim;
    double z = FusedSums.affine(omega, d, x, d, omega[2 * d]);
    double a = activation.value(z);
    double g = gate(omega, x);
    double along = FusedSums.affine(omega, 0, q, d, 0);
    double ofZ = along * activation.derivative(z, a) * g;
    double ofGate = along * a;
    double factor = a * g;
    int v = 2 * d + 1;
    for (int j = 0; j < d; j++) {
      dx[j] = Math.fma(ofGate, omega[v + j], ofZ * omega[d + j]);
      domega[j] = factor * q[j];
      domega[d + j] = ofZ * x[j];
      domega[v + j] = ofGate * x[j];
    }
    domega[2 * d] = ofZ;
    domega[v + d] = ofGate;
  }
}
