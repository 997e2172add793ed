package org.cotflow.kernel;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.kernel.ParticleLayout.Part;

/** The layout of neurons, u sigma(&lt;w, x&gt; + b): omega = (u, w, b), p = 2d + 1. */
public final class Neuron {
  /** Places of the parts in a particle. */
  public static final int U = 0;

  public static final int W = 1;
  public static final int B = 2;

  private Neuron() {}

  /**
   * @param stateDim d
   */
  public static ParticleLayout layout(int stateDim) {
    return new ParticleLayout(
        stateDim,
        List.of(Part.of("u", stateDim, 0), Part.of("w", stateDim, 1), Part.bias("b", 1, 1)));
  }

  /** A number for each part, by their names. */
  public static SortedMap<String, Double> parts(double u, double w, double b) {
    return new TreeMap<>(Map.of("u", u, "w", w, "b", b));
  }

  /** A block of zeros. */
  public static ParticleBlock zeros(int layer, int first, int count, int stateDim) {
    return ParticleBlock.zeros(layer, first, count, layout(stateDim));
  }

  /** Where w_j of particle {@code m} of a block stands in its values; u_j has the index j. */
  public static int indexW(ParticleBlock block, int m, int j) {
    return block.index(m, block.stateDim() + j);
  }

  /** Where b of particle {@code m} of a block stands in its values. */
  public static int indexB(ParticleBlock block, int m) {
    return block.index(m, 2 * block.stateDim());
  }

  /** p. */
  public static int size(int stateDim) {
    return 2 * stateDim + 1;
  }

  /** Numbers in a panel: 8 (2d + 1). */
  static int panelSize(int stateDim) {
    return ParticleBlock.LANES * size(stateDim);
  }
}
