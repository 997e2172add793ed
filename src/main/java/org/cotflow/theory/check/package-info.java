/**
 * A second proof of a certificate, by code that shares nothing with the one that gave it.
 *
 * <p>{@link org.cotflow.theory.check.Claim} holds the constants of a certificate as its file has
 * them. {@link org.cotflow.theory.check.CertificateCheck} proves each of them again from the
 * particles and the data:
 *
 * <table>
 *   <caption>Lines</caption>
 *   <tr><th>claim</th><th>proof</th></tr>
 *   <tr><td>states, L(0)</td><td>states in doubles, their residual enclosed, its growth bounded</td></tr>
 *   <tr><td>eigenvalues, norms</td><td>Cholesky factor in doubles, its residual enclosed</td></tr>
 *   <tr><td>terms of the ball</td><td>interval arithmetic on the claimed constants</td></tr>
 * </table>
 *
 * <p>Invariant: every inequality is evaluated with outward rounding, so that a line that holds is
 * true, whatever the doubles did (docs/math.md section 9, "The check").
 */
package org.cotflow.theory.check;
