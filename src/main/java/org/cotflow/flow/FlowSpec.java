package org.cotflow.flow;

import static org.cotflow.base.Setting.Scope.EXTENT;

import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;
import org.cotflow.base.Setting;

/**
 * How the measure moves: the {@code flow} keys of a configuration.
 *
 * @param step tau; of the adaptive method the first one that is tried
 * @param tolerance error of a step in the COT norm, for the adaptive method
 * @param steps number of flow steps
 * @param time flow time to stop at, or null; whichever of steps and time comes first ends the run
 * @param batch samples per mini-batch, or null for the full batch
 * @param train the parts that move, in the order u, w, b
 * @param multipliers factors on the step of each part
 * @param stop early ends
 */
public record FlowSpec(
    Method method,
    @Setting(above = 0) double step,
    @Setting(above = 0) double tolerance,
    @Setting(atLeast = 0, scope = EXTENT) int steps,
    @Setting(atLeast = 0, unset = "null", scope = EXTENT) Double time,
    @Setting(atLeast = 1, unset = "full") Integer batch,
    @Setting(expected = "a list of different ones of u, w, b", empty = true) List<Part> train,
    Multipliers multipliers,
    @Setting(scope = EXTENT) StopSpec stop)
    implements Serializable {

  public FlowSpec {
    train = List.copyOf(new TreeSet<>(train));
  }

  public boolean trainU() {
    return train.contains(Part.U);
  }

  public boolean trainW() {
    return train.contains(Part.W);
  }

  public boolean trainB() {
    return train.contains(Part.B);
  }

  /** A part of a particle. */
  public enum Part {
    U,
    W,
    B;

    /** All parts in their order. */
    public static final List<Part> ALL = List.of(values());
  }

  /** The factor on the step of each part. */
  public record Multipliers(
      @Setting(above = 0) double u, @Setting(above = 0) double w, @Setting(above = 0) double b)
      implements Serializable {}

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
   * @param patience stop after so many recorded steps without a smaller risk of the validation part
   * @param wallTime stop after the step during which so many seconds have passed
   * @param certified stop once the flow is proved to converge from the measure at hand
   */
  public record StopSpec(
      @Setting(atLeast = 0, unset = "null") Double risk,
      @Setting(atLeast = 0, unset = "null") Double gradient,
      @Setting(atLeast = 1, unset = "null") Integer patience,
      @Setting(atLeast = 0, unset = "null") Double wallTime,
      boolean certified)
      implements Serializable {}
}
