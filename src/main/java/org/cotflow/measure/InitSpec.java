package org.cotflow.measure;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.base.Setting;
import org.cotflow.kernel.ParticleLayout;

/**
 * The law of the particles at flow time 0: the {@code init} keys of a configuration.
 *
 * @param u the law of the part u of all particles that have one; likewise w and b
 * @param parts standard deviations of other parts; the map's own for parts that are not there
 * @param tied true: the particles of all layers are the same draws
 * @param from null, or "npz:PATH" or "run:DIR" to start from given particles
 */
public record InitSpec(
    Centered u,
    Centered w,
    Centered b,
    @Setting(named = "PART.std", atLeast = 0, unset = "auto") SortedMap<String, Double> parts,
    boolean tied,
    long seed,
    @Setting(
            pattern = "(npz|run):.*\\S.*",
            expected = "npz:PATH or run:DIR (without a password)",
            unset = "null")
        String from)
    implements Serializable {

  public InitSpec {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  public InitSpec(double uStd, double wStd, double bStd, boolean tied, long seed, String from) {
    this(
        new Centered(uStd),
        new Centered(wStd),
        new Centered(bStd),
        Collections.emptySortedMap(),
        tied,
        seed,
        from);
  }

  /** The same law, or start, with another {@code from}. */
  public InitSpec withFrom(String other) {
    return new InitSpec(u, w, b, parts, tied, seed, other);
  }

  public double uStd() {
    return u.std();
  }

  public double wStd() {
    return w.std();
  }

  public double bStd() {
    return b.std();
  }

  /** The standard deviation of a part's numbers. */
  public double std(ParticleLayout.Part part) {
    return switch (part.name()) {
      case "u" -> u.std();
      case "w" -> w.std();
      case "b" -> b.std();
      default -> parts.getOrDefault(part.name(), part.std());
    };
  }

  /**
   * A Gaussian with mean 0.
   *
   * @param std standard deviation of each coordinate; 0 is the Dirac at 0
   */
  public record Centered(@Setting(atLeast = 0) double std) implements Serializable {}
}
