package org.cotflow.theory.check;

import org.cotflow.network.Matrix;
import org.cotflow.theory.interval.Enclosure;
import org.cotflow.theory.interval.Products;
import org.cotflow.theory.interval.SemidefiniteProof;

/**
 * The tangent kernel H of the whole network as the products of rows of features, one row for each
 * output o of each sample i, from the last layer to the first:
 *
 * <pre>
 *   H = (1/K) sum_k E[ m_u sigma_i sigma_j ] &lt;P_i,o, P_j,p&gt; + &lt;e_i, e_j&gt; E[ r_i,o r_j,p ],
 *   r_i,o = sigma'(z_i) &lt;u, P_i,o&gt;,    e_i = (sqrt(m_w) x_i, sqrt(m_b))
 * </pre>
 *
 * <p>The computed adjoints P~ are doubles. How far the exact ones may be from them, eta, is carried
 * along,
 *
 * <pre>
 *   eta' = (1 + J / K) eta + (s2 U W4^2 delta / K) |P~| + |P~' - P~ - DF(x~)^T P~ / K|,
 * </pre>
 *
 * and the last term is enclosed. The features of H may be off by the errors of states, adjoints and
 * activations; the roots of its eigenvalues are off by at most their norm.
 */
final class WholeKernelCheck {
  private final Claim claim;
  private final int outputs;
  private final int rows;
  private final int d;
  private final int layerCount;
  private final double[] kernel;
  private double[] adjoints;
  private double[] errors;

  /** At least the sum over layers and rows of the squared norms of the features. */
  private double trace;

  /** At least the sum over layers and rows of the squares of what the features are off by. */
  private double squaredFeatureError;

  private double largestProduct = 1;
  private int largestWidth;

  WholeKernelCheck(Claim claim, Matrix readout, int samples) {
    this.claim = claim;
    this.outputs = readout.rows();
    this.rows = samples * outputs;
    this.d = readout.columns();
    this.layerCount = claim.layers().size();
    this.kernel = new double[Math.multiplyExact(rows, rows)];
    this.errors = new double[rows];
    this.adjoints = new double[Math.multiplyExact(rows, d)];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(readout.values(), row % outputs * d, adjoints, row * d, d);
    }
  }

  /** Adds a layer, and takes the adjoints before it. */
  void add(LayerCheck layer) {
    LayerParticles particles = layer.particles();
    int width = particles.width();
    double[] sizes = new double[rows];
    for (int row = 0; row < rows; row++) {
      sizes[row] = Products.norm(adjoints, row * d, d);
    }
    double[] slopes = slopes(layer);
    addProducts(layer, slopes);
    double[] off = featureErrors(layer, sizes);
    squaredFeatureError += Products.magnitude(off, 0, off, 0, rows);
    largestWidth = Math.max(largestWidth, width);
    if (layer.index() > 0) {
      carry(layer, slopes, sizes);
    }
  }

  /** r, rows x M. */
  private double[] slopes(LayerCheck layer) {
    LayerParticles particles = layer.particles();
    int width = particles.width();
    double[] u = particles.uRows();
    double[] slopes = new double[Math.multiplyExact(rows, width)];
    for (int row = 0; row < rows; row++) {
      int sample = row / outputs;
      for (int m = 0; m < width; m++) {
        slopes[row * width + m] =
            layer.slope(sample, m) * Products.dot(u, m * d, adjoints, row * d, d);
      }
    }
    return slopes;
  }

  private void addProducts(LayerCheck layer, double[] slopes) {
    Claim.Problem problem = claim.problem();
    int width = layer.particles().width();
    double[] states = layer.states();
    double[] features = layer.products();
    int samples = rows / outputs;
    double over = (double) width * layerCount;
    for (int a = 0; a < rows; a++) {
      int i = a / outputs;
      for (int c = 0; c <= a; c++) {
        int j = c / outputs;
        double ofU =
            problem.multiplierU()
                * features[i * samples + j]
                * Products.dot(adjoints, a * d, adjoints, c * d, d);
        double inputs =
            problem.multiplierW() * Products.dot(states, i * d, states, j * d, d)
                + problem.multiplierB();
        double ofInputs = inputs * Products.dot(slopes, a * width, slopes, c * width, width);
        kernel[a * rows + c] += (ofU + ofInputs) / over;
        if (a == c) {
          trace += (ofU + ofInputs) / over;
          largestProduct = Math.max(largestProduct, 1 + Math.max(ofU, ofInputs) + inputs);
        }
      }
    }
  }

  /**
   * For each row at least the norm of the error of its features, root mean square over the
   * particles: of sigma P in the part of u, of r e in that of (w, b).
   */
  private double[] featureErrors(LayerCheck layer, double[] sizes) {
    LayerParticles particles = layer.particles();
    int width = particles.width();
    Claim.Layer of = layer.claim();
    double s = claim.lipschitz();
    double rootU = Enclosure.of(claim.problem().multiplierU()).sqrt().hi();
    double rootW = Enclosure.of(claim.problem().multiplierW()).sqrt().hi();
    double meanU = Products.norm(particles.u()) / Math.sqrt(width) * Products.UP;
    double[] features = layer.featureErrors();
    double[] ofSlopes = new double[rows / outputs];
    double[] ofFeatures = new double[rows / outputs];
    for (int i = 0; i < ofSlopes.length; i++) {
      ofSlopes[i] = layer.meanSlopeError(i);
      ofFeatures[i] = layer.meanFeature(i);
    }
    double[] off = new double[rows];
    for (int row = 0; row < rows; row++) {
      int i = row / outputs;
      double state = layer.stateError(i);
      double size = sizes[row];
      double error = errors[row];
      double ofU = features[i] * (size + error) + ofFeatures[i] * error;
      double input = layer.input(i, claim.problem());
      double turned = ofSlopes[i] * size + s * of.outgoing() * error;
      double rounded = s * meanU * (d / 4 + 10) * Products.UNIT * size;
      double moved = s * of.outgoing() * (size + error) * rootW * state;
      double ofInputs = input * (turned + rounded) + moved;
      off[row] = Products.UP * Math.sqrt(squared(rootU * ofU) + squared(ofInputs));
    }
    return off;
  }

  private static double squared(double number) {
    return number * number;
  }

  /** Goes on to the adjoints before a layer. */
  private void carry(LayerCheck layer, double[] slopes, double[] sizes) {
    LayerParticles particles = layer.particles();
    int width = particles.width();
    Claim.Layer of = layer.claim();
    double[] w = particles.w();
    double over = (double) width * layerCount;
    double normOfW = Products.norm(w);
    double[] before = new double[adjoints.length];
    double[] next = new double[rows];
    double curved = claim.curvature() * of.outgoing() * of.ingoingSquare();
    double[] slopeErrors = new double[rows / outputs];
    for (int i = 0; i < slopeErrors.length; i++) {
      double further = (d / 4 + 10) * Products.UNIT * claim.lipschitz();
      slopeErrors[i] = layer.weightedSlopeError(i, further);
    }
    for (int row = 0; row < rows; row++) {
      int i = row / outputs;
      double[] rest = new double[d];
      for (int j = 0; j < d; j++) {
        double sum = Products.dot(w, j * width, slopes, row * width, width);
        double there = adjoints[row * d + j];
        before[row * d + j] = there + sum / over;
        rest[j] =
            Enclosure.of(before[row * d + j])
                .minus(Enclosure.of(there))
                .minus(Enclosure.of(sum).dividedBy(Enclosure.of(width).times(layerCount)))
                .magnitude();
      }
      double size = sizes[row];
      double ofSums =
          Products.error(width, normOfW * Products.norm(slopes, row * width, width))
              + slopeErrors[i] * size
              + d * width * Double.MIN_NORMAL;
      double residual = Products.norm(rest) + ofSums / over;
      double growth = 1 + of.jacobianNorm() / layerCount;
      double moved = curved * layer.stateError(i) * size / layerCount;
      next[row] = Products.UP * (growth * errors[row] + moved + residual);
    }
    adjoints = before;
    errors = next;
  }

  /** Once all layers are there. */
  private double error() {
    double roundings = largestWidth / 4 + d / 4 + layerCount + 40;
    double underflow =
        Double.MIN_NORMAL * rows * (largestWidth + d + 16.0) * layerCount * largestProduct;
    return Products.UP * (roundings * Products.UNIT * trace + underflow);
  }

  private Enclosure featureError() {
    return Enclosure.of(squaredFeatureError * Products.UP).dividedBy(layerCount).sqrt();
  }

  private double[] symmetric() {
    for (int a = 0; a < rows; a++) {
      for (int c = 0; c < a; c++) {
        kernel[c * rows + a] = kernel[a * rows + c];
      }
    }
    return kernel;
  }

  private Enclosure root(double claimed) {
    return Enclosure.of(claimed)
        .times(claim.problem().outputAverage() ? claim.problem().outputs() : 1)
        .sqrt();
  }

  /** Whether lambda_min(H) is proved. */
  boolean smallestHolds() {
    Enclosure needed = root(claim.whole().smallestTangent()).plus(featureError());
    return claim.whole().smallestTangent() == 0
        || claim.whole().smallestTangent() > 0
            && SemidefiniteProof.atLeast(symmetric(), rows, error(), needed.squared().hi());
  }

  /** Whether lambda_max(H) is proved. */
  boolean largestHolds() {
    Enclosure left = root(claim.whole().largestTangent()).minus(featureError());
    return left.lo() >= 0
        && SemidefiniteProof.atMost(symmetric(), rows, error(), left.squared().lo());
  }

  /** Whether Pi is proved: of the claimed Jacobians. */
  boolean growthHolds() {
    Enclosure product = Enclosure.ONE;
    for (Claim.Layer layer : claim.layers().subList(1, layerCount)) {
      product = product.times(Enclosure.of(layer.jacobianNorm()).dividedBy(layerCount).plus(1));
    }
    return product.hi() <= claim.whole().growth();
  }
}
