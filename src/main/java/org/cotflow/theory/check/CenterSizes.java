package org.cotflow.theory.check;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The sizes at the center of a ball as they are claimed, the largest over the layers, and how far
 * the states may move in the ball by the Jacobians of the center (docs/math.md section 9, bound B).
 */
final class CenterSizes {
  private static final int ITERATIONS = 2000;

  final Claim claim;
  final int layerCount;
  final Enclosure rootU;
  final Enclosure rootW;
  final double s;
  final double outgoing;
  final double ingoing;
  final double inputs;
  final double cross;
  final Enclosure kernel;

  /** f. */
  final Enclosure sumOfMoves;

  /** v. */
  final Enclosure meanOfSums;

  private final Enclosure jacobian;
  private final Enclosure curvature;

  CenterSizes(Claim claim) {
    this.claim = claim;
    this.layerCount = claim.layers().size();
    this.rootU = Enclosure.of(claim.problem().multiplierU()).sqrt();
    this.rootW = Enclosure.of(claim.problem().multiplierW()).sqrt();
    this.s = claim.lipschitz();
    this.outgoing = largest(Claim.Layer::outgoing);
    this.ingoing = largest(Claim.Layer::ingoing);
    this.inputs = largest(Claim.Layer::inputs);
    this.cross = largest(Claim.Layer::cross);
    this.kernel = Enclosure.of(largest(Claim.Layer::largestKernel)).sqrt();
    this.jacobian = mean(layer -> Enclosure.of(layer.jacobianNorm()));
    this.curvature =
        mean(layer -> Enclosure.of(layer.outgoing()).times(layer.ingoingSquare()))
            .times(claim.curvature())
            .dividedBy(2);
    this.sumOfMoves = Enclosure.of(layerCount - 1).dividedBy(layerCount).sqrt().orZero();
    this.meanOfSums = layerCount == 1 ? Enclosure.ZERO : summation();
  }

  private double largest(ToDoubleFunction<Claim.Layer> size) {
    return claim.layers().stream().mapToDouble(size).max().orElseThrow();
  }

  private Enclosure mean(Function<Claim.Layer, Enclosure> size) {
    Enclosure sum = Enclosure.ZERO;
    for (Claim.Layer layer : claim.layers()) {
      sum = sum.plus(size.apply(layer));
    }
    return sum.dividedBy(layerCount);
  }

  /** v = 1 / (2 K sin(pi / (4 K - 2))). */
  private Enclosure summation() {
    Enclosure sine = Enclosure.PI.dividedBy(4.0 * layerCount - 2).sine();
    return Enclosure.ONE.dividedBy(sine.times(2.0 * layerCount));
  }

  /** 0 in a network of one layer, whose states before the layer never move. */
  Enclosure one() {
    return layerCount > 1 ? Enclosure.ONE : Enclosure.ZERO;
  }

  boolean inputsMove() {
    return claim.problem().multiplierW() > 0 || claim.problem().multiplierB() > 0;
  }

  /** A number E with E >= the right side of bound B at E; null where none is found. */
  Enclosure stateChange(Enclosure a, Enclosure c) {
    double e = 0;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double next = grown(Enclosure.of(e), a, c, sumOfMoves, one()).hi();
      double tried = next * (1 + 1e-12);
      if (!(next < Double.POSITIVE_INFINITY)) {
        return null;
      }
      if (grown(Enclosure.of(tried), a, c, sumOfMoves, one()).hi() <= tried) {
        return Enclosure.of(tried);
      }
      e = next;
    }
    return null;
  }

  /**
   * E_rms.
   *
   * @param e what {@link #stateChange} found
   */
  Enclosure meanStateChange(Enclosure e, Enclosure a, Enclosure c) {
    return grown(e, a, c, meanOfSums, sumOfMoves);
  }

  private Enclosure grown(
      Enclosure e, Enclosure a, Enclosure c, Enclosure sum, Enclosure products) {
    Enclosure exponent =
        jacobian.plus(curvature.times(e)).plus(rootW.times(s).times(outgoing).times(c));
    Enclosure byU = kernel.plus(e.times(s).times(ingoing)).times(rootU).times(a);
    Enclosure byInputs = c.times(s).times(outgoing).times(inputs);
    Enclosure byBoth = rootW.times(e).plus(inputs).times(rootU).times(s).times(a).times(c);
    Enclosure change = sum.times(byU.plus(byInputs)).plus(products.times(byBoth));
    return exponent.exp().times(change).orZero();
  }
}
