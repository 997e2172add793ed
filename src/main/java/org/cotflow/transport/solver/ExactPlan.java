package org.cotflow.transport.solver;

import java.io.Serializable;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.SquaredDistance;

/**
 * An optimal plan with its proof: the potentials satisfy a_i + b_j <= c(x_i, y_j) up to rounding,
 * and sum_i mass_i a_i + sum_j mass_j b_j is the lower end of the distance's interval before
 * rounding is taken off.
 *
 * @param squaredDistance W_2^2, its interval and method
 * @param coupling the plan
 * @param sourcePotentials a_i, one for each source point
 * @param targetPotentials b_j, one for each target point
 */
public record ExactPlan(
    SquaredDistance squaredDistance,
    Coupling coupling,
    double[] sourcePotentials,
    double[] targetPotentials)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ExactPlan {
    if (!squaredDistance.method().isExact()) {
      throw new IllegalArgumentException(squaredDistance.method() + " gives no exact plan");
    }
  }

  /** Without the potentials. */
  TransportPlan plan() {
    return new TransportPlan(squaredDistance, coupling);
  }
}
