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
    double[] targetPotentials) {}
