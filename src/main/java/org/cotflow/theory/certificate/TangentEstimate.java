package org.cotflow.theory.certificate;

import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ScalarFunctions;
import org.cotflow.theory.rounding.Rounding;

/**
 * The root of the smallest eigenvalue of the whole tangent kernel moves by at most the norm of the
 * change of the adjoint of the network's derivative (our derivation, docs/math.md section 9). With
 * E, E_rms, Theta and theta_rms as in {@link JacobianEstimate}, D = (Q + sqrt(m_w) E) c + W E_rms,
 * Pi = prod (1 + |DF_l| / K) and M = Pi e^Theta, the parts of u and of (w, b) change by at most
 *
 * <pre>
 *   u       sqrt(m_u) M ( s D + S theta_rms )
 *   (w, b)  M s sqrt(m_w) (U E_rms + sqrt(m_u) a E) + M s Q (U theta_rms + sqrt(m_u) a Theta)
 *           + Pi s Q sqrt(m_u) a
 *           + Pi s2 ( |u|_max (Q4^2 c + |e|_max sqrt(m_w) E c) + min(|u|_max |e|_max W, Q X) E_rms )
 * </pre>
 *
 * <p>times |B|. All is divided by sqrt(m_u lambda_min(B B^T)), the unit of the other estimates.
 *
 * @param byJacobians for the changes of states and Jacobians
 * @param start sqrt(lambda_min(H)) in this unit
 * @param readout |B| in this unit
 */
record TangentEstimate(
    JacobianEstimate byJacobians, TangentKernel kernel, double start, double readout)
    implements BallEstimate {

  static TangentEstimate of(StartingPoint point, TangentKernel kernel) {
    BallSizes sizes =
        BallSizes.of(point.layers(), point.sampleCount(), point.activation(), point.multipliers());
    double unit = point.multipliers().of(Neuron.U) * point.smallestReadout();
    return new TangentEstimate(
        new JacobianEstimate(
            sizes, AdjointProducts.of(point.layers(), StartingLayer::jacobianNorm)),
        kernel,
        Math.sqrt(kernel.smallest() / unit),
        Math.sqrt(point.largestReadout() / unit));
  }

  @Override
  public AdjointProducts adjoints() {
    return new AdjointProducts(start, 0, 0, 0);
  }

  @Override
  public boolean boundsU() {
    return false;
  }

  @Override
  public double turn(double a, double c) {
    return byJacobians.turn(a, c);
  }

  JacobianEstimate.Change change(double a, double c) {
    return byJacobians.change(a, c);
  }

  @Override
  public BallLoss along(double radius, double a, double c) {
    BallSizes sizes = byJacobians.sizes();
    JacobianEstimate.Change change = change(a, c);
    if (!change.isFinite()) {
      return BallLoss.infinite(BallLoss.By.TANGENT_KERNEL, radius, start);
    }
    double s = sizes.activation().lipschitz();
    double grown = kernel.growth() * ScalarFunctions.exp(change.adjoints());
    double rootU = sizes.rootU();
    double outgoing = sizes.outgoing();
    double inputs = sizes.inputs() + sizes.rootW() * change.states();
    double curved = kernel.growth() * sizes.activation().curvature();
    double ofInputs =
        kernel.inputSquare() + kernel.largestInput() * sizes.rootW() * change.states();
    double moves =
        norm(
            rootU * grown * s * inputs * c,
            kernel.growth() * s * sizes.inputs() * rootU * a
                + curved * kernel.largestOutgoing() * ofInputs * c);
    double ofStates =
        Math.min(
            kernel.largestOutgoing() * kernel.largestInput() * sizes.ingoing(),
            sizes.inputs() * sizes.cross());
    double states =
        norm(
            rootU * grown * s * sizes.ingoing() * change.meanStates(),
            grown
                    * s
                    * sizes.rootW()
                    * (outgoing * change.meanStates() + rootU * a * change.states())
                + curved * ofStates * change.meanStates());
    double jacobians =
        norm(
            rootU * grown * sizes.kernel() * change.meanAdjoints(),
            grown
                * s
                * sizes.inputs()
                * (outgoing * change.meanAdjoints() + rootU * a * change.adjoints()));
    double total = readout * (moves + states + jacobians);
    if (!(total < Double.POSITIVE_INFINITY)) {
      return BallLoss.infinite(BallLoss.By.TANGENT_KERNEL, radius, start);
    }
    double below = start * (1 - Rounding.MARGIN / 2);
    double root = start * (1 - Rounding.MARGIN) - total * (1 + Rounding.MARGIN);
    return BallLoss.of(
        BallLoss.By.TANGENT_KERNEL,
        radius,
        below,
        readout * moves,
        readout * states,
        readout * jacobians,
        root);
  }

  private static double norm(double u, double inputs) {
    return Math.sqrt(u * u + inputs * inputs);
  }
}
