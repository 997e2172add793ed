package org.cotflow.theory.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Sweep;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.spectrum.Spectrum;
import org.cotflow.theory.spectrum.SymmetricMatrix;

/**
 * The tangent kernel of the whole network at mu_0, for the scale alpha = 1: with P^o_k,i the
 * adjoint of output o of sample i before layer k + 1, and the step multipliers m,
 *
 * <pre>
 *   H_(i,o),(j,p) = (1/K) sum_k ( m_u K_k,ij &lt;P^o_k,i, P^p_k,j&gt;
 *       + (m_w &lt;x_k,i, x_k,j&gt; + m_b) E[sigma'_i &lt;u, P^o_k,i&gt; sigma'_j &lt;u, P^p_k,j&gt;] )
 *   dissipation = (alpha^2 / N^2) r^T H r,     r the residuals
 * </pre>
 *
 * <p>(our derivation, docs/math.md section 9, "The whole tangent kernel").
 *
 * @param smallest at most lambda_min(H), divided by d_out with output-average
 * @param largest at least lambda_max(H), divided likewise
 * @param growth at least prod_{l &gt; 0} (1 + |DF_l| / K)
 * @param largestOutgoing at least |u| of every particle
 * @param largestInput at least |e| of every sample and layer, e = (sqrt(m_w) x, sqrt(m_b))
 * @param inputSquare at least sup_y sqrt(sum_i &lt;y, e_i&gt;^4) of every layer
 */
public record TangentKernel(
    double smallest,
    double largest,
    double growth,
    double largestOutgoing,
    double largestInput,
    double inputSquare) {

  /** Rows N d_out up to which the kernel is decomposed. */
  public static final int LARGEST_ROWS = Spectrum.DENSE_LIMIT;

  /**
   * Sends the samples forward, and every output of every sample backward.
   *
   * @param samples at most {@link #LARGEST_ROWS} / d_out
   * @param particles of the measure, for velocities and pullbacks
   * @param blockSize of the blocks over which the velocities are summed
   * @param sums of the same particles
   * @param start what was measured of them
   * @throws org.cotflow.base.DivergedException where a state is not finite
   */
  public static TangentKernel of(
      Network network,
      Samples samples,
      ParticleLayers particles,
      int blockSize,
      ParticleSums.Source sums,
      StartingPoint start) {
    double[][] states =
        new Sweep(ButcherTableau.EULER)
            .forward(particles, network.embed(samples.features()), samples.count())
            .states();
    StateRounding rounding =
        new StateRounding(
            network.embedding(),
            samples.features(),
            start.activation(),
            start.layers().size(),
            blockSize);
    List<Errors> errors = new ArrayList<>();
    double largestOutgoing = 0;
    double largestInput = 0;
    double inputSquare = 0;
    for (int k = 0; k < start.layers().size(); k++) {
      try (ParticleSums layer = sums.at(k, states[k])) {
        ParticleSizes sizes = ParticleSizes.of(layer, network.stateDim());
        Errors one = Errors.of(sizes, rounding, states[k]);
        errors.add(one);
        largestOutgoing =
            Math.max(largestOutgoing, Arrays.stream(layer.outgoingNorms()).max().orElseThrow());
        double moved = Math.sqrt(start.multipliers().w()) * one.states();
        Inputs inputs = Inputs.of(states[k], network.stateDim(), start.multipliers());
        largestInput = Math.max(largestInput, inputs.largest() + moved);
        double root = Math.sqrt(inputs.square()) + moved;
        inputSquare = Math.max(inputSquare, root * root);
        rounding.pass(sizes, states[k], states[k + 1]);
      }
    }
    double input = Rounding.SLACK * largestInput;
    Whole whole =
        new Whole(
            network,
            particles,
            sums,
            start,
            states,
            errors,
            Rounding.SLACK * largestOutgoing,
            input);
    StartingLayer.Ends ends = whole.ends();
    double divisor = network.loss().outputAverage() ? network.outputDim() : 1.0;
    double growth = 1;
    for (StartingLayer layer : start.layers().subList(1, start.layers().size())) {
      growth *= 1 + layer.jacobianNorm() / start.layers().size();
    }
    return new TangentKernel(
        ends.smallest() / divisor * (1 - 8 * Rounding.UNIT),
        ends.largest() / divisor * (1 + 8 * Rounding.UNIT),
        Rounding.SLACK * growth,
        whole.largestOutgoing,
        input,
        Rounding.SLACK * inputSquare);
  }

  /**
   * How far what was computed of a layer may be from what is exact.
   *
   * @param sizes of its particles
   * @param states the root of the sum of squares over the samples
   * @param features likewise, of sigma(z) in root mean square over the particles
   * @param jacobians the largest of a sample
   */
  private record Errors(ParticleSizes sizes, double states, double features, double jacobians) {
    static Errors of(ParticleSizes sizes, StateRounding rounding, double[] states) {
      return new Errors(
          sizes,
          rounding.total(),
          rounding.featureError(sizes, states),
          rounding.jacobianError(sizes, states));
    }
  }

  /**
   * Sizes of e_i at the computed states.
   *
   * @param largest of |e_i|
   * @param square sqrt(lambda_max(sum_i |e_i|^2 e_i e_i^T))
   */
  private record Inputs(double largest, double square) {
    static Inputs of(double[] states, int d, PartMultipliers multipliers) {
      int rows = states.length / d;
      double[] moment = new double[ArraySize.of("the moments of a layer", d + 1L, d + 1L)];
      double largest = 0;
      double root = Math.sqrt(multipliers.w());
      for (int row = 0; row < rows; row++) {
        double[] input = new double[d + 1];
        for (int j = 0; j < d; j++) {
          input[j] = root * states[row * d + j];
        }
        input[d] = Math.sqrt(multipliers.b());
        double size = Rounding.norm(input);
        largest = Math.max(largest, size);
        for (int j = 0; j <= d; j++) {
          input[j] *= size;
        }
        SymmetricMatrix.addSquareInPlace(moment, input);
      }
      return new Inputs(
          Rounding.SLACK * largest, ParticleSizes.rootOfLargest(moment, d + 1, rows + 2 * d + 16));
    }
  }

  /** The kernel itself, from the last layer to the first. */
  private static final class Whole {
    private final Network network;
    private final ParticleLayers particles;
    private final ParticleSums.Source sums;
    private final StartingPoint start;
    private final double[][] states;
    private final List<Errors> errors;
    private final double largestOutgoing;
    private final double largestInput;
    private final int outputs;
    private final int d;
    private final int rows;
    private final double[] kernel;

    Whole(
        Network network,
        ParticleLayers particles,
        ParticleSums.Source sums,
        StartingPoint start,
        double[][] states,
        List<Errors> errors,
        double largestOutgoing,
        double largestInput) {
      this.network = network;
      this.particles = particles;
      this.sums = sums;
      this.start = start;
      this.states = states;
      this.errors = errors;
      this.largestOutgoing = largestOutgoing;
      this.largestInput = largestInput;
      this.outputs = network.outputDim();
      this.d = network.stateDim();
      this.rows = start.sampleCount() * outputs;
      this.kernel = new double[ArraySize.of("the tangent kernel", rows, rows)];
    }

    /** Bounds of the ends of the spectrum. */
    StartingLayer.Ends ends() {
      int layerCount = start.layers().size();
      double[] adjoints = lastAdjoints(network.readout());
      double[] errorsOfLayers = new double[layerCount];
      double error = 0;
      int width = 0;
      for (int k = layerCount - 1; k >= 0; k--) {
        double[] repeated = repeated(states[k]);
        double size = largestRow(adjoints) + error;
        errorsOfLayers[k] = featureError(k, size, error, add(k, repeated, adjoints));
        width = Math.max(width, start.layers().get(k).width());
        if (k > 0) {
          adjoints =
              new Sweep(ButcherTableau.EULER)
                  .gradientRows(particles, k, repeated, adjoints)
                  .adjointsBefore();
          error = nextError(k, size, error);
        }
      }
      double error2 = Rounding.norm(errorsOfLayers) / Math.sqrt(layerCount);
      return StartingLayer.Ends.of(kernel, rows, width + 3 * d + layerCount + 64)
          .moved(Rounding.SLACK * error2);
    }

    /** B^T e_o for every output of every sample: exact. */
    private double[] lastAdjoints(Matrix readout) {
      double[] adjoints = new double[ArraySize.of("the adjoints of the outputs", rows, d)];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(readout.values(), row % outputs * d, adjoints, row * d, d);
      }
      return adjoints;
    }

    private double[] repeated(double[] vectors) {
      double[] all = new double[rows * d];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(vectors, row / outputs * d, all, row * d, d);
      }
      return all;
    }

    private double largestRow(double[] vectors) {
      double largest = 0;
      for (int row = 0; row < rows; row++) {
        largest =
            Math.max(largest, Rounding.norm(Arrays.copyOfRange(vectors, row * d, (row + 1) * d)));
      }
      return Rounding.SLACK * largest;
    }

    /**
     * Adds what a layer contributes.
     *
     * @return the trace of K_k
     */
    private double add(int k, double[] repeated, double[] adjoints) {
      PartMultipliers multipliers = start.multipliers();
      double[] features;
      try (ParticleSums ofSamples = sums.at(k, states[k])) {
        features = ofSamples.featureGram();
      }
      boolean inputsMove = multipliers.w() > 0 || multipliers.b() > 0;
      double[] slopes = null;
      if (inputsMove) {
        try (ParticleSums ofOutputs = sums.at(k, repeated)) {
          slopes = ofOutputs.slopeGram(adjoints);
        }
      }
      int n = start.sampleCount();
      for (int a = 0; a < rows; a++) {
        for (int c = 0; c <= a; c++) {
          double feature = features[a / outputs * n + c / outputs];
          double sum = multipliers.u() * feature * overlap(adjoints, a, c);
          if (inputsMove) {
            double factor = Math.fma(multipliers.w(), overlap(repeated, a, c), multipliers.b());
            sum = Math.fma(factor, slopes[a * rows + c], sum);
          }
          kernel[a * rows + c] += sum / start.layers().size();
          kernel[c * rows + a] = kernel[a * rows + c];
        }
      }
      return SymmetricMatrix.trace(features, n);
    }

    private double overlap(double[] vectors, int a, int c) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum = Math.fma(vectors[a * d + j], vectors[c * d + j], sum);
      }
      return sum;
    }

    /**
     * The Frobenius norm over rows, root mean square over the particles, of the error of the
     * features of which the kernel is made.
     *
     * @param size of every exact adjoint, at most
     * @param error of every adjoint, at most
     */
    private double featureError(int k, double size, double error, double trace) {
      Errors of = errors.get(k);
      double s = start.activation().lipschitz();
      double rootOfOutputs = Math.sqrt(outputs);
      double ofU = rootOfOutputs * (size * of.features() + Math.sqrt(trace) * error);
      double outgoing = of.sizes().outgoing();
      double slopes =
          rootOfOutputs * start.activation().curvature() * largestOutgoing * of.features() / s;
      double products = (16 * outgoing + (d + 16) * of.sizes().meanU()) * Rounding.UNIT;
      double along = slopes * size + Math.sqrt(rows) * s * (outgoing * error + products * size);
      double rootW = Math.sqrt(start.multipliers().w());
      double inputs = rootOfOutputs * s * outgoing * size * rootW * of.states();
      return 1.001 * (Math.sqrt(start.multipliers().u()) * ofU + largestInput * along + inputs);
    }

    /** Of the adjoints before layer k. */
    private double nextError(int k, double size, double error) {
      Errors of = errors.get(k);
      StartingLayer layer = start.layers().get(k);
      int layerCount = start.layers().size();
      double growth = 1 + layer.jacobianNorm() / layerCount;
      double sums =
          (layer.width() + 2.0 * d + 80)
              * Rounding.UNIT
              * start.activation().lipschitz()
              * of.sizes().meanU()
              * of.sizes().meanW();
      double added = (of.jacobians() + sums) * size / layerCount;
      return 1.001 * (growth * error + added + 8 * Rounding.UNIT * growth * size);
    }
  }
}
