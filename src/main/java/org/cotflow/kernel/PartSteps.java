package org.cotflow.kernel;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A step size for each part of a particle.
 *
 * @param sizes numbers of each part; the parts follow each other
 * @param steps tau of each part; parts with 0 stay
 */
public record PartSteps(int[] sizes, double[] steps) implements Serializable {
  private static final long serialVersionUID = 1L;

  public PartSteps {
    if (sizes.length != steps.length) {
      throw new IllegalArgumentException(sizes.length + " parts and " + steps.length + " steps");
    }
  }

  /**
   * @param steps one for each part of the layout; what follows is for parts without numbers
   */
  public static PartSteps of(ParticleLayout layout, double... steps) {
    return new PartSteps(Arrays.copyOf(layout.sizes(), steps.length), steps);
  }

  /** How many parts. */
  public int count() {
    return sizes.length;
  }
}
