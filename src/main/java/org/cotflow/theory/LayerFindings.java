package org.cotflow.theory;

import org.cotflow.flow.PartMultipliers;
import java.io.Serializable;

/**
 * All that is wanted of one layer.
 *
 * @param quadraticForms sum_ij p_i^T T_ij p_j of the blocks u, w, b with multiplier 1, over the
 *     rows of the gradient
 */
record LayerFindings(LayerDiagnostics diagnostics, double[] quadraticForms)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static LayerFindings of(
      LayerSums.Source sums, int layer, LayerPoint at, int stateDim, PartMultipliers multipliers) {
    LayerDiagnostics diagnostics;
    try (LayerSums ofLayer = sums.at(layer, at.states())) {
      LayerKernels kernels = new LayerKernels(ofLayer, at.states(), stateDim);
      diagnostics = kernels.diagnostics(layer, multipliers);
      if (at.gradientStates() == at.states()) {
        return new LayerFindings(diagnostics, kernels.quadraticForms(at.cotangents()));
      }
    }
    try (LayerSums stages = sums.at(layer, at.gradientStates())) {
      LayerKernels kernels = new LayerKernels(stages, at.gradientStates(), stateDim);
      return new LayerFindings(diagnostics, kernels.quadraticForms(at.cotangents()));
    }
  }
}
