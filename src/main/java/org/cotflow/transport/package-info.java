/**
 * Optimal transport between measures over (layer, parameter).
 *
 * <p>The problem: the layers of two measures mu and nu are clouds of particles in R^p. Training is
 * a gradient flow in the conditional optimal transport (COT) distance
 *
 * <pre>
 *   d(mu, nu)^2 = (1/K) sum_k W_2^2(mu_k, nu_k).
 * </pre>
 *
 * <p>This package computes the distance, the shortest paths (geodesics) and the means (barycenters)
 * of measures. {@link org.cotflow.transport.solver} solves the problem of one pair of layers.
 *
 * <table>
 *   <caption>In the order of use</caption>
 *   <tr><th>type</th><th>computes</th><th>source</th></tr>
 *   <tr><td>{@link org.cotflow.transport.LayerClouds}</td>
 *       <td>a measure as its layers; in memory {@link org.cotflow.transport.HeldClouds}, from
 *       particles {@link org.cotflow.transport.MeasureClouds}</td><td></td></tr>
 *   <tr><td>{@link org.cotflow.transport.CotDistance}</td><td>d, slice by slice</td>
 *       <td>Barboni, Peyre, Vialard, arXiv 2403.12887, section 2</td></tr>
 *   <tr><td>{@link org.cotflow.transport.PlainDistance}</td>
 *       <td>W_2 where mass may also move in layer time</td><td>our derivation, in its class</td></tr>
 *   <tr><td>{@link org.cotflow.transport.SlicedDistance}</td>
 *       <td>another distance, O(n log n), where W_2 is out of reach</td>
 *       <td>Bonneel et al., J. Math. Imaging Vision 51, 2015</td></tr>
 *   <tr><td>{@link org.cotflow.transport.CotGeodesic}</td><td>the measures between two</td>
 *       <td>McCann, Adv. Math. 128, 1997</td></tr>
 *   <tr><td>{@link org.cotflow.transport.CotBarycenter}</td><td>the mean of several</td>
 *       <td>Cuturi, Doucet, ICML 2014, algorithm 2</td></tr>
 *   <tr><td>{@link org.cotflow.transport.CloudSource}</td><td>the way back to particles</td>
 *       <td></td></tr>
 * </table>
 *
 * <p>Invariants: every distance comes with an interval that contains the exact value, rounding
 * included; results do not depend on the executor; nothing dense is kept from one layer to the
 * next.
 */
package org.cotflow.transport;
