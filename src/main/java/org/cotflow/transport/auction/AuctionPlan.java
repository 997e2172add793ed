package org.cotflow.transport.auction;

import org.cotflow.transport.cloud.SquaredDistance;

/**
 * The permutation that the auctions found, and the prices that bound W_2^2 from below.
 *
 * @param squaredDistance W_2^2 and its interval
 * @param targetOf source point i goes to target point {@code targetOf[i]}
 * @param sourcePotentials a_i = min_j c(x_i, y_j) - b_j
 * @param targetPotentials b_j
 */
public record AuctionPlan(
    SquaredDistance squaredDistance,
    int[] targetOf,
    double[] sourcePotentials,
    double[] targetPotentials) {

  /** The better permutation and the better potentials of this plan and another. */
  AuctionPlan with(AuctionPlan other) {
    SquaredDistance one = squaredDistance;
    SquaredDistance two = other.squaredDistance;
    AuctionPlan cheaper = one.value() <= two.value() ? this : other;
    AuctionPlan higher = one.lower() >= two.lower() ? this : other;
    double value = cheaper.squaredDistance.value();
    return new AuctionPlan(
        new SquaredDistance(
            one.method(),
            value,
            Math.min(value, higher.squaredDistance.lower()),
            Math.max(value, Math.min(one.upper(), two.upper())),
            one.converged() || two.converged(),
            one.iterations() + two.iterations(),
            0),
        cheaper.targetOf,
        higher.sourcePotentials,
        higher.targetPotentials);
  }
}
