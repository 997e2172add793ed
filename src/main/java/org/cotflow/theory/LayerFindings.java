package org.cotflow.theory;

import java.io.Serializable;

/**
 * All that is wanted of one layer.
 *
 * @param quadraticForms sum_ij p_i^T T_ij p_j of the blocks u, w, b with multiplier 1
 */
record LayerFindings(LayerDiagnostics diagnostics, double[] quadraticForms)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static LayerFindings of(
      LayerSums.Source sums,
      int layer,
      double[] states,
      double[] adjoints,
      int stateDim,
      BlockWeights multipliers) {
    try (LayerSums ofLayer = sums.at(layer, states)) {
      LayerKernels kernels = new LayerKernels(ofLayer, states, stateDim);
      return new LayerFindings(
          kernels.diagnostics(layer, multipliers), kernels.quadraticForms(adjoints));
    }
  }
}
