package org.cotflow.theory.certificate;

import java.math.BigDecimal;
import java.math.MathContext;
import org.cotflow.data.Samples;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.network.Matrix;
import org.cotflow.theory.HeldNetwork;

/** States, predictions and risk of stored particles to 200 digits. */
record ExactNetwork(HeldNetwork held) {
  static final MathContext DIGITS = new MathContext(230);
  private static final int HALVINGS = 24;

  /** The terms of a series below it change none of its digits. */
  private static final BigDecimal LEAST = BigDecimal.ONE.movePointLeft(260);

  private static BigDecimal exact(double number) {
    return new BigDecimal(number);
  }

  /** Before the last readout: x_K of each sample. */
  BigDecimal[][] lastStates(Samples samples) {
    BigDecimal[][] states = images(held.network().embedding(), rows(samples.features(), samples));
    for (int k = 0; k < held.measure().shape().layerCount(); k++) {
      for (int i = 0; i < states.length; i++) {
        states[i] = next(k, states[i]);
      }
    }
    return states;
  }

  /** sigma(z_m) of every particle of a layer at x. */
  BigDecimal[] features(int layer, BigDecimal[] x) {
    int d = held.network().stateDim();
    BigDecimal[] features = new BigDecimal[held.measure().shape().width(layer)];
    for (ParticleBlock block : held.measure().blocks()) {
      for (int m = 0; m < block.count() && block.layer() == layer; m++) {
        BigDecimal z = exact(block.values()[Neuron.indexB(block, m)]);
        for (int j = 0; j < d; j++) {
          z = z.add(exact(block.values()[Neuron.indexW(block, m, j)]).multiply(x[j]));
        }
        features[block.first() + m] = value(held.network().activation(), z);
      }
    }
    return features;
  }

  private BigDecimal[] next(int layer, BigDecimal[] x) {
    HeldMeasure measure = held.measure();
    BigDecimal[] features = features(layer, x);
    BigDecimal[] sums = zeros(x.length);
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count() && block.layer() == layer; m++) {
        for (int j = 0; j < x.length; j++) {
          BigDecimal u = exact(block.values()[block.index(m, j)]);
          sums[j] = sums[j].add(u.multiply(features[block.first() + m], DIGITS), DIGITS);
        }
      }
    }
    BigDecimal divisor = new BigDecimal((long) features.length * measure.shape().layerCount());
    for (int j = 0; j < x.length; j++) {
      sums[j] = x[j].add(sums[j].divide(divisor, DIGITS), DIGITS);
    }
    return sums;
  }

  /** v_i = B x_K,i. */
  BigDecimal[][] predictionsAtScaleOne(Samples samples) {
    return images(held.network().readout(), lastStates(samples));
  }

  /** L. */
  BigDecimal risk(Samples samples, double scale) {
    BigDecimal[][] predictions = predictionsAtScaleOne(samples);
    BigDecimal sum = BigDecimal.ZERO;
    int outputs = held.network().outputDim();
    for (int i = 0; i < predictions.length; i++) {
      for (int o = 0; o < outputs; o++) {
        BigDecimal target = exact(samples.targets()[i * outputs + o]);
        BigDecimal residual = predictions[i][o].multiply(exact(scale)).subtract(target);
        sum = sum.add(residual.multiply(residual), DIGITS);
      }
    }
    int divisor = held.network().loss().outputAverage() ? outputs : 1;
    return sum.divide(new BigDecimal(2L * samples.count() * divisor), DIGITS);
  }

  static BigDecimal[][] rows(double[] numbers, Samples samples) {
    int columns = numbers.length / samples.count();
    BigDecimal[][] rows = new BigDecimal[samples.count()][columns];
    for (int i = 0; i < numbers.length; i++) {
      rows[i / columns][i % columns] = exact(numbers[i]);
    }
    return rows;
  }

  static BigDecimal[][] images(Matrix matrix, BigDecimal[][] vectors) {
    BigDecimal[][] images = new BigDecimal[vectors.length][];
    for (int i = 0; i < images.length; i++) {
      images[i] = zeros(matrix.rows());
      for (int r = 0; r < matrix.rows(); r++) {
        for (int c = 0; c < matrix.columns(); c++) {
          BigDecimal factor = exact(matrix.values()[r * matrix.columns() + c]);
          images[i][r] = images[i][r].add(factor.multiply(vectors[i][c]), DIGITS);
        }
      }
    }
    return images;
  }

  private static BigDecimal[] zeros(int length) {
    BigDecimal[] zeros = new BigDecimal[length];
    java.util.Arrays.fill(zeros, BigDecimal.ZERO);
    return zeros;
  }

  static BigDecimal value(Activation activation, BigDecimal z) {
    return switch (activation) {
      case TANH -> {
        BigDecimal e = exp(z.add(z));
        yield e.subtract(BigDecimal.ONE).divide(e.add(BigDecimal.ONE), DIGITS);
      }
      case SIGMOID -> BigDecimal.ONE.divide(BigDecimal.ONE.add(exp(z.negate())), DIGITS);
      case COS -> cos(z);
      default -> throw new IllegalArgumentException(activation.keyword());
    };
  }

  /** By its series at x / 2^24, squared 24 times. */
  private static BigDecimal exp(BigDecimal x) {
    BigDecimal part = x.divide(new BigDecimal(1 << HALVINGS), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int n = 1; term.abs().compareTo(LEAST) > 0; n++) {
      term = term.multiply(part, DIGITS).divide(new BigDecimal(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** By its series; for moderate x. */
  private static BigDecimal cos(BigDecimal x) {
    BigDecimal square = x.multiply(x, DIGITS).negate();
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int n = 1; term.abs().compareTo(LEAST) > 0; n++) {
      term = term.multiply(square, DIGITS).divide(new BigDecimal(2L * n * (2 * n - 1)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }
}
