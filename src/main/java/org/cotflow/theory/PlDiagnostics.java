package org.cotflow.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.data.Samples;
import org.cotflow.depth.Discretization;
import org.cotflow.depth.GradientRows;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Sweep;
import org.cotflow.flow.LayerMultipliers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.theory.spectrum.Lanczos;
import org.cotflow.theory.spectrum.Spectrum;

/**
 * Kernels and Polyak-Lojasiewicz constants of one measure on its training samples.
 *
 * <p>Spectra and Jacobians are those at the states x_k before each layer. The kernel form of the
 * gradient runs over the rows of all stages of the scheme in depth, with their cotangents: it is
 * the gradient of the scheme as computed. The bound is proved for the residual network, one Euler
 * step a layer.
 *
 * @param risk L
 * @param gradNormSquared norm(grad)^2 in kernel form, (1/N^2) (1/K) sum_k sum_ij p_i^T T_k,ij p_j
 *     with all parts and multipliers 1 (b left out without bias)
 * @param dissipation the same with the step multipliers, 0 for frozen parts
 * @param lowerBound proved: norm(grad)^2 &gt;= lowerBound L; 0 where the part is frozen that the
 *     map is linear in (u of neurons), NaN where something is {@link #missing}
 * @param flowLowerBound proved: dissipation &gt;= flowLowerBound L; NaN likewise
 */
public record PlDiagnostics(
    double risk,
    double gradNormSquared,
    double dissipation,
    double lowerBound,
    double flowLowerBound,
    List<KernelSpectra> layers) {

  public PlDiagnostics {
    layers = List.copyOf(layers);
  }

  /** norm(grad)^2 / L, the observed constant; NaN where L is 0. */
  public double ratio() {
    return gradNormSquared / risk;
  }

  /** dissipation / L, the constant of the flow as it is run; NaN where L is 0. */
  public double flowRatio() {
    return dissipation / risk;
  }

  /**
   * Sends the samples forward and the adjoints backward, and computes the kernels of each layer.
   *
   * @param discretization of each layer's slice
   * @param particles velocities and pullbacks
   * @param kernels of the same particles
   * @param multipliers the step multipliers of what is trained, 0 where frozen
   * @throws org.cotflow.base.DivergedException where a state or adjoint is not finite
   */
  public static PlDiagnostics of(
      Network network,
      Discretization discretization,
      Samples samples,
      ParticleLayers particles,
      KernelTasks kernels,
      LayerMultipliers multipliers) {
    int layerCount = particles.layerCount();
    int n = samples.count();
    Sweep sweep = new Sweep(discretization);
    double[][] states = sweep.forward(particles, network.embed(samples.features()), n).states();
    double[] predictions = network.predict(states[layerCount]);
    Loss.Evaluation loss =
        network.loss().evaluate(predictions, samples.targets(), n, network.outputDim());
    double[] adjoints = network.lastAdjoints(loss.gradients());
    LayerKernels.Point[] points = new LayerKernels.Point[layerCount];
    for (int k = layerCount - 1; k >= 0; k--) {
      GradientRows rows = sweep.gradientRows(particles, k, states[k], adjoints);
      points[k] =
          discretization.isResidual()
              ? new LayerKernels.Point(states[k], states[k], adjoints)
              : new LayerKernels.Point(states[k], rows.states(), rows.cotangents());
      adjoints = rows.adjointsBefore();
    }
    List<LayerKernels.Result> results = kernels.results(points, multipliers);
    KernelSpectra[] layers = new KernelSpectra[layerCount];
    LayerCycle<double[]> parts =
        multipliers.weights().map(weights -> new double[weights.weights().length]);
    double ofFeatures = Double.POSITIVE_INFINITY;
    for (int k = layerCount - 1; k >= 0; k--) {
      layers[k] = results.get(k).spectra();
      double[] ofLayer = parts.at(k);
      for (int part = 0; part < ofLayer.length; part++) {
        ofLayer[part] += results.get(k).quadraticForms()[part] / layerCount / n / n;
      }
      ofFeatures = Math.min(ofFeatures, ofFeatures(network, k, multipliers.at(k)));
    }
    double bound = lowerBound(network, discretization, n, layers);
    return new PlDiagnostics(
        loss.risk(),
        weighed(LayerMultipliers.plain(multipliers.layouts(), network.bias()), parts),
        weighed(multipliers, parts),
        ofFeatures > 0 || Double.isNaN(bound) ? bound : 0,
        bound * ofFeatures,
        Arrays.asList(layers));
  }

  /** The multiplier of the part that the map of a layer is linear in; 0 where there is none. */
  private static double ofFeatures(Network network, int layer, PartMultipliers multipliers) {
    MapSpec map = network.maps().at(layer);
    MapSpec.Linear linear = map.linear(network.stateDim());
    return linear == null
        ? 0
        : multipliers.weights()[map.layout(network.stateDim()).names().indexOf(linear.part())];
  }

  /**
   * The weighted sum of all parts.
   *
   * @param parts of the layers of each layout, added up
   */
  private static double weighed(LayerMultipliers multipliers, LayerCycle<double[]> parts) {
    double sum = multipliers.at(0).weigh(parts.first(), 0);
    for (int k = 1; k < parts.values().size(); k++) {
      sum += multipliers.at(k).weigh(parts.at(k), 0);
    }
    return sum;
  }

  private static double lowerBound(
      Network network, Discretization discretization, int sampleCount, KernelSpectra[] layers) {
    double[] smallest = new double[layers.length];
    double[] norms = new double[layers.length];
    for (int k = 0; k < layers.length; k++) {
      Spectrum features = layers[k].features();
      smallest[k] = features == null ? Double.NaN : features.smallestBound();
      norms[k] = layers[k].jacobianNorm();
    }
    return lowerBound(network, discretization, sampleCount, smallest, norms);
  }

  /**
   * What a network lacks for a proved lower bound, as the end of a sentence; null where it has all.
   */
  public static String missing(Network network, Discretization discretization) {
    int d = network.stateDim();
    if (network.loss().kind() != LossKind.SQUARED || !discretization.isResidual()) {
      return "it needs the squared loss, euler and one substep";
    }
    for (MapSpec map : network.maps().values()) {
      if (map.linear(d) == null) {
        return "it needs a map that is linear in a part, and network.map = %s is not"
            .formatted(map.name());
      }
      if (!map.boundsSlopes(d)) {
        return "it needs a bound of |D_x phi| over all x, and network.map = %s has none"
            .formatted(map.name());
      }
    }
    return null;
  }

  /**
   * The proved constant of {@link PlBound}; NaN where something is {@link #missing}.
   *
   * @param smallest a lower bound of lambda_min(K_k) for each layer
   * @param norms an upper bound of |DF_k| for each layer
   */
  static double lowerBound(
      Network network,
      Discretization discretization,
      int sampleCount,
      double[] smallest,
      double[] norms) {
    if (missing(network, discretization) != null) {
      return Double.NaN;
    }
    double divisor = network.loss().outputAverage() ? network.outputDim() : 1.0;
    double factor =
        network.scale()
            * network.scale()
            * smallestOfReadout(network.readout())
            * network.loss().smallestWeight()
            / divisor;
    return PlBound.of(smallest, norms, sampleCount, factor);
  }

  /** A lower bound of lambda_min(B B^T). */
  public static double smallestOfReadout(Matrix readout) {
    int outputs = readout.rows();
    int d = readout.columns();
    double[] gram = new double[ArraySize.of("the products of the outputs", outputs, outputs)];
    List<double[]> rows = new ArrayList<>();
    for (int o = 0; o < outputs; o++) {
      rows.add(Arrays.copyOfRange(readout.values(), o * d, (o + 1) * d));
    }
    for (int o = 0; o < outputs; o++) {
      for (int c = 0; c <= o; c++) {
        double sum = Lanczos.dot(rows.get(o), rows.get(c));
        gram[o * outputs + c] = sum;
        gram[c * outputs + o] = sum;
      }
    }
    return Spectrum.dense(gram, outputs, d + 4).smallestBound();
  }
}
