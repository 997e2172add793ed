package org.cotflow.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.PartSteps;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.measure.MeasureShape;

/**
 * The weights of the parts of all layers, which may have particles of different parts.
 *
 * <p>Moves report as many sums for each layer: where a layer has fewer parts than another, the
 * parts that it lacks have no numbers, and sums of 0.
 *
 * @param layouts of the layers
 * @param weights of the parts of each layout
 */
public record LayerMultipliers(
    LayerCycle<ParticleLayout> layouts, LayerCycle<PartMultipliers> weights) {

  /**
   * Of the parts that a flow trains.
   *
   * @param bias whether the network has biases
   */
  public static LayerMultipliers of(
      FlowSpec flow, LayerCycle<ParticleLayout> layouts, boolean bias) {
    return new LayerMultipliers(
        layouts, layouts.map(layout -> PartMultipliers.of(flow, layout, bias)));
  }

  /** All 1: the plain COT metric. */
  public static LayerMultipliers plain(LayerCycle<ParticleLayout> layouts, boolean bias) {
    return new LayerMultipliers(
        layouts, layouts.map(layout -> PartMultipliers.plain(layout, bias)));
  }

  /** Of a layer. */
  public PartMultipliers at(int layer) {
    return weights.at(layer);
  }

  /** 1/m, and 0 where m is 0. */
  LayerMultipliers inverse() {
    return new LayerMultipliers(layouts, weights.map(PartMultipliers::inverse));
  }

  /** The parts of the layer that has the most: so many have sums in every layer. */
  int partCount() {
    return layouts.values().stream().mapToInt(layout -> layout.parts().size()).max().orElseThrow();
  }

  /** tau m_part for a step of length tau. */
  LayerCycle<PartSteps> steps(double tau) {
    List<PartSteps> steps = new ArrayList<>();
    for (int k = 0; k < layouts.values().size(); k++) {
      double[] scaled = Arrays.stream(at(k).weights()).map(weight -> tau * weight).toArray();
      steps.add(PartSteps.of(layouts.at(k), Arrays.copyOf(scaled, partCount())));
    }
    return new LayerCycle<>(steps);
  }

  /**
   * (1/K) sum_k (1/M_k) sum_part weight_part S_{k, part}, layers in order.
   *
   * @param layerSums sums over the particles of each layer
   * @param at index of the first of a layer's sums S, one for each part
   */
  double mean(MeasureShape shape, double[][] layerSums, int at) {
    double mean = 0;
    for (int k = 0; k < shape.layerCount(); k++) {
      mean += at(k).weigh(layerSums[k], at) / shape.width(k);
    }
    return mean / shape.layerCount();
  }
}
