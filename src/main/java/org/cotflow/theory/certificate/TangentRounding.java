package org.cotflow.theory.certificate;

import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.rounding.ParticleSizes;
import org.cotflow.theory.rounding.Rounding;
import org.cotflow.theory.rounding.StateRounding;

/**
 * What rounding does to the features of which a {@link TangentKernel} is made (our derivation,
 * docs/math.md section 9, "Rounding").
 *
 * @param samples N
 * @param largestOutgoing at least |u| of every particle
 * @param largestInput at least |e| of every sample and layer
 */
record TangentRounding(
    ActivationBounds activation,
    PartMultipliers multipliers,
    int layerCount,
    int samples,
    int outputs,
    int d,
    double largestOutgoing,
    double largestInput) {

  /**
   * How far what was computed of a layer may be from what is exact.
   *
   * @param sizes of its particles
   * @param states the root of the sum of squares over the samples
   * @param features likewise, of sigma(z) in root mean square over the particles
   * @param jacobians the largest of a sample
   */
  record Layer(ParticleSizes sizes, double states, double features, double jacobians) {
    static Layer of(ParticleSizes sizes, StateRounding rounding, double[] states) {
      return new Layer(
          sizes,
          rounding.total(),
          rounding.featureError(sizes, states),
          rounding.jacobianError(sizes, states));
    }
  }

  /**
   * The Frobenius norm over rows, root mean square over the particles, of the error of the features
   * of a layer.
   *
   * @param size of every exact adjoint, at most
   * @param error of every adjoint, at most
   * @param trace of the kernel of the layer
   */
  double featureError(Layer of, double size, double error, double trace) {
    double s = activation.lipschitz();
    double rootOfOutputs = Math.sqrt(outputs);
    double ofU = rootOfOutputs * (size * of.features() + Math.sqrt(trace) * error);
    double outgoing = of.sizes().outgoing();
    double slopes = rootOfOutputs * activation.curvature() * largestOutgoing * of.features() / s;
    double products = (16 * outgoing + (d + 16) * of.sizes().meanU()) * Rounding.UNIT;
    double rows = (double) samples * outputs;
    double along = slopes * size + Math.sqrt(rows) * s * (outgoing * error + products * size);
    double rootW = Math.sqrt(multipliers.of(Neuron.W));
    double inputs = rootOfOutputs * s * outgoing * size * rootW * of.states();
    return 1.001 * (Math.sqrt(multipliers.of(Neuron.U)) * ofU + largestInput * along + inputs);
  }

  /**
   * Of the adjoints before a layer, from those behind it.
   *
   * @param jacobianNorm at least |DF_k|
   */
  double nextError(Layer of, int width, double jacobianNorm, double size, double error) {
    double growth = 1 + jacobianNorm / layerCount;
    double sums =
        (width + 2.0 * d + 80)
            * Rounding.UNIT
            * activation.lipschitz()
            * of.sizes().meanU()
            * of.sizes().meanW();
    double added = (of.jacobians() + sums) * size / layerCount;
    return 1.001 * (growth * error + added + 8 * Rounding.UNIT * growth * size);
  }
}
