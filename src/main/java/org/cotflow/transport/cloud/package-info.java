/**
 * Clouds of points, what it costs to move them, and what a transport problem between two of them
 * has as a result.
 *
 * <p>In the order of use: {@link org.cotflow.transport.cloud.PointCloud}, {@link
 * org.cotflow.transport.cloud.Metric} (the cost c), {@link org.cotflow.transport.cloud.CostRows}
 * (all costs between two clouds), and the results {@link org.cotflow.transport.cloud.Coupling} and
 * {@link org.cotflow.transport.cloud.SquaredDistance}. The solvers are in {@link
 * org.cotflow.transport.auction} and {@link org.cotflow.transport.solver}.
 *
 * <p>Invariants: masses are whole numbers of units, so marginals are met exactly. Every cost is
 * computed in one order of operations, whose rounding is bounded.
 */
package org.cotflow.transport.cloud;
