/**
 * Numbers known up to an error: intervals with outward rounding, sums of products with a bound of
 * their rounding, and proofs that a symmetric matrix is semidefinite.
 *
 * <p>Invariant: what is proved is true, whatever the doubles did.
 */
package org.cotflow.theory.interval;
