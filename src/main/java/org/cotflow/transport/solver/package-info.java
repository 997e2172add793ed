/**
 * Optimal transport between two clouds of points.
 *
 * <pre>
 *   W_2^2(mu, nu) = min over plans P with marginals mu and nu of sum_ij P_ij c(x_i, y_j)
 * </pre>
 *
 * <p>In the order of use: {@link org.cotflow.transport.solver.SolverPolicy} (which method), {@link
 * org.cotflow.transport.solver.Transport} (solves), and the result {@link
 * org.cotflow.transport.solver.ExactPlan} or {@link org.cotflow.transport.solver.TransportPlan}
 * beside {@link org.cotflow.transport.cloud.SquaredDistance}.
 *
 * <table>
 *   <caption>Methods, for n and m points in R^p</caption>
 *   <tr><th>method</th><th>masses</th><th>result</th><th>time</th><th>source</th></tr>
 *   <tr><td>identical</td><td>equal</td><td>0, without rounding</td><td>n log n</td><td></td></tr>
 *   <tr><td>sorted</td><td>any, p = 1</td><td>exact to rounding</td><td>n log n</td>
 *       <td>quantiles</td></tr>
 *   <tr><td>assignment</td><td>equal, n = m, short paths</td>
 *       <td>exact to rounding, proved by prices</td><td>n^3 at worst</td>
 *       <td>Jonker, Volgenant, Computing 38, 1987</td></tr>
 *   <tr><td>network simplex</td><td>any</td><td>exact to rounding, proved by prices</td>
 *       <td>n m a round of pivots</td><td>see {@code NetworkSimplex}</td></tr>
 *   <tr><td>assignment, many points</td><td>equal, n = m</td>
 *       <td>exact to rounding, proved by prices</td><td>near n log n in few dimensions, n^2 in
 *       many</td><td>see {@code AuctionSolver} and {@code AugmentingPaths}</td></tr>
 *   <tr><td>auction</td><td>equal, or made so by repeating points</td>
 *       <td>an interval that contains W_2^2 and closes</td>
 *       <td>n log n in few dimensions, n^2 in many</td>
 *       <td>Bertsekas, 1992; see {@code AuctionSolver}</td></tr>
 *   <tr><td>entropic</td><td>any</td><td>an interval that contains W_2^2, and an estimate in it</td>
 *       <td>n m a sweep</td><td>Sinkhorn; see {@code EntropicSolver}</td></tr>
 * </table>
 *
 * <p>Invariants: every W_2^2 comes with an interval that contains the exact value of the given
 * clouds, rounding included. Results are functions of the points alone: ties are broken by
 * position, sums have a fixed order.
 */
package org.cotflow.transport.solver;
