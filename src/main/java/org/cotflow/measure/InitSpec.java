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
 * @param parts the standard deviation of each number of a part, all Gaussian with mean 0; 0 is the
 *     Dirac at 0. The map's own for parts that are not there, or null.
 * @param tied true: the particles of all layers are the same draws
 * @param from null, or "npz:PATH" or "run:DIR" to start from given particles
 */
public record InitSpec(
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

  /** The same law, or start, with another {@code from}. */
  public InitSpec withFrom(String other) {
    return new InitSpec(parts, tied, seed, other);
  }

  /** The same law, but with a standard deviation of 1 where a part of these particles has 0. */
  public InitSpec moving(ParticleLayout layout) {
    SortedMap<String, Double> moving = new TreeMap<>(parts);
    for (ParticleLayout.Part part : layout.parts()) {
      moving.put(part.name(), std(part) == 0 ? 1 : std(part));
    }
    return new InitSpec(moving, tied, seed, from);
  }

  /** The standard deviation of a part's numbers. */
  public double std(ParticleLayout.Part part) {
    Double std = parts.get(part.name());
    return std == null ? part.std() : std;
  }
}
