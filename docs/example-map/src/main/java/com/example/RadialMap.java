package com.example;

import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.kernel.map.LinearInPart;
import org.cotflow.kernel.map.MapInputs;

/**
 * Radial units, phi = u exp(-|x - c|^2 / (2 r^2)): omega = (u, center), p = 2d, with the option
 * {@code radius} for r.
 */
public final class RadialMap implements LinearInPart {
  private final int d;
  private final double radius;

  public RadialMap(MapInputs inputs) {
    d = inputs.stateDim();
    radius = inputs.number("radius", 1);
    if (radius <= 0) {
      throw new UserInputException("network.map-options.radius: expected > 0, found " + radius);
    }
  }

  @Override
  public ParticleLayout layout() {
    // Standard deviations at flow time 0; u = 0 starts the network as the identity.
    return new ParticleLayout(d, List.of(Part.of("u", d, 0), Part.of("center", d, 1)));
  }

  @Override
  public String linearPart() {
    return "u";
  }

  /** exp(-|x - c|^2 / (2 r^2)). */
  private double bump(double[] omega, double[] x) {
    double square = 0;
    for (int j = 0; j < d; j++) {
      double away = x[j] - omega[d + j];
      square += away * away;
    }
    return StrictMath.exp(-square / (2 * radius * radius));
  }

  @Override
  public void value(double[] omega, double[] x, double[] phi, double[] work) {
    double bump = bump(omega, x);
    for (int j = 0; j < d; j++) {
      phi[j] = omega[j] * bump;
    }
  }

  /** With s = <u, q> bump / r^2: d/du = bump q, d/dc = s (x - c), d/dx = -s (x - c). */
  @Override
  public void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    double bump = bump(omega, x);
    double along = 0;
    for (int j = 0; j < d; j++) {
      along += omega[j] * q[j];
    }
    double slope = along * bump / (radius * radius);
    for (int j = 0; j < d; j++) {
      double away = x[j] - omega[d + j];
      domega[j] = bump * q[j];
      domega[d + j] = slope * away;
      dx[j] = -slope * away;
    }
  }
}
