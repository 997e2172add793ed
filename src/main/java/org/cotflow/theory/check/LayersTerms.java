package org.cotflow.theory.check;

import java.util.List;
import org.cotflow.theory.interval.Enclosure;

/**
 * The ball by the kernels of the layers: norms, supremum or jacobians.
 *
 * <p>Where sigma' jumps, means of adjoints of different choices of sigma' count. Each of them is as
 * large as the adjoints are proved to be while the Jacobians of all layers but the first, over K,
 * sum up to at most 1.
 */
final class LayersTerms implements BallTerms {
  private final CenterSizes sizes;
  private final Claim claim;
  private final String estimate;
  private final boolean byJacobians;
  private Enclosure start = Enclosure.ZERO;
  private Enclosure largestTerm = Enclosure.ZERO;
  private Enclosure largestSlope = Enclosure.ZERO;
  private Enclosure sumOfSlopes = Enclosure.ZERO;

  LayersTerms(CenterSizes sizes, String estimate) {
    this.sizes = sizes;
    this.claim = sizes.claim;
    this.estimate = estimate;
    this.byJacobians = estimate.equals("jacobians");
    adjoints();
  }

  /** G_0, max P_k sqrt(lambda_min(K_k)) and T. */
  private void adjoints() {
    int layerCount = sizes.layerCount;
    Enclosure product = Enclosure.ONE;
    Enclosure sum = Enclosure.ZERO;
    List<Claim.Layer> layers = claim.layers();
    for (int k = layerCount - 1; k >= 0; k--) {
      Claim.Layer layer = layers.get(k);
      Enclosure term = product.squared().times(layer.smallestKernel()).orZero();
      sum = sum.plus(term);
      largestTerm = Enclosure.largest(largestTerm, term.sqrt());
      Enclosure norm =
          byJacobians
              ? Enclosure.of(layer.jacobianNorm())
              : Enclosure.of(sizes.s).times(layer.outgoing()).times(layer.ingoing());
      Enclosure slope = norm.dividedBy(layerCount);
      largestSlope = Enclosure.largest(largestSlope, slope);
      sumOfSlopes = k > 0 ? sumOfSlopes.plus(slope) : sumOfSlopes;
      product = product.times(Enclosure.ONE.minus(slope).orZero()).orZero();
    }
    start = sum.dividedBy(layerCount).sqrt();
  }

  /** 0 where T is not proved to be below 1. */
  @Override
  public double start() {
    return largestSlope.hi() < 1 ? start.lo() : 0;
  }

  @Override
  public Loss along(Enclosure a, Enclosure c) {
    if (byJacobians) {
      CenterSizes.Change change = sizes.change(a, c);
      return change == null
          ? null
          : loss(c, change.states(), change.meanStates(), change.meanAdjoints());
    }
    Enclosure linear = sizes.linearGrowth(a, c);
    Enclosure both = sizes.rootU.times(sizes.rootW).times(a).times(c).times(sizes.s);
    Enclosure all = sumOfSlopes.plus(linear.times(sizes.sumOfMoves)).plus(both.times(sizes.one()));
    if (!claim.isSmooth() && !(all.hi() <= 1)) {
      return null;
    }
    Enclosure slopes = linear.times(sizes.meanOfSums).plus(both.times(sizes.sumOfMoves));
    Enclosure rms = ofNorms(a, c, sizes.meanOfSums, sizes.sumOfMoves);
    return loss(c, ofNorms(a, c, sizes.sumOfMoves, sizes.one()), rms, slopes);
  }

  @Override
  public boolean isOfU() {
    return true;
  }

  private Loss loss(Enclosure c, Enclosure change, Enclosure rms, Enclosure slopes) {
    Enclosure byInputs = sizes.rootW.times(change).plus(sizes.inputs).times(c).times(sizes.s);
    Enclosure byStates = rms.times(sizes.ingoing).times(sizes.s);
    Enclosure jacobians = largestTerm.times(slopes.dividedBy(Enclosure.ONE.minus(largestSlope)));
    return new Loss(byInputs.hi(), byStates.hi(), jacobians.hi());
  }

  @Override
  public Enclosure turn(Enclosure a, Enclosure c) {
    Enclosure out = sizes.rootU.times(a).plus(sizes.outgoing);
    Enclosure change;
    Enclosure growth;
    if (byJacobians) {
      CenterSizes.Change found = sizes.change(a, c);
      if (found == null) {
        return null;
      }
      change = found.states();
      growth = sizes.growth().times(found.adjoints().exp());
    } else {
      change = ofNorms(a, c, sizes.sumOfMoves, sizes.one());
      growth = out.times(sizes.rootW.times(c).plus(sizes.ingoing)).times(sizes.s).exp();
    }
    Enclosure inputs = sizes.rootW.times(change).plus(sizes.inputs);
    return out.times(inputs).times(sizes.s).times(growth);
  }

  private Enclosure ofNorms(Enclosure a, Enclosure c, Enclosure sum, Enclosure products) {
    double s = sizes.s;
    Enclosure byInputs = c.times(s).times(sizes.outgoing).times(sizes.inputs);
    Enclosure in = sizes.rootW.times(c).plus(sizes.ingoing);
    if (estimate.equals("supremum") && claim.supremum() != null) {
      Enclosure byU =
          sizes
              .rootU
              .times(Enclosure.of(claim.problem().samples()).sqrt())
              .times(claim.supremum())
              .times(a);
      return in.times(s).times(sizes.outgoing).exp().times(sum).times(byU.plus(byInputs)).orZero();
    }
    Enclosure first = sizes.rootU.times(sizes.kernel).times(a).plus(byInputs).times(sum);
    Enclosure second = sizes.rootU.times(sizes.inputs).times(s).times(a).times(c).times(products);
    Enclosure out = sizes.rootU.times(a).plus(sizes.outgoing);
    return out.times(in).times(s).exp().times(first.plus(second)).orZero();
  }
}
