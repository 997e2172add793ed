/**
 * Proofs that the gradient flow from a given measure converges.
 *
 * <p>The problem: at mu_0 the risk is L(0). If dissipation &gt;= factor g(r)^2 L wherever the flow
 * can be after a way of length r, and the integral of g from 0 to R is at least 2 sqrt(L(0) /
 * factor), then the flow never travels farther and, with m_R = factor g(R)^2,
 *
 * <pre>
 *   L(t) &lt;= L(0) e^(-m_R t),     d(mu_t, mu_0) &lt;= R.
 * </pre>
 *
 * <p>In the order of use:
 *
 * <ul>
 *   <li>{@link org.cotflow.theory.certificate.StartingPoint}: what is measured at mu_0, layer by
 *       layer ({@link org.cotflow.theory.certificate.StartingLayer}).
 *   <li>{@link org.cotflow.theory.certificate.Certificate}: whether the condition holds, and with
 *       which radius and rate; {@link org.cotflow.theory.certificate.BallLoss} says what the ball
 *       takes from the rate at mu_0.
 *   <li>{@code BallBound}: the bound over a ball, the best of several {@code BallEstimate}s.
 *   <li>{@link org.cotflow.theory.rounding.StateRounding}, {@code ScaledRisk}: the rounding of
 *       states and risk.
 * </ul>
 *
 * <p>Everything is derived in docs/math.md section 9.
 *
 * <p>Invariant: what is called a bound holds for the exact flow from the stored particles, the
 * rounding of every number included.
 */
package org.cotflow.theory.certificate;
