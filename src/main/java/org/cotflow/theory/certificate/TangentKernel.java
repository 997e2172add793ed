package org.cotflow.theory.certificate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Sweep;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.rounding.ParticleSizes;
import org.cotflow.theory.rounding.Rounding;
import org.cotflow.theory.rounding.StateRounding;
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
   * @param kernels of the same particles
   * @param start what was measured of them
   * @throws org.cotflow.base.DivergedException where a state is not finite
   */
  public static TangentKernel of(
      Network network,
      Samples samples,
      ParticleLayers particles,
      int blockSize,
      KernelTasks kernels,
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
    List<Measuring> works = new ArrayList<>();
    for (int k = 0; k < start.layers().size(); k++) {
      works.add(new Measuring(states[k], samples.count()));
    }
    List<Measured> measured = kernels.results(works);
    List<TangentRounding.Layer> errors = new ArrayList<>();
    double largestOutgoing = 0;
    double largestInput = 0;
    double inputSquare = 0;
    for (int k = 0; k < start.layers().size(); k++) {
      ParticleSizes sizes = measured.get(k).sizes();
      TangentRounding.Layer one = TangentRounding.Layer.of(sizes, rounding, states[k]);
      errors.add(one);
      largestOutgoing = Math.max(largestOutgoing, measured.get(k).largestOutgoing());
      double moved = Math.sqrt(start.multipliers().of(Neuron.W)) * one.states();
      Inputs inputs = Inputs.of(states[k], network.stateDim(), start.multipliers());
      largestInput = Math.max(largestInput, inputs.largest() + moved);
      double root = Math.sqrt(inputs.square()) + moved;
      inputSquare = Math.max(inputSquare, root * root);
      rounding.pass(sizes, states[k], states[k + 1]);
    }
    double input = Rounding.SLACK * largestInput;
    double outgoing = Rounding.SLACK * largestOutgoing;
    TangentRounding rounded =
        new TangentRounding(
            start.activation(),
            start.multipliers(),
            start.layers().size(),
            samples.count(),
            network.outputDim(),
            network.stateDim(),
            outgoing,
            input);
    Whole whole = new Whole(network, start, states, errors, rounded);
    StartingLayer.Ends ends = whole.ends(particles, kernels);
    double divisor = network.loss().outputAverage() ? network.outputDim() : 1.0;
    double growth = 1;
    for (StartingLayer layer : start.layers().subList(1, start.layers().size())) {
      growth *= 1 + layer.jacobianNorm() / start.layers().size();
    }
    return new TangentKernel(
        ends.smallest() / divisor * (1 - 8 * Rounding.UNIT),
        ends.largest() / divisor * (1 + 8 * Rounding.UNIT),
        Rounding.SLACK * growth,
        outgoing,
        input,
        Rounding.SLACK * inputSquare);
  }

  /** Rounded to the safe side by 10^-8 and to 8 digits, so that a proof by other means has room. */
  public TangentKernel published() {
    return new TangentKernel(
        Rounding.down(smallest),
        Rounding.up(largest),
        Rounding.up(growth),
        Rounding.up(largestOutgoing),
        Rounding.up(largestInput),
        Rounding.up(inputSquare));
  }

  /** The particles of a layer. */
  private record Measured(ParticleSizes sizes, double largestOutgoing) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Measures a layer where it is. */
  private record Measuring(double[] states, int rows) implements KernelTasks.Work<Measured> {
    private static final long serialVersionUID = 1L;

    @Override
    public Measured of(ParticleSums.Source source, int layer) {
      try (ParticleSums sums = source.at(layer, states)) {
        return new Measured(
            ParticleSizes.of(sums, states.length / rows),
            Arrays.stream(sums.outgoingNorms()).max().orElseThrow());
      }
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
      double root = Math.sqrt(multipliers.of(Neuron.W));
      for (int row = 0; row < rows; row++) {
        double[] input = new double[d + 1];
        for (int j = 0; j < d; j++) {
          input[j] = root * states[row * d + j];
        }
        input[d] = Math.sqrt(multipliers.of(Neuron.B));
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

  /** What a layer adds to the kernel, as {@link Adding} found it. */
  private record Added(double[] lowerTriangle, double traceOfFeatures) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Finds where a layer is what it adds to the kernel.
   *
   * @param states x_k, N x d
   * @param adjoints P, N d_out x d
   */
  private record Adding(double[] states, double[] adjoints, int outputs, int d, PartMultipliers by)
      implements KernelTasks.Work<Added> {
    private static final long serialVersionUID = 1L;

    @Override
    public int rows() {
      return adjoints.length / d;
    }

    @Override
    public Added of(ParticleSums.Source source, int layer) {
      double[] features;
      try (ParticleSums ofSamples = source.at(layer, states)) {
        features = ofSamples.featureGram();
      }
      boolean inputsMove = by.of(Neuron.W) > 0 || by.of(Neuron.B) > 0;
      double[] repeated = repeated(states, rows(), outputs, d);
      double[] slopes = null;
      if (inputsMove) {
        try (ParticleSums ofOutputs = source.at(layer, repeated)) {
          slopes = ofOutputs.slopeGram(adjoints);
        }
      }
      int rows = rows();
      int n = rows / outputs;
      double[] lower = new double[rows * (rows + 1) / 2];
      int at = 0;
      for (int a = 0; a < rows; a++) {
        for (int c = 0; c <= a; c++) {
          double feature = features[a / outputs * n + c / outputs];
          double sum = by.of(Neuron.U) * feature * overlap(adjoints, a, c);
          if (inputsMove) {
            double factor = Math.fma(by.of(Neuron.W), overlap(repeated, a, c), by.of(Neuron.B));
            sum = Math.fma(factor, slopes[a * rows + c], sum);
          }
          lower[at++] = sum;
        }
      }
      return new Added(lower, SymmetricMatrix.trace(features, n));
    }

    private double overlap(double[] vectors, int a, int c) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum = Math.fma(vectors[a * d + j], vectors[c * d + j], sum);
      }
      return sum;
    }
  }

  /** Every sample's vector once for each output. */
  private static double[] repeated(double[] vectors, int rows, int outputs, int d) {
    double[] all = new double[rows * d];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(vectors, row / outputs * d, all, row * d, d);
    }
    return all;
  }

  /** The kernel itself, from the last layer to the first. */
  private static final class Whole {
    /** Numbers of the layers' contributions that are held at a time. */
    private static final int LARGEST_GROUP = 1 << 25;

    private final Network network;
    private final StartingPoint start;
    private final double[][] states;
    private final List<TangentRounding.Layer> errors;
    private final TangentRounding rounded;
    private final int outputs;
    private final int d;
    private final int rows;
    private final double[] kernel;

    Whole(
        Network network,
        StartingPoint start,
        double[][] states,
        List<TangentRounding.Layer> errors,
        TangentRounding rounded) {
      this.network = network;
      this.start = start;
      this.states = states;
      this.errors = errors;
      this.rounded = rounded;
      this.outputs = network.outputDim();
      this.d = network.stateDim();
      this.rows = start.sampleCount() * outputs;
      this.kernel = new double[ArraySize.of("the tangent kernel", rows, rows)];
    }

    /** Bounds of the ends of the spectrum. */
    StartingLayer.Ends ends(ParticleLayers particles, KernelTasks kernels) {
      int layerCount = start.layers().size();
      double[][] adjoints = adjoints(particles);
      double[] errorsOfLayers = new double[layerCount];
      double error = 0;
      int width = 0;
      int group = Math.max(1, LARGEST_GROUP / (rows * (rows + 1) / 2));
      for (int above = layerCount; above > 0; above -= Math.min(above, group)) {
        int first = above - Math.min(above, group);
        List<Adding> works = new ArrayList<>();
        for (int k = first; k < above; k++) {
          works.add(new Adding(states[k], adjoints[k], outputs, d, start.multipliers()));
        }
        List<Added> added = kernels.results(first, works);
        for (int k = above - 1; k >= first; k--) {
          add(added.get(k - first));
          double size = largestRow(adjoints[k]) + error;
          double trace = added.get(k - first).traceOfFeatures();
          errorsOfLayers[k] = rounded.featureError(errors.get(k), size, error, trace);
          width = Math.max(width, start.layers().get(k).width());
          StartingLayer layer = start.layers().get(k);
          error =
              rounded.nextError(errors.get(k), layer.width(), layer.jacobianNorm(), size, error);
        }
      }
      double ofFeatures = Rounding.norm(errorsOfLayers) / Math.sqrt(layerCount);
      // as many roundings again as a proof with sums in another order may count
      int terms = width + 3 * d + layerCount + 64 + 8 * (rows + width + 16);
      return StartingLayer.Ends.of(kernel, rows, terms).moved(Rounding.SLACK * ofFeatures);
    }

    /** Behind each layer, of every output of every sample. */
    private double[][] adjoints(ParticleLayers particles) {
      double[][] adjoints = new double[start.layers().size()][];
      Sweep sweep = new Sweep(ButcherTableau.EULER);
      for (int k = adjoints.length - 1; k >= 0; k--) {
        adjoints[k] =
            k == adjoints.length - 1
                ? lastAdjoints(network.readout())
                : sweep
                    .gradientRows(
                        particles,
                        k + 1,
                        repeated(states[k + 1], rows, outputs, d),
                        adjoints[k + 1])
                    .adjointsBefore();
      }
      return adjoints;
    }

    /** B^T e_o for every output of every sample: exact. */
    private double[] lastAdjoints(Matrix readout) {
      double[] adjoints = new double[ArraySize.of("the adjoints of the outputs", rows, d)];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(readout.values(), row % outputs * d, adjoints, row * d, d);
      }
      return adjoints;
    }

    private double largestRow(double[] vectors) {
      double largest = 0;
      for (int row = 0; row < rows; row++) {
        largest =
            Math.max(largest, Rounding.norm(Arrays.copyOfRange(vectors, row * d, (row + 1) * d)));
      }
      return Rounding.SLACK * largest;
    }

    private void add(Added layer) {
      int at = 0;
      for (int a = 0; a < rows; a++) {
        for (int c = 0; c <= a; c++) {
          kernel[a * rows + c] += layer.lowerTriangle()[at++] / start.layers().size();
          kernel[c * rows + a] = kernel[a * rows + c];
        }
      }
    }
  }
}
