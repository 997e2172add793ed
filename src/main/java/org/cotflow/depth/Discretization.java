package org.cotflow.depth;

import java.io.Serializable;
import org.cotflow.network.NetworkSpec;

/**
 * How the slice of a layer is walked: {@code substeps} equal steps of a scheme, with the same
 * particles.
 *
 * @param substeps r, at least 1
 */
public record Discretization(ButcherTableau scheme, int substeps) implements Serializable {
  /** The residual network itself: one step of Euler's scheme a layer. */
  public static final Discretization RESIDUAL = new Discretization(ButcherTableau.EULER, 1);

  public Discretization {
    if (substeps < 1) {
      throw new IllegalArgumentException(substeps + " substeps");
    }
  }

  /** That of {@code network.depth-scheme} and {@code network.substeps}. */
  public static Discretization of(NetworkSpec spec) {
    ButcherTableau scheme =
        switch (spec.depthScheme()) {
          case EULER -> ButcherTableau.EULER;
          case MIDPOINT -> ButcherTableau.MIDPOINT;
          case RK4 -> ButcherTableau.RK4;
        };
    return new Discretization(scheme, spec.substeps());
  }

  /** Evaluations of a layer on the way forward: stages of the scheme times r. */
  public long stages() {
    return (long) scheme.stages() * substeps;
  }

  /** Whether a layer is x_{k+1} = x_k + h F_k(x_k). */
  public boolean isResidual() {
    return stages() == 1;
  }
}
