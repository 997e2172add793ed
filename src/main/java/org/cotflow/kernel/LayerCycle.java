package org.cotflow.kernel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One value for each layer, from a list that the layers cycle through: layer k has value k mod n.
 *
 * @param values n values; one where all are equal
 */
public record LayerCycle<T>(List<T> values) implements Serializable {
  private static final long serialVersionUID = 1L;

  public LayerCycle {
    values = values.stream().distinct().count() == 1 ? List.of(values.get(0)) : List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no value for any layer");
    }
  }

  /** The same value for all layers. */
  public static <T> LayerCycle<T> everywhere(T value) {
    return new LayerCycle<>(List.of(value));
  }

  /** The value of a layer. */
  public T at(int layer) {
    return values.get(layer % values.size());
  }

  /** That of layer 0, and of all layers where {@link #isUniform}. */
  public T first() {
    return values.get(0);
  }

  /** Whether all layers have the same value. */
  public boolean isUniform() {
    return values.size() == 1;
  }

  /** What a function makes of each value. */
  public <R> LayerCycle<R> map(Function<? super T, ? extends R> function) {
    List<R> mapped = new ArrayList<>();
    values.forEach(value -> mapped.add(function.apply(value)));
    return new LayerCycle<>(mapped);
  }

  /** The value, or the list of values in brackets. */
  @Override
  public String toString() {
    return isUniform() ? first().toString() : values.toString();
  }
}
