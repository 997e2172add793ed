/**
 * The depth direction: states forward, adjoints back, over K layers of particles.
 *
 * <p>A residual network is the explicit Euler scheme, with step h = 1/K, of the equation x'(s) =
 * F_s(x(s)), and its gradient comes from the exact transpose of that scheme:
 *
 * <pre>
 *   x_{k+1} = x_k + h F_k(x_k),        p_k = p_{k+1} + h DF_k(x_k)^T p_{k+1}
 * </pre>
 *
 * <p>{@link org.cotflow.depth.ParticleLayers} is all that this package knows of particles; the
 * engines implement it. {@link org.cotflow.depth.DepthSolver} is what a flow drives, in two kinds;
 * its backward pass returns a {@link org.cotflow.depth.BackwardPass}, which finishes the move. A
 * {@link org.cotflow.depth.Sweep} has no memory; {@link org.cotflow.depth.RecyclingSweep} adds one,
 * of arrays to use again. {@link org.cotflow.depth.Discretization} says how the slice of a layer is
 * walked; with S r stages the sweep takes S r evaluations forward and 2 S r - 1 backward, and the
 * others are for one Euler step only:
 *
 * <table>
 *   <caption>Depth solvers</caption>
 *   <tr><th>solver</th><th>evaluations of all layers</th><th>one after the other</th></tr>
 *   <tr><td>{@link org.cotflow.depth.Sweep}</td><td>1 forward, 1 adjoint</td><td>2 K</td></tr>
 *   <tr><td>{@link org.cotflow.depth.DepthParallel}, Newton</td><td>3 to 5</td><td>3 to 5</td></tr>
 *   <tr><td>{@link org.cotflow.depth.DepthParallel}, Picard</td><td>15 to 27, twice</td>
 *       <td>the same</td></tr>
 * </table>
 *
 * <p>Invariants: forward never knows the adjoint; layer times are k/K; a state, adjoint or gradient
 * that is not finite ends in a {@link org.cotflow.base.DivergedException}; results do not depend on
 * the engine.
 */
package org.cotflow.depth;
