/**
 * Intervals around W_2^2 between large clouds of equal masses, by auctions: {@link
 * org.cotflow.transport.auction.AuctionSolver}, and cell by cell where these are very large: {@link
 * org.cotflow.transport.auction.CellSolver}.
 *
 * <p>Invariants: an interval contains the exact value of the given clouds, rounding included, and
 * never widens. It is a function of the points alone, whatever the number of threads and wherever
 * cells are solved, unless time cuts the solver short.
 */
package org.cotflow.transport.auction;
