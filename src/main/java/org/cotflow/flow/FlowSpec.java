package org.cotflow.flow;

import static org.cotflow.base.Setting.Scope.EXTENT;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.base.Setting;
import org.cotflow.kernel.map.MapKind;

/**
 * How the measure moves: the {@code flow} keys of a configuration.
 *
 * @param step tau; of the adaptive method the first one that is tried
 * @param tolerance error of a step in the COT norm, for the adaptive method
 * @param steps number of flow steps
 * @param time flow time to stop at, or null; whichever of steps and time comes first ends the run
 * @param batch samples per mini-batch, or null for the full batch
 * @param train the parts that move; null: those that the particles' map trains
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
    @Setting(
            expected = "a list of different parts, as in [u, w, b]",
            unset = "all",
            empty = true,
            emptyApart = true)
        List<String> train,
    Multipliers multipliers,
    @Setting(scope = EXTENT) StopSpec stop)
    implements Serializable {

  private static final List<String> PARTS_OF_MAPS =
      Arrays.stream(MapKind.values()).flatMap(kind -> kind.parts().stream()).distinct().toList();

  /** Those of built-in maps first, the others by name. */
  private static final Comparator<String> ORDER =
      Comparator.comparingInt(FlowSpec::place).thenComparing(Comparator.naturalOrder());

  public FlowSpec {
    train = train == null ? null : train.stream().distinct().sorted(ORDER).toList();
  }

  private static int place(String part) {
    int place = PARTS_OF_MAPS.indexOf(part);
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  /** Whether the part {@code name} moves, in particles that have it. */
  public boolean trains(String name) {
    return train == null || train.contains(name);
  }

  /** The same flow of these parts. */
  public FlowSpec withTrain(List<String> parts) {
    return new FlowSpec(method, step, tolerance, steps, time, batch, parts, multipliers, stop);
  }

  /**
   * The factor on the step of each part, in particles that have it.
   *
   * @param parts 1 for those that are not there
   */
  public record Multipliers(@Setting(named = "PART", above = 0) SortedMap<String, Double> parts)
      implements Serializable {

    public Multipliers {
      parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /** Of the part of this name. */
    public double of(String part) {
      return parts.getOrDefault(part, 1.0);
    }
  }

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
