package org.cotflow.theory.certificate;

import org.cotflow.data.Samples;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.network.Network;

/** Risk and dissipation written out from their definitions, for the squared loss. */
public record NaiveFlow(Network network, Samples samples, PartMultipliers multipliers) {

  /** dissipation / L, the constant that a Polyak-Lojasiewicz inequality bounds from below. */
  public double ratio(HeldMeasure measure) {
    int layers = measure.shape().layerCount();
    double[][] states = new double[layers + 1][];
    states[0] = network.embed(samples.features());
    for (int k = 0; k < layers; k++) {
      states[k + 1] = states[k].clone();
      add(measure, k, states[k], null, states[k + 1]);
    }
    double[] predictions = network.predict(states[layers]);
    double risk = 0;
    double[] residuals = new double[predictions.length];
    for (int i = 0; i < predictions.length; i++) {
      residuals[i] = predictions[i] - samples.targets()[i];
      risk += residuals[i] * residuals[i] / 2 / samples.count();
    }
    double[] adjoints = network.lastAdjoints(residuals);
    double dissipation = 0;
    for (int k = layers - 1; k >= 0; k--) {
      double[] before = adjoints.clone();
      dissipation += add(measure, k, states[k], adjoints, before) / layers;
      adjoints = before;
    }
    return dissipation / risk;
  }

  /**
   * Adds h F(x) to the target, or with adjoints h DF(x)^T p, and then returns the mean over
   * particles of the weighted squared gradient.
   */
  private double add(HeldMeasure measure, int k, double[] x, double[] p, double[] target) {
    int d = network.stateDim();
    int width = measure.shape().width(k);
    double weight = 1.0 / measure.shape().layerCount() / width;
    double sum = 0;
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; block.layer() == k && m < block.count(); m++) {
        double[] gradient = new double[2 * d + 1];
        for (int i = 0; i < samples.count(); i++) {
          double z = block.values()[Neuron.indexB(block, m)];
          double q = 0;
          for (int j = 0; j < d; j++) {
            z += block.values()[Neuron.indexW(block, m, j)] * x[i * d + j];
            q += p == null ? 0 : block.values()[block.index(m, j)] * p[i * d + j];
          }
          double value = network.activation().value(z);
          double slope = q * network.activation().derivative(z, value);
          for (int j = 0; j < d; j++) {
            target[i * d + j] +=
                p == null
                    ? weight * block.values()[block.index(m, j)] * value
                    : weight * block.values()[Neuron.indexW(block, m, j)] * slope;
            gradient[j] += p == null ? 0 : p[i * d + j] * value / samples.count();
            gradient[d + j] += x[i * d + j] * slope / samples.count();
          }
          gradient[2 * d] += slope / samples.count();
        }
        for (int j = 0; j < d; j++) {
          sum += multipliers.u() * gradient[j] * gradient[j];
          sum += multipliers.w() * gradient[d + j] * gradient[d + j];
        }
        sum += multipliers.b() * gradient[2 * d] * gradient[2 * d];
      }
    }
    return sum / width;
  }
}
