package org.cotflow.run.cost;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Seconds that one thread takes for one (particle, row) pair in each pass, while the other threads
 * are as busy.
 *
 * @param velocity F
 * @param pullback DF^T p
 * @param gradient the gradient's sums alone
 * @param gradientWithPullback both in one pass, as the in-process sweep does
 * @param velocityAndJacobian F and DF
 * @param move seconds per parameter of a particle for the move, its sums and the copy
 */
public record KernelRates(
    double velocity,
    double pullback,
    double gradient,
    double gradientWithPullback,
    double velocityAndJacobian,
    double move) {
  private static final double ACTIVATION = 1.5e-9;
  private static final double FMA = 0.03e-9;

  /**
   * Fixed nominal rates, the same on every machine, so that choices do not depend on it: an
   * activation of 1.5 ns, and 0.03 ns for each fused multiply-add, of which a pair takes 2 d for
   * the velocity, 3 d for the pullback, 4 d for the gradient, 5 d for both, 2 d + d^2 for velocity
   * and Jacobian.
   */
  public static KernelRates nominal(int stateDim) {
    double d = stateDim;
    return new KernelRates(
        ACTIVATION + 2 * d * FMA,
        ACTIVATION + 3 * d * FMA,
        ACTIVATION + 4 * d * FMA,
        ACTIVATION + 5 * d * FMA,
        ACTIVATION + (2 * d + d * d) * FMA,
        1e-9);
  }

  /** The mean rates of layers. */
  static KernelRates mean(List<KernelRates> layers) {
    return new KernelRates(
        mean(layers, KernelRates::velocity),
        mean(layers, KernelRates::pullback),
        mean(layers, KernelRates::gradient),
        mean(layers, KernelRates::gradientWithPullback),
        mean(layers, KernelRates::velocityAndJacobian),
        mean(layers, KernelRates::move));
  }

  private static double mean(List<KernelRates> layers, ToDoubleFunction<KernelRates> rate) {
    return layers.stream().mapToDouble(rate).average().orElseThrow();
  }
}
