package org.cotflow.theory.check;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a certificate claims: every constant of the proof of docs/math.md section 9, as in the
 * object {@code proof} of certificate.json.
 *
 * @param measureDigest of the particles of mu_0
 * @param networkDigest of A and B
 * @param dataDigest of the training data
 * @param problem what the numbers are about; exact
 * @param supremum of |sigma|, null where it is unbounded; likewise lipschitz of |sigma'| and
 *     curvature of |sigma''|, null where sigma' jumps
 * @param smallestReadout at most lambda_min(B B^T), over d_out with output-average
 * @param largestReadout at least lambda_max(B B^T), likewise
 * @param risk at least L(mu_0)
 * @param ball by the kernels of the layers; null where these prove nothing
 * @param whole of the tangent kernel of the whole network; null where it was not computed
 * @param steps of gradient descent, by the sizes of {@code whole}; null where nothing is claimed
 */
public record Claim(
    String measureDigest,
    String networkDigest,
    String dataDigest,
    Problem problem,
    Double supremum,
    double lipschitz,
    Double curvature,
    double smallestReadout,
    double largestReadout,
    double risk,
    List<Layer> layers,
    Ball ball,
    Whole whole,
    Steps steps) {

  public Claim {
    requireNonNull(measureDigest, "measureDigest");
    requireNonNull(networkDigest, "networkDigest");
    requireNonNull(dataDigest, "dataDigest");
    requireNonNull(problem, "problem");
    layers = List.copyOf(layers);
    if (ball == null && flowOf(whole) == null) {
      throw new IllegalArgumentException("no ball");
    }
    if (steps != null && whole == null) {
      throw new IllegalArgumentException("steps without the sizes of whole");
    }
  }

  /** What takes the place of the flow where sigma' jumps. */
  public static final String INCLUSION =
      "every solution of the differential inclusion that lets sigma'(0) be any number of [0, 1] and"
          + " takes means of such gradients";

  /** What the names of the numbers mean, as the file explains them. */
  public static final Map<String, String> MEANINGS = meanings();

  /**
   * The sizes and multipliers.
   *
   * @param scale alpha
   * @param multiplierU m_u, 0 where u is frozen; likewise the others
   */
  public record Problem(
      String activation,
      int samples,
      int stateDim,
      int outputs,
      boolean outputAverage,
      double scale,
      double multiplierU,
      double multiplierW,
      double multiplierB) {
    public Problem {
      requireNonNull(activation, "activation");
    }
  }

  /** One layer at mu_0, in the letters of docs/math.md section 9. */
  public record Layer(
      int layer,
      int width,
      double smallestKernel,
      double largestKernel,
      double outgoing,
      double ingoing,
      double ingoingSquare,
      double cross,
      double inputs,
      double jacobianNorm,
      double largestFeature,
      double largestInput) {}

  /**
   * The tangent kernel H of the whole network at mu_0, for the scale 1.
   *
   * @param growth Pi
   * @param largestOutgoing |u|_max, largestInput |e|_max, inputSquare Q4^2
   * @param ball by H and the kernels of the layers; null where it proves nothing
   */
  public record Whole(
      double smallestTangent,
      double largestTangent,
      double growth,
      double largestOutgoing,
      double largestInput,
      double inputSquare,
      Ball ball) {}

  /**
   * The steps of gradient descent in exact arithmetic.
   *
   * @param ball that holds them, with its rate m_R
   * @param riskCurvature L_R, at least the second derivative of the risk in this ball
   * @param largestStep tau, up to which every step is covered
   */
  public record Steps(Ball ball, double riskCurvature, double largestStep) {
    public Steps {
      requireNonNull(ball, "steps.ball");
    }
  }

  /**
   * The ball and what it takes.
   *
   * @param estimate how it is bounded: norms, supremum or jacobians by the kernels of the layers,
   *     tangent-kernel by that of the whole network. In {@link Whole} and {@link Steps} the way to
   *     its edge is bounded by all of them
   * @param arcs of equal angle that the quarter circle a^2 + c^2 = R^2 is cut into
   * @param panels of equal length that the way from 0 to R is cut into
   * @param inputMoves at least C_R
   * @param reach at most the integral of g from 0 to R
   */
  public record Ball(
      String estimate,
      int arcs,
      int panels,
      double radius,
      double inputMoves,
      double start,
      double moves,
      double states,
      double jacobians,
      double root,
      double bound,
      double reach) {
    public Ball {
      requireNonNull(estimate, "estimate");
    }
  }

  /** Whether the flow is one of gradients; else it is {@link #INCLUSION}. */
  public boolean isSmooth() {
    return curvature != null;
  }

  /** What the statement is about. */
  public String flow() {
    return isSmooth() ? "gradient flow" : "differential inclusion";
  }

  private static Ball flowOf(Whole whole) {
    return whole == null ? null : whole.ball();
  }

  /** What is claimed of the flow, by the ball of the largest rate. */
  public String statement() {
    Ball other = flowOf(whole);
    Ball best = ball == null || other != null && other.bound() > ball.bound() ? other : ball;
    return "for all t >= 0 of "
        + (isSmooth() ? "the gradient flow" : INCLUSION)
        + " from this measure: L(t) <= "
        + risk
        + " exp(-"
        + best.bound()
        + " t), and the distance from it is at most "
        + best.radius();
  }

  /** What is claimed of the steps of gradient descent. */
  public String statementOfSteps() {
    return "every step of gradient descent with 0 < tau <= "
        + steps.largestStep()
        + ", without rounding, multiplies the risk by at most 1 - m tau (1 - tau l / 2), m = "
        + steps.ball().bound()
        + " and l = "
        + steps.riskCurvature();
  }

  private static Map<String, String> meanings() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("supremum", "sup|sigma| <=; null: not bounded");
    text.put("lipschitz", "s: sup|sigma'| <=");
    text.put("curvature", "s2: sup|sigma''| <=; null: sigma' jumps");
    text.put("smallestReadout", "<= lambda_min(B B^T), over d_out with output-average");
    text.put("largestReadout", ">= lambda_max(B B^T), over d_out with output-average");
    text.put("risk", "L(0): >= the risk of mu_0 on the data");
    text.put("smallestKernel", "<= lambda_min(K_k), K_k = E[sigma(z_i) sigma(z_j)]");
    text.put("largestKernel", "S^2: >= lambda_max(K_k)");
    text.put("outgoing", "U: >= lambda_max(E[u u^T])^(1/2)");
    text.put("ingoing", "W: >= lambda_max(E[w w^T])^(1/2)");
    text.put("ingoingSquare", "W4^2: >= lambda_max(E[|w|^2 w w^T])^(1/2)");
    text.put(
        "cross",
        "X: >= the smaller of lambda_max(E[|w|^2 u u^T]), lambda_max(E[|u|^2 w w^T]), root");
    text.put("inputs", "Q: >= lambda_max(sum_i e_i e_i^T)^(1/2), e = (sqrt(m_w) x, sqrt(m_b))");
    text.put("jacobianNorm", "J: >= |DF_k(x_i)| of every sample i; where sigma' jumps >= s U W");
    text.put("largestFeature", "S_1: >= E[sigma(z_i)^2]^(1/2) of every sample i");
    text.put("radius", "R: >= the way of the flow, in its metric");
    text.put(
        "start",
        "<= G_0 = (mean_k P_k^2 lambda_min(K_k))^(1/2), P_k = prod_{l>k} (1 - t_l); with"
            + " tangent-kernel <= (smallestTangent / (m_u smallestReadout))^(1/2)");
    text.put(
        "moves", "kernels, lost at worst where the flow can be because w and b move; within 1e-9");
    text.put("states", "kernels, lost at worst because the states move; within 1e-9");
    text.put("jacobians", "adjoints, lost at worst because the Jacobians grow; within 1e-9");
    text.put("root", "g(R): <= G_0 - (moves + states + jacobians)(1 + 1e-9)");
    text.put("bound", "m_R: <= (2/N) m_u alpha^2 smallestReadout g(R)^2");
    text.put("inputMoves", "C_R: >= what (w, b) move on a way of length R of the flow");
    text.put(
        "reach",
        "2 (L(0) N / (2 m_u alpha^2 smallestReadout))^(1/2) <= it <= integral of g; in whole and"
            + " steps the largest g of all estimates in each panel");
    text.put("smallestTangent", "<= lambda_min(H), over d_out with output-average");
    text.put("largestTangent", ">= lambda_max(H), over d_out with output-average");
    text.put("growth", "Pi: >= prod_{l>0} (1 + |DF_l| / K)");
    text.put("largestOutgoing", "|u|_max: >= |u| of every particle");
    text.put("largestInput", "|e|_max: >= |e_i| of every sample, of the layer or of all layers");
    text.put("inputSquare", "Q4^2: >= sup_y (sum_i <y, e_i>^4)^(1/2) of every layer");
    text.put("riskCurvature", "L_R: >= the second derivative of the risk along lines in the ball");
    text.put("largestStep", "tau: what reach is at least < reach (1 - tau L_R / 2)");
    return text;
  }
}
