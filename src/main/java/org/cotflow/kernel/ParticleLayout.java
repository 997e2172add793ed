package org.cotflow.kernel;

import java.io.Serializable;
import java.util.List;

/**
 * How the parameter omega of a particle is made up of named parts, one behind the other: p =
 * sum_part size numbers that act on states of dimension d.
 */
public final class ParticleLayout implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int stateDim;

  @SuppressWarnings("serial") // a list of List.copyOf is serializable
  private final List<Part> parts;

  private final int[] offsets;

  /**
   * A part of a particle.
   *
   * @param name a word in lower case: the name in configurations and files
   * @param size how many numbers it has
   * @param std standard deviation of its numbers at flow time 0, unless the configuration says
   *     otherwise
   * @param degrees degrees of freedom of Student's t law of each particle's numbers, which are
   *     Gaussian numbers over the root of a mean of so many squares; 0: the Gaussian law itself
   * @param bias whether a network without bias holds it at 0; a bias of one number is written as a
   *     number, all else as lists
   */
  public record Part(String name, int size, double std, int degrees, boolean bias)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Part {
      if (!name.matches("[a-z][a-z0-9-]*")
          || size < 1
          || degrees < 0
          || !(std >= 0 && std < 1 / 0.0)) {
        throw new IllegalArgumentException("part %s, %s numbers, %s".formatted(name, size, std));
      }
    }

    /** A part that every network has. */
    public static Part of(String name, int size, double std) {
      return new Part(name, size, std, 0, false);
    }

    public static Part bias(String name, int size, double std) {
      return new Part(name, size, std, 0, true);
    }

    /** Whether files have one number for it instead of a list. */
    public boolean single() {
      return bias && size == 1;
    }
  }

  /**
   * @param stateDim d
   * @param parts in their order in a particle
   */
  public ParticleLayout(int stateDim, List<Part> parts) {
    if (stateDim < 1
        || parts.isEmpty()
        || parts.stream().map(Part::name).distinct().count() < parts.size()) {
      throw new IllegalArgumentException("d = " + stateDim + ", parts " + parts);
    }
    this.stateDim = stateDim;
    this.parts = List.copyOf(parts);
    this.offsets = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      offsets[i + 1] = Math.addExact(offsets[i], parts.get(i).size());
    }
  }

  /** d. */
  public int stateDim() {
    return stateDim;
  }

  public List<Part> parts() {
    return parts;
  }

  /** p. */
  public int size() {
    return offsets[parts.size()];
  }

  /** Where part {@code index} begins in a particle; for the number of parts, p. */
  public int offset(int index) {
    return offsets[index];
  }

  /** The names of the parts, in order. */
  public List<String> names() {
    return parts.stream().map(Part::name).toList();
  }

  /** The names of the parts of all layers, each once. */
  public static List<String> names(LayerCycle<ParticleLayout> layouts) {
    return layouts.values().stream().flatMap(layout -> layout.names().stream()).distinct().toList();
  }

  /** Numbers of each part, in order. */
  public int[] sizes() {
    return parts.stream().mapToInt(Part::size).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParticleLayout that
        && stateDim == that.stateDim
        && parts.equals(that.parts);
  }

  @Override
  public int hashCode() {
    return 31 * stateDim + parts.hashCode();
  }

  @Override
  public String toString() {
    return "ParticleLayout[d=" + stateDim + ", parts=" + parts + "]";
  }
}
