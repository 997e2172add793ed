package org.cotflow.measure;

import java.io.Serializable;
import org.cotflow.base.Setting;

/**
 * The law of the particles at flow time 0: the {@code init} keys of a configuration.
 *
 * @param u the law of u; likewise w and b
 * @param tied true: the particles of all layers are the same draws
 * @param from null, or "npz:PATH" or "run:DIR" to start from given particles
 */
public record InitSpec(
    Centered u,
    Centered w,
    Centered b,
    boolean tied,
    long seed,
    @Setting(
            pattern = "(npz|run):.*\\S.*",
            expected = "npz:PATH or run:DIR (without a password)",
            unset = "null")
        String from)
    implements Serializable {

  public InitSpec(double uStd, double wStd, double bStd, boolean tied, long seed, String from) {
    this(new Centered(uStd), new Centered(wStd), new Centered(bStd), tied, seed, from);
  }

  /** The same law, or start, with another {@code from}. */
  public InitSpec withFrom(String other) {
    return new InitSpec(u, w, b, tied, seed, other);
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

  /**
   * A Gaussian with mean 0.
   *
   * @param std standard deviation of each coordinate; 0 is the Dirac at 0
   */
  public record Centered(@Setting(atLeast = 0) double std) implements Serializable {}
}
