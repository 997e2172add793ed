package org.cotflow.transport.solver;

import org.cotflow.transport.cloud.SquaredDistance;

/**
 * The result of entropic regularization for W_2^2.
 *
 * @param squaredDistance the estimate clipped to the interval that contains W_2^2
 * @param debiased the Sinkhorn divergence OT_eps(mu, nu) - (OT_eps(mu, mu) + OT_eps(nu, nu)) / 2
 */
record EntropicPlan(SquaredDistance squaredDistance, double debiased) {}
