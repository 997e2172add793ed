package org.cotflow.theory;

import java.io.Serializable;

/**
 * Where a layer is looked at.
 *
 * @param states x_k before the layer, rows x d
 * @param gradientStates the rows over which its gradient is summed: the states of all stages of the
 *     scheme in depth; {@code states} itself for the residual network
 * @param cotangents what each of those rows is multiplied with; the adjoints p_{k+1} for the
 *     residual network
 */
record LayerPoint(double[] states, double[] gradientStates, double[] cotangents)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
