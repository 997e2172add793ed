/**
 * Eigenvalues of symmetric matrices, and proved bounds of the extreme ones.
 *
 * <table>
 *   <caption>Methods, for size n</caption>
 *   <tr><th>type</th><th>result</th><th>time</th><th>source</th></tr>
 *   <tr><td>{@link org.cotflow.theory.spectrum.Spectrum}</td>
 *       <td>both ends of a kernel; chooses the method</td><td></td><td></td></tr>
 *   <tr><td>{@link org.cotflow.theory.spectrum.SymmetricMatrix}</td><td>all eigenvalues</td>
 *       <td>n^3</td><td>Householder, then QL</td></tr>
 *   <tr><td></td><td>proved bounds of the smallest and the largest, rounding included</td>
 *       <td>n^3</td><td>Higham, Theorem 10.3; Rump, BIT 46, 2006</td></tr>
 *   <tr><td>{@link org.cotflow.theory.spectrum.TridiagonalEigenvalues}</td>
 *       <td>eigenvalues of a tridiagonal matrix</td><td>n^2</td>
 *       <td>Dubrulle, Martin, Wilkinson, Numer. Math. 12, 1968</td></tr>
 *   <tr><td>{@code Lanczos}</td><td>both ends, from products with the matrix alone</td>
 *       <td>a product a step</td><td>see the class</td></tr>
 * </table>
 *
 * <p>Invariant: a bound that is called proved holds for the exact matrix whatever rounding did.
 */
package org.cotflow.theory.spectrum;
