package org.cotflow.measure;

import java.io.Serializable;
import org.cotflow.base.Setting;
import org.cotflow.kernel.ParticleLayout;

/**
 * The law of the particles at flow time 0: the {@code init} keys of a configuration.
 *
 * @param u the law of the part u of all particles that have one; likewise w, b and the others
 * @param tied true: the particles of all layers are the same draws
 * @param from null, or "npz:PATH" or "run:DIR" to start from given particles
 */
public record InitSpec(
    Centered u,
    Centered w,
    Centered b,
    Other v,
    Other c,
    Other q,
    Other k,
    Other o,
    boolean tied,
    long seed,
    @Setting(
            pattern = "(npz|run):.*\\S.*",
            expected = "npz:PATH or run:DIR (without a password)",
            unset = "null")
        String from)
    implements Serializable {

  public InitSpec(double uStd, double wStd, double bStd, boolean tied, long seed, String from) {
    this(
        new Centered(uStd),
        new Centered(wStd),
        new Centered(bStd),
        Other.AUTO,
        Other.AUTO,
        Other.AUTO,
        Other.AUTO,
        Other.AUTO,
        tied,
        seed,
        from);
  }

  /** The same law, or start, with another {@code from}. */
  public InitSpec withFrom(String other) {
    return new InitSpec(u, w, b, v, c, q, k, o, tied, seed, other);
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
  double std(ParticleLayout.Part part) {
    Double own = own(part.name());
    return own == null ? part.std() : own;
  }

  /** Whether the law of a part that only some maps have is given here. */
  public boolean isSet(String part) {
    return own(part) != null;
  }

  /** Null where it is left to the map. */
  private Double own(String part) {
    return switch (part) {
      case "u" -> (Double) u.std();
      case "w" -> (Double) w.std();
      case "b" -> (Double) b.std();
      case "v" -> v.std();
      case "c" -> c.std();
      case "q" -> q.std();
      case "k" -> k.std();
      case "o" -> o.std();
      default -> throw new IllegalArgumentException("part " + part);
    };
  }

  /**
   * A Gaussian with mean 0.
   *
   * @param std standard deviation of each coordinate; 0 is the Dirac at 0
   */
  public record Centered(@Setting(atLeast = 0) double std) implements Serializable {}

  /**
   * A Gaussian with mean 0 of a part that only some maps have.
   *
   * @param std standard deviation of each coordinate; null: the map's own
   */
  public record Other(@Setting(atLeast = 0, unset = "auto") Double std) implements Serializable {
    static final Other AUTO = new Other(null);
  }
}
