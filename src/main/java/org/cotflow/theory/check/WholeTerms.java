package org.cotflow.theory.check;

import org.cotflow.theory.interval.Enclosure;

/**
 * The ball by the tangent kernel of the whole network, and the second derivative of the risk in it
 * (docs/math.md section 9, "The whole tangent kernel" and "Steps of gradient descent").
 */
final class WholeTerms implements BallTerms {
  private final CenterSizes sizes;
  private final Claim claim;
  private final Claim.Whole whole;

  WholeTerms(CenterSizes sizes) {
    this.sizes = sizes;
    this.claim = sizes.claim;
    this.whole = claim.whole();
  }

  /** m_u lambda_min(B B^T), which the factor of m_R has too. */
  private Enclosure unit() {
    return Enclosure.of(claim.problem().multiplierU()).times(claim.smallestReadout());
  }

  @Override
  public double start() {
    return Enclosure.of(whole.smallestTangent()).dividedBy(unit()).sqrt().lo();
  }

  /** Q + sqrt(m_w) E. */
  private Enclosure inputs(Enclosure e) {
    return sizes.rootW.times(e).plus(sizes.inputs);
  }

  /** M. */
  private Enclosure growth(CenterSizes.Change change) {
    return change.adjoints().exp().times(whole.growth());
  }

  @Override
  public Loss along(Enclosure a, Enclosure c) {
    CenterSizes.Change change = sizes.change(a, c);
    if (change == null) {
      return null;
    }
    Enclosure grown = growth(change);
    Enclosure start = Enclosure.of(whole.growth());
    Enclosure u = sizes.rootU.times(grown);
    Enclosure rms = change.meanStates();
    Enclosure ofInputs =
        sizes.rootW.times(change.states()).times(whole.largestInput()).plus(whole.inputSquare());
    Enclosure moves =
        norm(
            u.times(sizes.s).times(inputs(change.states())).times(c),
            start
                .times(sizes.s)
                .times(sizes.inputs)
                .times(sizes.rootU)
                .times(a)
                .plus(
                    start
                        .times(claim.curvature())
                        .times(whole.largestOutgoing())
                        .times(ofInputs)
                        .times(c)));
    Enclosure slopes =
        Enclosure.smallest(
            Enclosure.of(whole.largestOutgoing()).times(whole.largestInput()).times(sizes.ingoing),
            Enclosure.of(sizes.inputs).times(sizes.cross));
    Enclosure carried = rms.times(sizes.outgoing).plus(sizes.rootU.times(a).times(change.states()));
    Enclosure states =
        norm(
            u.times(sizes.s).times(sizes.ingoing).times(rms),
            grown
                .times(sizes.s)
                .times(sizes.rootW)
                .times(carried)
                .plus(start.times(claim.curvature()).times(slopes).times(rms)));
    Enclosure turned =
        change
            .meanAdjoints()
            .times(sizes.outgoing)
            .plus(sizes.rootU.times(a).times(change.adjoints()));
    Enclosure jacobians =
        norm(
            u.times(sizes.kernel).times(change.meanAdjoints()),
            grown.times(sizes.s).times(sizes.inputs).times(turned));
    Enclosure readout = Enclosure.of(claim.largestReadout()).dividedBy(unit()).sqrt();
    return new Loss(
        readout.times(moves).hi(), readout.times(states).hi(), readout.times(jacobians).hi());
  }

  @Override
  public boolean isOfU() {
    return false;
  }

  private static Enclosure norm(Enclosure one, Enclosure other) {
    return one.squared().plus(other.squared()).sqrt();
  }

  /** L_R over the ball of a radius, from above; infinite where no bound of the states is found. */
  double riskCurvature(double radius) {
    Enclosure r = Enclosure.of(radius);
    Loss loss = along(r, r);
    Enclosure states = secondOfStates(r);
    if (loss == null || states == null) {
      return Double.POSITIVE_INFINITY;
    }
    double scale = Math.abs(claim.problem().scale());
    int samples = claim.problem().samples();
    Enclosure first =
        Enclosure.of(whole.largestTangent())
            .sqrt()
            .plus(unit().sqrt().times(loss.total()))
            .times(scale);
    Enclosure readout = Enclosure.of(claim.largestReadout()).sqrt().times(scale);
    Enclosure residuals = Enclosure.of(claim.risk()).times(2).dividedBy(samples).sqrt();
    return first.squared().dividedBy(samples).plus(residuals.times(readout).times(states)).hi();
  }

  /** X2; null where no bound of the states is found. */
  private Enclosure secondOfStates(Enclosure r) {
    CenterSizes.Change change = sizes.change(r, r);
    if (change == null) {
      return null;
    }
    double s = sizes.s;
    int width = claim.layers().stream().mapToInt(Claim.Layer::width).max().orElseThrow();
    Enclosure ofLayer = Enclosure.of(sizes.layerCount).sqrt().times(r);
    Enclosure outgoing = sizes.rootU.times(ofLayer).plus(sizes.outgoing);
    Enclosure ingoing = sizes.rootW.times(ofLayer).plus(sizes.ingoing);
    Enclosure inputs = inputs(change.states());
    Enclosure kernel =
        ofLayer
            .times(inputs)
            .plus(change.states().times(sizes.ingoing))
            .times(s)
            .plus(sizes.kernel);
    Enclosure largest =
        sizes.rootU.times(ofLayer).times(Enclosure.of(width).sqrt()).plus(whole.largestOutgoing());
    Enclosure grown = growth(change);
    Enclosure first = grown.times(norm(sizes.rootU.times(kernel), outgoing.times(inputs).times(s)));
    Enclosure slopes = inputs.plus(ingoing.times(first));
    Enclosure both = inputs.dividedBy(2).plus(ingoing.times(first)).times(sizes.rootU).times(2 * s);
    Enclosure curved = largest.times(slopes.squared()).times(claim.curvature());
    Enclosure moved = outgoing.times(sizes.rootW).times(first).times(2 * s);
    return grown.times(both.plus(curved).plus(moved));
  }
}
