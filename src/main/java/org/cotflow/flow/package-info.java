/**
 * The flow direction: how the measure moves, step by step, down the gradient of the risk.
 *
 * <pre>
 *   d omega/dt = -m_part G(mu),     dL/dt = -D(mu)
 * </pre>
 *
 * <p>{@link org.cotflow.flow.TrainingLoop} takes a {@link org.cotflow.flow.TrainingProblem}, an
 * engine and a depth solver, and tells a {@link org.cotflow.flow.FlowObserver} what happens.
 *
 * <table>
 *   <caption>Flow methods</caption>
 *   <tr><th>method</th><th>stages</th><th>order</th></tr>
 *   <tr><td>Euler: {@link org.cotflow.flow.GradientDescent}</td><td>1</td><td>1</td></tr>
 *   <tr><td>{@link org.cotflow.flow.FlowTableau#HEUN}</td><td>2</td><td>2</td></tr>
 *   <tr><td>{@link org.cotflow.flow.FlowTableau#RK4}</td><td>4</td><td>4</td></tr>
 *   <tr><td>{@link org.cotflow.flow.FlowTableau#DORMAND_PRINCE}, adaptive</td><td>7</td><td>5</td>
 *   </tr>
 * </table>
 *
 * <p>{@link org.cotflow.flow.Balance} adds up what gradient flows dissipate.
 *
 * <p>Invariants: flow time is {@code step * tau}, never accumulated, but for the adaptive method;
 * the order of mini-batches is a function of seed and step; what is recorded does not change what
 * is computed; nothing between two steps is recorded, stored or remembered.
 */
package org.cotflow.flow;
