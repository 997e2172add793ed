package org.cotflow.depth;

/**
 * The rows over which the gradient of a layer is summed, one set for each evaluation of it.
 *
 * <pre>
 *   G_{k,m} = (1/N) sum_rows D_omega phi(omega_{k,m}, states_row)^T cotangents_row
 * </pre>
 *
 * @param states X_s of all sub-slices, {@code r S N x d} with the samples innermost
 * @param cotangents Lambda_s / r, in the same order
 * @param adjointsBefore p_k, {@code N x d}
 */
public record GradientRows(double[] states, double[] cotangents, double[] adjointsBefore) {}
