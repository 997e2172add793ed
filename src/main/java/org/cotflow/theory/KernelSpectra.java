package org.cotflow.theory;

import java.io.Serializable;
import org.cotflow.theory.spectrum.Spectrum;

/**
 * The spectra of one layer's kernels, and the norm of its Jacobians.
 *
 * @param features of the kernel matrix of features, E[sigma(z_i) sigma(z_j)] of neurons; null where
 *     the map is linear in no part
 * @param tangent of the tangent kernel of what is trained, with the step multipliers, N d x N d
 * @param jacobianNorm |DF_k|, the largest over samples, rounded up where the map bounds its slopes
 */
public record KernelSpectra(
    int layer, int width, Spectrum features, Spectrum tangent, double jacobianNorm)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
