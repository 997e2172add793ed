package org.cotflow.transport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.transport.cloud.Divisors;

/**
 * An interval [from/whole, to/whole) of layer time on which two measures are both constant.
 *
 * @param sourceLayer the layer of the first measure that covers it
 * @param targetLayer the layer of the second one
 * @param whole the least common multiple of both layer counts
 */
public record Slice(int sourceLayer, int targetLayer, long from, long to, long whole)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Its length in units of 1/whole. */
  public long length() {
    return to - from;
  }

  /** Its length: the weight of its squared distance in d^2. */
  public double weight() {
    return (double) length() / whole;
  }

  /** Its midpoint in layer time. */
  double midpoint() {
    return (double) (from + to) / (2.0 * whole);
  }

  /**
   * The common refinement of [0, 1] cut in {@code sourceLayers} and in {@code targetLayers} equal
   * parts, in order; breakpoints are exact fractions. For equal depths these are the layers.
   */
  static List<Slice> refinement(int sourceLayers, int targetLayers) {
    long whole = Divisors.leastCommonMultiple(sourceLayers, targetLayers);
    long sourceLength = whole / sourceLayers;
    long targetLength = whole / targetLayers;
    List<Slice> slices = new ArrayList<>();
    long from = 0;
    while (from < whole) {
      int sourceLayer = (int) (from / sourceLength);
      int targetLayer = (int) (from / targetLength);
      long to = Math.min((sourceLayer + 1) * sourceLength, (targetLayer + 1) * targetLength);
      slices.add(new Slice(sourceLayer, targetLayer, from, to, whole));
      from = to;
    }
    return slices;
  }
}
