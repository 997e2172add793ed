package org.cotflow.kernel.map;

import java.util.Arrays;
import java.util.List;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Perceptrons with a hidden layer, phi = u sigma(&lt;v, a&gt;) with a = sigma(w x + c): omega = (u,
 * w, c, v) with w of r x d numbers, row-major; p = d + r (d + 2).
 *
 * @param hidden r
 */
record PerceptronMap(int stateDim, Activation activation, int hidden) implements ResidualMap {
  @Override
  public ParticleLayout layout() {
    return new ParticleLayout(
        stateDim,
        List.of(
            Part.of("u", stateDim, 0),
            Part.of("w", Math.multiplyExact(hidden, stateDim), 1),
            Part.bias("c", hidden, 1),
            Part.of("v", hidden, 1)));
  }

  private int biases() {
    return stateDim + hidden * stateDim;
  }

  private int outgoing() {
    return biases() + hidden;
  }

  /** Pre-activations, activations. */
  @Override
  public int workLength() {
    return 2 * hidden;
  }

  /** Sets z and a of the hidden units and gives &lt;v, a&gt;. */
  private double activate(double[] omega, double[] x, double[] work) {
    for (int i = 0; i < hidden; i++) {
      int w = stateDim + i * stateDim;
      work[i] = FusedSums.affine(omega, w, x, stateDim, omega[biases() + i]);
      work[hidden + i] = activation.value(work[i]);
    }
    return FusedSums.product(omega, outgoing(), work, hidden, hidden, 0);
  }

  @Override
  public void value(double[] omega, double[] x, double[] phi, double[] work) {
    double factor = activation.value(activate(omega, x, work));
    for (int j = 0; j < stateDim; j++) {
      phi[j] = omega[j] * factor;
    }
  }

  @Override
  public void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    double s = activate(omega, x, work);
    double value = activation.value(s);
    double ofSum = FusedSums.affine(omega, 0, q, stateDim, 0) * activation.derivative(s, value);
    for (int j = 0; j < stateDim; j++) {
      domega[j] = value * q[j];
    }
    Arrays.fill(dx, 0, stateDim, 0);
    for (int i = 0; i < hidden; i++) {
      double a = work[hidden + i];
      double ofZ = ofSum * omega[outgoing() + i] * activation.derivative(work[i], a);
      int w = stateDim + i * stateDim;
      for (int j = 0; j < stateDim; j++) {
        domega[w + j] = ofZ * x[j];
      }
      domega[biases() + i] = ofZ;
      domega[outgoing() + i] = ofSum * a;
      FusedSums.add(ofZ, omega, w, dx, 0, stateDim);
    }
  }
}
