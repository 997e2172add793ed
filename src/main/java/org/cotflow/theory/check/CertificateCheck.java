package org.cotflow.theory.check;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.cotflow.base.Sha256;
import org.cotflow.data.Samples;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.theory.interval.Enclosure;
import org.cotflow.theory.interval.GramMatrix;
import org.cotflow.theory.interval.Products;

/**
 * Proves the lines of a certificate again, from the particles and the data, by code of its own: in
 * intervals with outward rounding, with activations of {@link StrictMath}. It shares no formula and
 * no kernel with {@link org.cotflow.theory}.
 */
public final class CertificateCheck {
  private static final String BY_WHOLE = "tangent-kernel";
  private static final String BY_SUPREMUM = "supremum";
  private static final List<String> BY_LAYERS = List.of("norms", BY_SUPREMUM, "jacobians");

  private final Claim claim;
  private final Network network;
  private final Samples samples;
  private final PartMultipliers multipliers;
  private final MeasureShape shape;
  private final MeasureSource particles;
  private final List<Line> lines = new ArrayList<>();

  private CertificateCheck(
      Claim claim,
      Network network,
      Samples samples,
      PartMultipliers multipliers,
      MeasureShape shape,
      MeasureSource particles) {
    this.claim = claim;
    this.network = network;
    this.samples = samples;
    this.multipliers = multipliers;
    this.shape = shape;
    this.particles = particles;
  }

  /**
   * A line of the proof.
   *
   * @param name of the claimed number, with its layer
   * @param holds whether it is proved
   */
  public record Line(String name, boolean holds) {}

  /**
   * All lines, in the order of the proof. Later lines rest on claims of earlier ones, so that the
   * proof is complete where all hold.
   *
   * @param samples the training samples
   * @param multipliers of the flow
   * @param shape in blocks of any size
   */
  public static List<Line> lines(
      Claim claim,
      Network network,
      Samples samples,
      PartMultipliers multipliers,
      MeasureShape shape,
      MeasureSource particles) {
    CertificateCheck check =
        new CertificateCheck(claim, network, samples, multipliers, shape, particles);
    check.check();
    return List.copyOf(check.lines);
  }

  /** The digest of A, B and the activation; the scale is a claim of its own. */
  public static String digest(Network network) {
    MessageDigest digest = Sha256.digest();
    for (Matrix matrix : List.of(network.embedding(), network.readout())) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * (matrix.values().length + 2));
      bytes.putLong(matrix.rows()).putLong(matrix.columns());
      for (double entry : matrix.values()) {
        bytes.putDouble(entry);
      }
      digest.update(bytes.array());
    }
    digest.update(network.activation().keyword().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  private void line(String name, boolean holds) {
    lines.add(new Line(name, holds));
  }

  private void check() {
    line("measureDigest", claim.measureDigest().equals(MeasureDigest.of(shape, particles)));
    line("networkDigest", claim.networkDigest().equals(digest(network)));
    problem();
    if (!lines.stream().allMatch(Line::holds)) {
      return;
    }
    KnownActivation activation = KnownActivation.of(network.activation());
    boolean bounded = activation.supremum < Double.POSITIVE_INFINITY;
    line(
        "supremum",
        bounded == (claim.supremum() != null)
            && (!bounded || claim.supremum() >= activation.supremum));
    line("lipschitz", claim.lipschitz() >= activation.lipschitz);
    line("curvature", activation.curvatureIsAtMost(claim.curvature()));
    boolean gradients = claim.isSmooth() || claim.whole() == null && claim.steps() == null;
    line("whole, steps", gradients);
    if (!gradients) {
      return;
    }
    readout();
    layers(activation);
    balls();
  }

  private void problem() {
    Claim.Problem problem = claim.problem();
    int[] widths = claim.layers().stream().mapToInt(Claim.Layer::width).toArray();
    line("activation", problem.activation().equals(network.activation().keyword()));
    line("samples", problem.samples() == samples.count());
    line("stateDim", problem.stateDim() == network.stateDim());
    line("outputs", problem.outputs() == network.outputDim());
    line("outputAverage", problem.outputAverage() == network.loss().outputAverage());
    line("scale", problem.scale() == network.scale());
    line(
        "multiplierU",
        problem.multiplierU() == multipliers.of(Neuron.U) && multipliers.of(Neuron.U) > 0);
    line("multiplierW", problem.multiplierW() == multipliers.of(Neuron.W));
    line("multiplierB", problem.multiplierB() == multipliers.of(Neuron.B));
    line("width", java.util.Arrays.equals(widths, shape.widths()));
  }

  private double divisor() {
    return network.loss().outputAverage() ? network.outputDim() : 1;
  }

  private void readout() {
    Matrix b = network.readout();
    GramMatrix gram = GramMatrix.of(b.values(), b.rows(), b.columns(), 0);
    Enclosure divisor = Enclosure.of(divisor());
    Enclosure least = Enclosure.of(claim.smallestReadout()).times(divisor).sqrt();
    line("smallestReadout", claim.smallestReadout() > 0 && gram.isAtLeast(least, 1));
    Enclosure most = Enclosure.of(claim.largestReadout()).times(divisor).sqrt();
    line("largestReadout", gram.isAtMost(most.lo(), 1));
  }

  private void layers(KnownActivation activation) {
    int n = samples.count();
    List<double[]> allErrors = new ArrayList<>();
    List<double[]> allStates = new ArrayList<>();
    double[] errors = new double[n];
    double[] states = embedded(errors);
    for (int k = 0; k < shape.layerCount(); k++) {
      allErrors.add(errors);
      allStates.add(states);
      LayerCheck check = layer(activation, k, states, errors);
      String of = " of layer " + k;
      line("layer" + of, check.index() == k);
      String wrong = check.wrongSize();
      line(
          wrong == null ? "outgoing, ingoing, ingoingSquare, cross" + of : wrong + of,
          wrong == null);
      line("inputs" + of, check.inputsHold(claim.problem()));
      line(
          "largestInput" + of,
          check.largestInputHolds(claim.problem(), claim.layers().get(k).largestInput()));
      line("largestFeature" + of, check.largestFeatureHolds());
      line("smallestKernel" + of, check.smallestKernelHolds());
      line("largestKernel" + of, check.largestKernelHolds());
      int row = check.wrongJacobian();
      line("jacobianNorm" + of + (row < 0 ? "" : " at sample " + row), row < 0);
      if (claim.whole() != null) {
        sizesOfWhole(check, of);
      }
      double[] next = check.next();
      errors = check.errorsAfter(next);
      states = next;
    }
    risk(states, errors);
    if (claim.whole() != null) {
      whole(activation, allStates, allErrors);
    }
  }

  private LayerCheck layer(KnownActivation activation, int k, double[] states, double[] errors) {
    return new LayerCheck(
        LayerParticles.read(shape, particles, k),
        activation,
        claim.layers().get(k),
        shape.layerCount(),
        claim.curvature(),
        states,
        errors);
  }

  private void sizesOfWhole(LayerCheck check, String of) {
    Claim.Whole whole = claim.whole();
    line("largestOutgoing" + of, check.largestOutgoingHolds(whole.largestOutgoing()));
    line("largestInput" + of, check.largestInputHolds(claim.problem(), whole.largestInput()));
    line("inputSquare" + of, check.inputSquareHolds(claim.problem(), whole.inputSquare()));
  }

  /** The tangent kernel of the whole network, with the layers at their states once more. */
  private void whole(
      KnownActivation activation, List<double[]> allStates, List<double[]> allErrors) {
    WholeKernelCheck check = new WholeKernelCheck(claim, network.readout(), samples.count());
    for (int k = shape.layerCount() - 1; k >= 0; k--) {
      check.add(layer(activation, k, allStates.get(k), allErrors.get(k)));
    }
    line("growth", check.growthHolds());
    line("smallestTangent", check.smallestHolds());
    line("largestTangent", check.largestHolds());
  }

  /**
   * A xi.
   *
   * @param errors takes what it may be off by
   */
  private double[] embedded(double[] errors) {
    Matrix a = network.embedding();
    double[] states = new double[samples.count() * a.rows()];
    for (int i = 0; i < samples.count(); i++) {
      double[] radii = new double[a.rows()];
      for (int r = 0; r < a.rows(); r++) {
        radii[r] = imageInPlace(a, r, samples.features(), i, states);
      }
      errors[i] = Products.norm(radii);
    }
    return states;
  }

  /** One coordinate of one image; nothing is rounded where the row is a single 1. */
  private static double imageInPlace(
      Matrix matrix, int r, double[] vectors, int i, double[] images) {
    int columns = matrix.columns();
    int terms = 0;
    boolean ones = true;
    for (int c = 0; c < columns; c++) {
      double entry = matrix.values()[r * columns + c];
      terms += entry == 0 ? 0 : 1;
      ones &= entry == 0 || entry == 1;
    }
    images[i * matrix.rows() + r] =
        Products.dot(matrix.values(), r * columns, vectors, i * columns, columns);
    double size = Products.magnitude(matrix.values(), r * columns, vectors, i * columns, columns);
    return ones && terms <= 1 ? 0 : Products.error(columns, size);
  }

  /** L(0): the norm of the residuals at the computed states, and what the states may be off by. */
  private void risk(double[] states, double[] errors) {
    Matrix b = network.readout();
    int outputs = b.rows();
    double squares = 0;
    double[] values = new double[samples.count() * outputs];
    for (int i = 0; i < samples.count(); i++) {
      for (int o = 0; o < outputs; o++) {
        double radius = imageInPlace(b, o, states, i, values);
        double residual =
            Enclosure.around(values[i * outputs + o], radius)
                .times(network.scale())
                .minus(Enclosure.of(samples.targets()[i * outputs + o]))
                .magnitude();
        squares += residual * residual;
      }
    }
    Enclosure norm =
        Enclosure.of(claim.largestReadout())
            .times(divisor())
            .sqrt()
            .times(Math.abs(network.scale()))
            .times(Products.norm(errors))
            .plus(Enclosure.of(squares * Products.UP).sqrt());
    Enclosure risk = norm.squared().dividedBy(2.0 * samples.count()).dividedBy(divisor());
    line("risk", risk.hi() <= claim.risk());
  }

  private void balls() {
    CenterSizes sizes = new CenterSizes(claim);
    if (claim.ball() != null) {
      ball(sizes, claim.ball(), "");
    }
    if (claim.whole() != null && claim.whole().ball() != null) {
      ball(sizes, claim.whole().ball(), " of whole");
    }
    if (claim.steps() != null) {
      steps(sizes, claim.steps());
    }
  }

  /** Null where the check does not know the estimate. */
  private BallCheck ball(CenterSizes sizes, Claim.Ball ball, String of) {
    boolean byWhole = ball.estimate().equals(BY_WHOLE) && claim.whole() != null;
    boolean known = byWhole || BY_LAYERS.contains(ball.estimate());
    line("estimate" + of, known);
    boolean cut = isCount(ball.arcs()) && isCount(ball.panels()) && ball.radius() >= 0;
    line("arcs, panels, radius" + of, cut);
    if (!known || !cut) {
      return null;
    }
    BallTerms terms = byWhole ? new WholeTerms(sizes) : new LayersTerms(sizes, ball.estimate());
    List<BallTerms> ofWay = of.isEmpty() ? List.of(terms) : allTerms(sizes);
    BallCheck check = new BallCheck(sizes, ball, terms, ofWay);
    line("start" + of, check.startHolds());
    String wrong = check.wrongLoss();
    line(wrong == null ? "moves, states, jacobians" + of : wrong + of, wrong == null);
    line("root" + of, check.rootHolds());
    line("bound" + of, check.boundHolds());
    if (!lines.stream().allMatch(Line::holds)) {
      return check;
    }
    BallCheck.Way way = check.way();
    line("inputMoves" + of, way != null && way.inputMoves() <= ball.inputMoves());
    line("reach" + of, way != null && ball.reach() <= way.reach() && check.reachIsEnough());
    return check;
  }

  /** Every one that is known where the tangent kernel of the whole network is. */
  private List<BallTerms> allTerms(CenterSizes sizes) {
    List<BallTerms> all = new ArrayList<>(List.of(new WholeTerms(sizes)));
    for (String estimate : BY_LAYERS) {
      if (!estimate.equals(BY_SUPREMUM) || claim.supremum() != null) {
        all.add(new LayersTerms(sizes, estimate));
      }
    }
    return all;
  }

  private static boolean isCount(int number) {
    return number >= 1 && number <= 1 << 16;
  }

  private void steps(CenterSizes sizes, Claim.Steps steps) {
    BallCheck check = ball(sizes, steps.ball(), " of steps");
    if (check == null) {
      return;
    }
    double curvature = new WholeTerms(sizes).riskCurvature(steps.ball().radius());
    line("riskCurvature", curvature <= steps.riskCurvature());
    line("largestStep", check.stepsHold(steps));
  }
}
