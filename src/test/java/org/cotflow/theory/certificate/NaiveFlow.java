package org.cotflow.theory.certificate;

import java.util.Collections;
import java.util.List;
import org.cotflow.data.Samples;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.network.Network;

/** Risk and dissipation written out from their definitions, for the squared loss. */
public record NaiveFlow(Network network, Samples samples, PartMultipliers multipliers) {
  /** Largest |z| that counts as 0. */
  private static final double KINK = 1e-12;

  /** sigma'(z) where z is 0. */
  @FunctionalInterface
  public interface Kinks {
    double slope(int layer, int particle, int sample);
  }

  /** dissipation / L, the constant that a Polyak-Lojasiewicz inequality bounds from below. */
  public double ratio(HeldMeasure measure) {
    return ratio(measure, List.of(), null);
  }

  /**
   * The same of the mean of the gradients that backpropagation gives for these choices.
   *
   * @param counted takes layer, particle and sample of every z that is 0; or null
   */
  public double ratio(HeldMeasure measure, List<Kinks> choices, List<int[]> counted) {
    int layers = measure.shape().layerCount();
    double[][] states = new double[layers + 1][];
    states[0] = network.embed(samples.features());
    for (int k = 0; k < layers; k++) {
      states[k + 1] = after(measure, k, states[k], counted);
    }
    double[] predictions = network.predict(states[layers]);
    double risk = 0;
    double[] residuals = new double[predictions.length];
    for (int i = 0; i < predictions.length; i++) {
      residuals[i] = predictions[i] - samples.targets()[i];
      risk += residuals[i] * residuals[i] / 2 / samples.count();
    }
    int numbers = 2 * network.stateDim() + 1;
    double[] mean = new double[(int) measure.shape().particleCount() * numbers];
    for (Kinks kinks : choices.isEmpty() ? Collections.singletonList((Kinks) null) : choices) {
      double[] adjoints = network.lastAdjoints(residuals);
      for (int k = layers - 1; k >= 0; k--) {
        adjoints = before(measure, k, states[k], adjoints, kinks, mean);
      }
    }
    double dissipation = 0;
    int at = 0;
    for (int k = 0; k < layers; k++) {
      int width = measure.shape().width(k);
      for (int j = 0; j < width * numbers; j++, at++) {
        double part = mean[at] / Math.max(1, choices.size());
        dissipation += part * part / width / layers;
      }
    }
    return dissipation / risk;
  }

  /** z of a particle of a layer at a sample. */
  double preActivation(HeldMeasure measure, int k, int m, double[] x, int i) {
    for (ParticleBlock block : measure.blocks()) {
      int at = m - block.first();
      if (block.layer() == k && at >= 0 && at < block.count()) {
        return preActivation(block, at, x, i);
      }
    }
    throw new IllegalArgumentException("no particle " + m);
  }

  private double preActivation(ParticleBlock block, int m, double[] x, int i) {
    int d = network.stateDim();
    double z = block.values()[Neuron.indexB(block, m)];
    for (int j = 0; j < d; j++) {
      z += block.values()[Neuron.indexW(block, m, j)] * x[i * d + j];
    }
    return z;
  }

  /** x + h F(x). */
  double[] after(HeldMeasure measure, int k, double[] x, List<int[]> counted) {
    int d = network.stateDim();
    double[] after = x.clone();
    double weight = 1.0 / measure.shape().layerCount() / measure.shape().width(k);
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; block.layer() == k && m < block.count(); m++) {
        for (int i = 0; i < samples.count(); i++) {
          double z = preActivation(block, m, x, i);
          if (counted != null && Math.abs(z) <= KINK) {
            counted.add(new int[] {k, block.first() + m, i});
          }
          double value = network.activation().value(z);
          for (int j = 0; j < d; j++) {
            after[i * d + j] += weight * block.values()[block.index(m, j)] * value;
          }
        }
      }
    }
    return after;
  }

  /** p + h DF(x)^T p; adds the gradients in the units of the metric, particles in order. */
  private double[] before(
      HeldMeasure measure, int k, double[] x, double[] p, Kinks kinks, double[] gradients) {
    int d = network.stateDim();
    double[] before = p.clone();
    double weight = 1.0 / measure.shape().layerCount() / measure.shape().width(k);
    int first = 0;
    for (int layer = 0; layer < k; layer++) {
      first += measure.shape().width(layer);
    }
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; block.layer() == k && m < block.count(); m++) {
        int at = (first + block.first() + m) * (2 * d + 1);
        for (int i = 0; i < samples.count(); i++) {
          double z = preActivation(block, m, x, i);
          double q = 0;
          for (int j = 0; j < d; j++) {
            q += block.values()[block.index(m, j)] * p[i * d + j];
          }
          double value = network.activation().value(z);
          boolean chosen = kinks != null && Math.abs(z) <= KINK;
          double slope =
              q
                  * (chosen
                      ? kinks.slope(k, block.first() + m, i)
                      : network.activation().derivative(z, value));
          for (int j = 0; j < d; j++) {
            before[i * d + j] += weight * block.values()[Neuron.indexW(block, m, j)] * slope;
            gradients[at + j] += root(multipliers.of(Neuron.U)) * p[i * d + j] * value;
            gradients[at + d + j] += root(multipliers.of(Neuron.W)) * x[i * d + j] * slope;
          }
          gradients[at + 2 * d] += root(multipliers.of(Neuron.B)) * slope;
        }
      }
    }
    return before;
  }

  private double root(double multiplier) {
    return Math.sqrt(multiplier) / samples.count();
  }
}
