package org.cotflow.theory.check;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.cotflow.theory.interval.Enclosure;

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
  final double input;
  private final Enclosure feature;

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
    this.input = Math.min(inputs, largest(Claim.Layer::largestInput));
    this.feature = Enclosure.smallest(kernel, Enclosure.of(largest(Claim.Layer::largestFeature)));
    this.jacobian = mean(layer -> Enclosure.of(layer.jacobianNorm()));
    this.curvature =
        mean(layer -> Enclosure.of(layer.outgoing()).times(layer.ingoingSquare()))
            .times(claim.isSmooth() ? claim.curvature() : 0)
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

  /**
   * What moves change.
   *
   * @param states E, meanStates E_rms
   * @param adjoints Theta, meanAdjoints theta_rms
   */
  record Change(
      Enclosure states, Enclosure meanStates, Enclosure adjoints, Enclosure meanAdjoints) {}

  /** Of at most these sizes; null where no bound is found, as where sigma' jumps. */
  Change change(Enclosure a, Enclosure c) {
    if (!claim.isSmooth()) {
      return null;
    }
    Enclosure eps = fixedPoint(e -> grown(feature, input, e, e, a, c, sumOfMoves, one()));
    Enclosure all =
        eps == null
            ? null
            : fixedPoint(e -> grown(kernel, inputs, e, eps, a, c, sumOfMoves, one()));
    if (all == null) {
      return null;
    }
    Enclosure rms = grown(feature, input, eps, eps, a, c, meanOfSums, sumOfMoves);
    Enclosure moved = rootW.times(eps).plus(input).times(c).plus(rms.times(ingoing));
    Enclosure slopes = linearGrowth(a, c).plus(moved.times(cross).times(claim.curvature()));
    Enclosure both = rootU.times(rootW).times(s).times(a).times(c);
    return new Change(
        all,
        grown(kernel, inputs, all, eps, a, c, meanOfSums, sumOfMoves),
        sumOfMoves.times(slopes).plus(one().times(both)),
        meanOfSums.times(slopes).plus(sumOfMoves.times(both)));
  }

  /** s (sqrt(m_u) W a + sqrt(m_w) U c). */
  Enclosure linearGrowth(Enclosure a, Enclosure c) {
    return rootU.times(ingoing).times(a).plus(rootW.times(outgoing).times(c)).times(s);
  }

  /** Pi, from the claims of the layers. */
  Enclosure growth() {
    Enclosure growth = Enclosure.ONE;
    for (Claim.Layer layer : claim.layers().subList(1, layerCount)) {
      growth = growth.times(Enclosure.of(layer.jacobianNorm()).dividedBy(layerCount).plus(1));
    }
    return growth;
  }

  /** A number that is at least its image; null where none is found. */
  private static Enclosure fixedPoint(UnaryOperator<Enclosure> image) {
    double e = 0;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double next = image.apply(Enclosure.of(e)).hi();
      double tried = next * (1 + 1e-12);
      if (!(next < Double.POSITIVE_INFINITY)) {
        return null;
      }
      if (image.apply(Enclosure.of(tried)).hi() <= tried) {
        return Enclosure.of(tried);
      }
      e = next;
    }
    return null;
  }

  /** Of all states in Frobenius norm with S and Q, of one with S_1 and |e|. */
  private Enclosure grown(
      Enclosure ofKernel,
      double ofInputs,
      Enclosure e,
      Enclosure eps,
      Enclosure a,
      Enclosure c,
      Enclosure sum,
      Enclosure products) {
    Enclosure exponent =
        jacobian.plus(curvature.times(eps)).plus(rootW.times(s).times(outgoing).times(c));
    Enclosure byU = ofKernel.plus(e.times(s).times(ingoing)).times(rootU).times(a);
    Enclosure byInputs = c.times(s).times(outgoing).times(ofInputs);
    Enclosure byBoth = rootW.times(e).plus(ofInputs).times(rootU).times(s).times(a).times(c);
    Enclosure change = sum.times(byU.plus(byInputs)).plus(products.times(byBoth));
    return exponent.exp().times(change).orZero();
  }
}
