package org.cotflow.theory.certificate;

import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ScalarFunctions;
import org.cotflow.theory.rounding.Rounding;

/**
 * An upper bound of the second derivative of the risk along every line v in a ball of radius R in
 * which particles keep their labels, for |v| = 1 in the metric (our derivation, docs/math.md
 * section 9, "Steps of gradient descent"):
 *
 * <pre>
 *   L'' = (1/N) ( |A v|^2 + &lt;r, D^2 yhat[v, v]&gt; )
 *       &lt;= (alpha^2/N) ( sqrt(lambda_max(H)) + change )^2 + sqrt(2 L(0) / N) alpha |B| X2
 *   X1 = M sqrt(m_u S'^2 + s^2 U'^2 Q'^2)
 *   X2 = M ( 2 s sqrt(m_u) (Q'/2 + W' X1) + s2 |u|'_max (Q' + W' X1)^2 + 2 s U' sqrt(m_w) X1 )
 * </pre>
 *
 * <p>X1 and X2 bound the first and the second derivative of the last states. A prime marks the
 * largest value in the ball, in which one layer may take the whole radius.
 *
 * @param tangent for the changes in the ball
 * @param root at least sqrt(lambda_max(H)), divided by sqrt(d_out) with output-average
 */
record RiskCurvature(StartingPoint start, TangentEstimate tangent, double root) {

  /**
   * @param kernel at the start
   */
  static RiskCurvature of(StartingPoint start, TangentKernel kernel) {
    return new RiskCurvature(start, TangentEstimate.of(start, kernel), Math.sqrt(kernel.largest()));
  }

  /** L_R, rounded up; infinite where nothing bounds the states. */
  double over(double radius, double scale) {
    double unit = Math.sqrt(start.multipliers().of(Neuron.U) * start.smallestReadout());
    BallLoss loss = tangent.along(radius, radius, radius);
    double first = Math.abs(scale) * (root + unit * loss.total());
    double readout = Math.abs(scale) * Math.sqrt(start.largestReadout());
    double residuals = Math.sqrt(2 * start.risk().upper(scale) / start.sampleCount());
    double curvature =
        first * first / start.sampleCount() + residuals * readout * secondOfStates(radius);
    return curvature < Double.POSITIVE_INFINITY
        ? curvature * (1 + 8 * Rounding.MARGIN)
        : Double.POSITIVE_INFINITY;
  }

  /** X2. */
  private double secondOfStates(double radius) {
    BallSizes sizes = tangent.byJacobians().sizes();
    double s = sizes.activation().lipschitz();
    JacobianEstimate.Change change = tangent.change(radius, radius);
    double ofLayer = radius * Math.sqrt(start.layers().size());
    int width = start.layers().stream().mapToInt(StartingLayer::width).max().orElseThrow();
    double outgoing = sizes.outgoing() + sizes.rootU() * ofLayer;
    double ingoing = sizes.ingoing() + sizes.rootW() * ofLayer;
    double inputs = sizes.inputs() + sizes.rootW() * change.states();
    double kernel = sizes.kernel() + s * (ofLayer * inputs + sizes.ingoing() * change.states());
    double largest =
        tangent.kernel().largestOutgoing() + sizes.rootU() * ofLayer * Math.sqrt(width);
    double grown = tangent.kernel().growth() * ScalarFunctions.exp(change.adjoints());
    double ofU = sizes.rootU() * kernel;
    double ofInputs = s * outgoing * inputs;
    double first = grown * Math.sqrt(ofU * ofU + ofInputs * ofInputs);
    double slopes = inputs + ingoing * first;
    return grown
        * (2 * s * sizes.rootU() * (inputs / 2 + ingoing * first)
            + sizes.activation().curvature() * largest * slopes * slopes
            + 2 * s * outgoing * sizes.rootW() * first);
  }
}
