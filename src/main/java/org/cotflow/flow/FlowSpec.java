package org.cotflow.flow;

import java.io.Serializable;

/**
 * How the measure moves: the {@code flow} keys of a configuration.
 *
 * @param step tau; of the adaptive method the first one that is tried
 * @param tolerance error of a step in the COT norm, for the adaptive method
 * @param steps number of flow steps
 * @param time flow time to stop at, or null; whichever of steps and time comes first ends the run
 * @param batch samples per mini-batch, or null for the full batch
 * @param trainU whether u moves; likewise w and b
 * @param multiplierU the step multiplier of u; likewise w and b
 * @param stop early ends
 */
public record FlowSpec(
    Method method,
    double step,
    double tolerance,
    int steps,
    Double time,
    Integer batch,
    boolean trainU,
    boolean trainW,
    boolean trainB,
    double multiplierU,
    double multiplierW,
    double multiplierB,
    StopSpec stop)
    implements Serializable {

  /** The integration method in flow time. */
  public enum Method {
    /** Gradient descent. */
    EULER,
    /** Two stages, order 2. */
    HEUN,
    /** Four stages, order 4. */
    RK4,
    /** Seven stages, order 5, steps as long as the tolerance allows. */
    ADAPTIVE
  }

  /**
   * Early ends; null where not asked for.
   *
   * @param risk stop once the risk is at most this
   * @param gradient stop once the squared gradient norm is at most this
   * @param wallTimeSeconds stop after the step during which this much time has passed
   */
  public record StopSpec(Double risk, Double gradient, Double wallTimeSeconds)
      implements Serializable {}
}
