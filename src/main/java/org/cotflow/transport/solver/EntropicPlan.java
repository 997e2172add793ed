package org.cotflow.transport.solver;

import java.io.Serializable;
import org.cotflow.transport.cloud.SquaredDistance;

/**
 * The result of entropic regularization for W_2^2.
 *
 * @param squaredDistance the estimate clipped to the interval that contains W_2^2
 * @param epsilon the regularization, in units of the cost
 * @param debiased the Sinkhorn divergence OT_eps(mu, nu) - (OT_eps(mu, mu) + OT_eps(nu, nu)) / 2
 * @param sourcePotentials f
 * @param targetPotentials g
 */
record EntropicPlan(
    SquaredDistance squaredDistance,
    double epsilon,
    double debiased,
    double[] sourcePotentials,
    double[] targetPotentials)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
