package org.cotflow.run;

import java.util.List;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.kernel.map.MapInputs;
import org.cotflow.kernel.map.ResidualMap;

/** A map of one's own: phi = a z / (1 + z^2) with z = scale &lt;direction, x&gt;. */
public class RationalMap implements ResidualMap {
  private final int d;
  private final double scale;

  public RationalMap(MapInputs inputs) {
    d = inputs.stateDim();
    scale = inputs.number("scale", 1);
  }

  @Override
  public ParticleLayout layout() {
    return new ParticleLayout(d, List.of(Part.of("a", d, 0.5), Part.of("direction", d, 1)));
  }

  private double z(double[] omega, double[] x) {
    double z = 0;
    for (int j = 0; j < d; j++) {
      z = Math.fma(omega[d + j], x[j], z);
    }
    return scale * z;
  }

  @Override
  public void value(double[] omega, double[] x, double[] phi, double[] work) {
    double z = z(omega, x);
    for (int j = 0; j < d; j++) {
      phi[j] = omega[j] * (z / (1 + z * z));
    }
  }

  @Override
  public void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    double z = z(omega, x);
    double below = 1 + z * z;
    double along = 0;
    for (int j = 0; j < d; j++) {
      along = Math.fma(omega[j], q[j], along);
    }
    double slope = along * scale * (1 - z * z) / (below * below);
    for (int j = 0; j < d; j++) {
      domega[j] = z / below * q[j];
      domega[d + j] = slope * x[j];
      dx[j] = slope * omega[d + j];
    }
  }
}
