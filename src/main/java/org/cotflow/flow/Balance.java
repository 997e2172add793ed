package org.cotflow.flow;

/**
 * The dissipation balance of a flow up to some flow time t,
 *
 * <pre>
 *   L(0) - L(t) = 1/2 int_0^t |mu'|^2 + 1/2 int_0^t D,
 * </pre>
 *
 * which gradient flows of L fulfill and no other curves do. |mu'| is the speed in the COT metric
 * with step multipliers, D the dissipation; the integrals are sums over steps in order, each with
 * the order of the flow method.
 *
 * @param initialRisk L(0)
 * @param speed 1/2 int |mu'|^2, from the way the particles went
 * @param dissipation 1/2 int D
 */
public record Balance(double initialRisk, double speed, double dissipation) {

  Balance after(StepSums step) {
    return new Balance(
        initialRisk, speed + 0.5 * step.speed(), dissipation + 0.5 * step.dissipated());
  }

  /**
   * (L(0) - L(t) - speed - dissipation) / |L(0) - L(t)|; null where the risk has not changed.
   *
   * @param risk L(t)
   */
  public Double defect(double risk) {
    double fall = initialRisk - risk;
    return fall == 0 ? null : (Double) ((fall - (speed + dissipation)) / Math.abs(fall));
  }
}
