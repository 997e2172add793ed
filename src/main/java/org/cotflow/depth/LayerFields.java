package org.cotflow.depth;

/**
 * All layers evaluated at once, each at states of its own.
 *
 * @param velocities for each layer F_k at each row, {@code rows x d}
 * @param jacobians for each layer DF_k at each row, {@code rows x d x d} with entry {@code (row, a,
 *     c)} the derivative of the a-th coordinate in the c-th; null if not asked for
 */
public record LayerFields(double[][] velocities, double[][] jacobians) {}
