package org.cotflow.kernel.map;

import java.io.Serializable;
import org.cotflow.base.Setting;

/**
 * What a map needs besides the state dimension: the {@code network.map-options} keys of a
 * configuration.
 *
 * @param hidden hidden units of a perceptron
 * @param window sites of a convolution along each axis; odd
 * @param edges what a convolution sees beyond the grid
 * @param head numbers in a query of an attention head; null: the channels of a token
 * @param causal whether a token looks at itself and those before it only
 * @param smoothness nu of the Matern kernel that random features approximate, a multiple of 1/2;
 *     null: the Gaussian kernel
 */
public record MapOptions(
    @Setting(atLeast = 1) int hidden,
    @Setting(atLeast = 1) int window,
    Edges edges,
    @Setting(atLeast = 1, unset = "auto") Integer head,
    boolean causal,
    @Setting(atLeast = 0.5, unset = "null") Double smoothness)
    implements Serializable {

  /** Those of the default configuration. */
  public static final MapOptions DEFAULT = new MapOptions(8, 3, Edges.ZERO, null, false, null);

  /** What stands beyond the edges of a grid. */
  public enum Edges {
    ZERO,
    PERIODIC
  }
}
