package org.cotflow.theory.check;

import org.cotflow.theory.interval.Enclosure;
import org.cotflow.theory.interval.GramMatrix;
import org.cotflow.theory.interval.Products;

/**
 * One layer at the computed states of all samples: the states after it, and what is claimed of it.
 *
 * <p>The computed states x~ are doubles. How far the exact ones may be from them, delta_i, is
 * carried along:
 *
 * <pre>
 *   delta' = (1 + (J + s2 U W4^2 delta / 2) / K) delta + |x~' - x~ - F(x~) / K|
 * </pre>
 *
 * <p>because F(x~) - F(x) differs from DF(x) (x~ - x) by at most (s2/2) U W4^2 |x~ - x|^2. Where
 * sigma' jumps, J is at least s U W, of which F is Lipschitz, and s2 is left out. The last term is
 * enclosed: activations by {@link StrictMath} with their error, sums with theirs.
 */
final class LayerCheck {
  private final LayerParticles particles;
  private final KnownActivation activation;
  private final Claim.Layer claim;
  private final int samples;
  private final int layerCount;
  private final double curvature;
  private final boolean smooth;
  private final double[] states;
  private final double[] errors;

  /** sigma(z~) and sigma'(z~), N x M. */
  private final double[] features;

  private final double[] slopes;

  /** At least the error of z~ of each sample and particle, N x M. */
  private final double[] radii;

  /** At least |u| and |w| of each particle. */
  private final double[] outgoing;

  private final double[] ingoing;

  /**
   * @param states x~, N x d
   * @param errors delta, N
   * @param curvature sup|sigma''| as claimed; null where sigma' jumps
   */
  LayerCheck(
      LayerParticles particles,
      KnownActivation activation,
      Claim.Layer claim,
      int layerCount,
      Double curvature,
      double[] states,
      double[] errors) {
    this.particles = particles;
    this.activation = activation;
    this.claim = claim;
    this.samples = errors.length;
    this.layerCount = layerCount;
    this.smooth = curvature != null;
    this.curvature = smooth ? curvature : 0;
    this.states = states;
    this.errors = errors;
    int size = samples * particles.width();
    this.features = new double[size];
    this.slopes = new double[size];
    this.radii = new double[size];
    this.outgoing = norms(particles, particles.u());
    this.ingoing = norms(particles, particles.w());
    evaluate();
  }

  private static double[] norms(LayerParticles particles, double[] columns) {
    double[] norms = new double[particles.width()];
    for (int m = 0; m < norms.length; m++) {
      norms[m] = particles.norm(columns, m);
    }
    return norms;
  }

  private void evaluate() {
    int d = particles.d();
    int width = particles.width();
    for (int i = 0; i < samples; i++) {
      for (int m = 0; m < width; m++) {
        double z = Products.dot(particles.wRows(), m * d, states, i * d, d) + particles.b()[m];
        double size =
            Products.magnitude(particles.wRows(), m * d, states, i * d, d)
                + Math.abs(particles.b()[m]);
        int at = i * width + m;
        radii[at] = Products.error(d + 4, size);
        features[at] = activation.value(z);
        slopes[at] = activation.slope(z);
      }
    }
  }

  /** The computed states after the layer. */
  double[] next() {
    int d = particles.d();
    double[] next = states.clone();
    if (particles.isAtRest()) {
      return next;
    }
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < d; j++) {
        next[i * d + j] += sum(i, j) / ((double) particles.width() * layerCount);
      }
    }
    return next;
  }

  /** sum_m u_m,j sigma(z_m,i). */
  private double sum(int i, int j) {
    int width = particles.width();
    return Products.dot(particles.u(), j * width, features, i * width, width);
  }

  /** delta' of each sample. */
  double[] errorsAfter(double[] next) {
    double[] after = errors.clone();
    if (particles.isAtRest()) {
      return after;
    }
    double second = curvature * claim.outgoing() * claim.ingoingSquare() / 2;
    for (int i = 0; i < samples; i++) {
      double growth = 1 + (claim.jacobianNorm() + second * errors[i]) / layerCount;
      after[i] = Products.UP * (growth * errors[i] + residual(i, next));
    }
    return after;
  }

  /** At least |x~' - x~ - F(x~)/K| of a sample. */
  private double residual(int i, double[] next) {
    int d = particles.d();
    int width = particles.width();
    double[] uncertain = new double[width];
    for (int m = 0; m < width; m++) {
      uncertain[m] =
          activation.lipschitz * radii[i * width + m]
              + activation.error(features[i * width + m])
              + Products.error(width, Math.abs(features[i * width + m]));
    }
    double[] rest = new double[d];
    for (int j = 0; j < d; j++) {
      double radius = Products.magnitude(particles.u(), j * width, uncertain, 0, width);
      Enclosure move =
          Enclosure.around(sum(i, j), radius).dividedBy(Enclosure.of(width).times(layerCount));
      rest[j] =
          Enclosure.of(next[i * d + j])
              .minus(Enclosure.of(states[i * d + j]))
              .minus(move)
              .magnitude();
    }
    return Products.norm(rest);
  }

  /** U, W, W4^2 and X. */
  String wrongSize() {
    double[] byW = norms(particles.w());
    if (!particles.momentIsAtMost(particles.u(), null, claim.outgoing())) {
      return "outgoing";
    }
    if (!particles.momentIsAtMost(particles.w(), null, claim.ingoing())) {
      return "ingoing";
    }
    if (!particles.momentIsAtMost(particles.w(), byW, claim.ingoingSquare())) {
      return "ingoingSquare";
    }
    return particles.momentIsAtMost(particles.u(), byW, claim.cross())
            || particles.momentIsAtMost(particles.w(), norms(particles.u()), claim.cross())
        ? null
        : "cross";
  }

  private double[] norms(double[] columns) {
    double[] norms = new double[particles.width()];
    for (int m = 0; m < norms.length; m++) {
      double sum = 0;
      for (int j = 0; j < particles.d(); j++) {
        double entry = columns[j * particles.width() + m];
        sum = Math.fma(entry, entry, sum);
      }
      norms[m] = Math.sqrt(sum);
    }
    return norms;
  }

  /** Whether Q is proved: of the computed states, and by how much the exact ones may differ. */
  boolean inputsHold(Claim.Problem problem) {
    double rest = Enclosure.of(claim.inputs()).minus(moved(problem)).lo();
    return GramMatrix.of(inputs(problem, null), particles.d() + 1, samples, 8).isAtMost(rest, 1);
  }

  /**
   * Whether Q4^2 is proved: (sum_i &lt;y, e_i&gt;^4)^(1/4) is a norm, so that the exact states add
   * at most their distance to it.
   */
  boolean inputSquareHolds(Claim.Problem problem, double claimed) {
    int d = particles.d();
    double[] weights = new double[samples];
    for (int i = 0; i < samples; i++) {
      weights[i] = input(i, problem);
    }
    double root = Enclosure.of(claimed).sqrt().minus(moved(problem)).lo();
    double limit = root > 0 ? Enclosure.of(root).squared().lo() : -1;
    return GramMatrix.of(inputs(problem, weights), d + 1, samples, 2 * d + 40).isAtMost(limit, 1);
  }

  /** Whether |e_i| is proved to be at most this for every sample. */
  boolean largestInputHolds(Claim.Problem problem, double claimed) {
    double rootW = Enclosure.of(problem.multiplierW()).sqrt().hi();
    for (int i = 0; i < samples; i++) {
      if (!(input(i, problem) + rootW * errors[i] * Products.UP <= claimed)) {
        return false;
      }
    }
    return true;
  }

  /** Whether |u| is proved to be at most this for every particle. */
  boolean largestOutgoingHolds(double claimed) {
    for (int m = 0; m < particles.width(); m++) {
      if (!(outgoing[m] <= claimed)) {
        return false;
      }
    }
    return true;
  }

  /** sqrt(m_w) times the distance of all computed states from the exact ones. */
  private Enclosure moved(Claim.Problem problem) {
    return Enclosure.of(problem.multiplierW()).sqrt().times(Products.norm(errors));
  }

  /** e_i as columns, (d + 1) x N, with factors where they are given. */
  private double[] inputs(Claim.Problem problem, double[] weights) {
    int d = particles.d();
    double rootW = Enclosure.of(problem.multiplierW()).sqrt().hi();
    double rootB = Enclosure.of(problem.multiplierB()).sqrt().hi();
    double[] columns = new double[(d + 1) * samples];
    for (int i = 0; i < samples; i++) {
      double weight = weights == null ? 1 : weights[i];
      for (int j = 0; j < d; j++) {
        columns[j * samples + i] = weight * rootW * states[i * d + j];
      }
      columns[d * samples + i] = weight * rootB;
    }
    return columns;
  }

  /** At least |e_i| at the computed state. */
  double input(int i, Claim.Problem problem) {
    double x = Products.norm(states, i * particles.d(), particles.d());
    return Products.UP * Math.sqrt(problem.multiplierW() * x * x + problem.multiplierB());
  }

  /** At least the root mean square over the particles of sigma(z~). */
  double meanFeature(int i) {
    int width = particles.width();
    return Products.UP * Products.norm(features, i * width, width) / Math.sqrt(width);
  }

  /** Of sigma'(z) times |u|, root mean square over the particles. */
  double meanSlopeError(int i) {
    int width = particles.width();
    double[] all = new double[width];
    for (int m = 0; m < width; m++) {
      double z = radii[i * width + m] + ingoing[m] * errors[i];
      all[m] = (curvature * z + activation.slopeError) * outgoing[m];
    }
    return Products.UP * Products.norm(all) / Math.sqrt(width);
  }

  /**
   * The sum over the particles of |u| |w| times the error of sigma' at the computed state.
   *
   * @param further error of each
   */
  double weightedSlopeError(int i, double further) {
    int width = particles.width();
    double sum = 0;
    for (int m = 0; m < width; m++) {
      sum +=
          outgoing[m]
              * ingoing[m]
              * (curvature * radii[i * width + m] + activation.slopeError + further);
    }
    return Products.UP * sum;
  }

  double slope(int i, int m) {
    return slopes[i * particles.width() + m];
  }

  /** sum over the particles of sigma_i sigma_j, N x N. */
  double[] products() {
    return gram().products();
  }

  LayerParticles particles() {
    return particles;
  }

  Claim.Layer claim() {
    return claim;
  }

  int index() {
    return claim.layer();
  }

  double[] states() {
    return states;
  }

  /** delta of a sample. */
  double stateError(int i) {
    return errors[i];
  }

  /** Whether the root mean square of sigma(z_i) is proved to be at most this for every sample. */
  boolean largestFeatureHolds() {
    double[] errorsOfFeatures = featureErrors();
    for (int i = 0; i < samples; i++) {
      double most = Products.UP * (meanFeature(i) + errorsOfFeatures[i]);
      if (!(Math.min(most, activation.supremum) <= claim.largestFeature())) {
        return false;
      }
    }
    return true;
  }

  /** Whether lambda_min(K) is proved: its root moves by at most the norm of the features' error. */
  boolean smallestKernelHolds() {
    return claim.smallestKernel() == 0
        || claim.smallestKernel() > 0
            && gram()
                .isAtLeast(
                    Enclosure.of(claim.smallestKernel()).sqrt().plus(featureError()),
                    particles.width());
  }

  /** Whether lambda_max(K) is proved. */
  boolean largestKernelHolds() {
    double trivial = samples * activation.supremum * activation.supremum;
    return claim.largestKernel() >= trivial
        || gram()
            .isAtMost(
                Enclosure.of(claim.largestKernel()).sqrt().minus(Enclosure.of(featureError())).lo(),
                particles.width());
  }

  private GramMatrix gram() {
    return GramMatrix.of(features, samples, particles.width(), 0);
  }

  /** Of sigma(z): root mean square over the particles, root of the sum of squares over samples. */
  private double featureError() {
    return Products.UP * Products.norm(featureErrors());
  }

  /** Of each sample, root mean square over the particles. */
  double[] featureErrors() {
    int width = particles.width();
    double[] all = new double[samples];
    for (int i = 0; i < samples; i++) {
      double radius = Products.norm(radii, i * width, width) / Math.sqrt(width);
      all[i] =
          activation.lipschitz * (radius + claim.ingoing() * errors[i])
              + activation.error(largest(i));
    }
    return all;
  }

  private double largest(int i) {
    double largest = 0;
    for (int m = 0; m < particles.width(); m++) {
      largest = Math.max(largest, Math.abs(features[i * particles.width() + m]));
    }
    return largest;
  }

  /** The first sample whose Jacobian is not proved to have the claimed norm; -1: there is none. */
  int wrongJacobian() {
    if (!smooth) {
      Enclosure all = Enclosure.of(claim.outgoing()).times(claim.ingoing());
      return all.times(activation.lipschitz).hi() <= claim.jacobianNorm() ? -1 : 0;
    }
    int width = particles.width();
    double[] sizes = new double[width];
    for (int m = 0; m < width; m++) {
      sizes[m] = outgoing[m] * ingoing[m];
    }
    for (int i = 0; i < samples; i++) {
      double moved = curvature * claim.outgoing() * claim.ingoingSquare() * errors[i];
      double rounded = 0;
      for (int m = 0; m < width; m++) {
        double slope = Math.abs(slopes[i * width + m]);
        rounded +=
            sizes[m]
                * (curvature * radii[i * width + m]
                    + activation.slopeError
                    + Products.error(width + 8, slope));
      }
      Enclosure left =
          Enclosure.of(claim.jacobianNorm())
              .minus(Enclosure.of(moved * Products.UP))
              .minus(Enclosure.of(rounded * Products.UP).dividedBy(width));
      if (!jacobianIsAtMost(i, left.lo())) {
        return i;
      }
    }
    return -1;
  }

  /** Whether |sum_m u_m sigma'_m w_m^T| / M, as its rounded terms give it, is at most the limit. */
  private boolean jacobianIsAtMost(int i, double limit) {
    int d = particles.d();
    int width = particles.width();
    double[] rows = new double[d * d];
    double[] terms = new double[width];
    for (int a = 0; a < d; a++) {
      for (int m = 0; m < width; m++) {
        terms[m] = particles.u()[a * width + m] * slopes[i * width + m];
      }
      for (int c = 0; c < d; c++) {
        rows[a * d + c] = Products.dot(terms, 0, particles.w(), c * width, width);
      }
    }
    double sum = Enclosure.of(Math.max(0, limit)).times(width).lo();
    return limit >= 0
        && (Products.norm(rows) <= sum || GramMatrix.of(rows, d, d, 0).isAtMost(sum, 1));
  }
}
