/**
 * Optimal transport between clouds of points and between measures layer by layer.
 *
 * <p>The problem: two measures mu and nu over (layer, parameter), whose layers are clouds of
 * particles in R^p, p = 2d+1; how far apart are they in the distance in which training is a
 * gradient flow,
 *
 * <pre>
 *   d(mu, nu)^2 = (1/K) sum_k W_2^2(mu_k, nu_k),
 *   W_2^2(mu_k, nu_k) = min over couplings of the mean squared distance,
 * </pre>
 *
 * and what lies between and amid them?
 *
 * <p>In the order in which a user meets them: {@link org.cotflow.transport.LayerClouds} (a measure
 * as seen from here; {@link org.cotflow.transport.MeasureClouds} adapts particles), {@link
 * org.cotflow.transport.CotDistance}, {@link org.cotflow.transport.PlainDistance} (mass may move in
 * layer time), {@link org.cotflow.transport.CotGeodesic}, {@link
 * org.cotflow.transport.CotBarycenter}, and {@link org.cotflow.transport.CloudSource} for the way
 * back to particles. For one pair of clouds: {@link org.cotflow.transport.cloud.PointCloud}, {@link
 * org.cotflow.transport.cloud.Metric}, {@link org.cotflow.transport.cloud.SolverPolicy}, {@link
 * org.cotflow.transport.cloud.Transport}, {@link org.cotflow.transport.SlicedDistance}.
 *
 * <pre>
 *   method             masses         result
 *   identical          equal          0, without rounding
 *   sorted             any, p = 1     exact to rounding
 *   assignment         equal, n = m   exact to rounding, proved by prices; where paths are short
 *   network simplex    any            exact to rounding, proved by prices
 *   entropic           any            an interval that contains the value, and an estimate in it
 * </pre>
 *
 * <p>Invariants: every W_2^2 comes with an interval that contains the exact value of the given
 * clouds, rounding included; masses are whole numbers of units, so marginals are met exactly;
 * results are functions of the points alone (ties are broken by position, sums have a fixed order,
 * executors change nothing). Nothing dense is kept from one layer to the next.
 */
package org.cotflow.transport;
