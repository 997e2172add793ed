/**
 * The gradient flow: each step moves the particles down the gradient of the risk.
 *
 * <pre>
 *   d omega/dt = -m_part G(mu),     dL/dt = -D(mu)
 * </pre>
 *
 * <p>{@link org.cotflow.flow.TrainingLoop} takes a {@link org.cotflow.flow.TrainingProblem}, an
 * engine and a depth solver, and reports every step to a {@link org.cotflow.flow.FlowObserver}.
 * {@link org.cotflow.flow.PartMultipliers} holds the step multipliers m.
 *
 * <table>
 *   <caption>Flow methods</caption>
 *   <tr><th>method</th><th>stages</th><th>order</th><th>source</th></tr>
 *   <tr><td>Euler: {@link org.cotflow.flow.GradientDescent}</td><td>1</td><td>1</td>
 *       <td></td></tr>
 *   <tr><td>{@link org.cotflow.flow.FlowTableau#HEUN}</td><td>2</td><td>2</td>
 *       <td>Heun, 1900</td></tr>
 *   <tr><td>{@link org.cotflow.flow.FlowTableau#RK4}</td><td>4</td><td>4</td>
 *       <td>Kutta, 1901</td></tr>
 *   <tr><td>{@link org.cotflow.flow.FlowTableau#DORMAND_PRINCE}, adaptive</td><td>7</td><td>5</td>
 *       <td>Dormand, Prince, J. Comput. Appl. Math. 6, 1980</td></tr>
 * </table>
 *
 * <p>{@link org.cotflow.flow.Balance} adds up the dissipation, which tells a gradient flow from
 * other curves.
 *
 * <p>Invariants: flow time is {@code step * tau}, never accumulated, except by the adaptive method.
 * The order of mini-batches is a function of seed and step. Recording changes no number. Records,
 * snapshots and memory refer to whole steps, never to a stage within one.
 */
package org.cotflow.flow;
