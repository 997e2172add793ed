package org.cotflow.kernel.map;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.base.RecordCopy;
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
 * @param linear whether attention weighs tokens by their scores, without the softmax
 * @param smoothness nu of the Matern kernel that random features approximate, a multiple of 1/2;
 *     null: the Gaussian kernel
 * @param own options of a class of the user's own, by name
 */
public record MapOptions(
    @Setting(atLeast = 1) int hidden,
    @Setting(atLeast = 1) int window,
    Edges edges,
    @Setting(atLeast = 1, unset = "auto") Integer head,
    boolean causal,
    boolean linear,
    @Setting(atLeast = 0.5, unset = "null") Double smoothness,
    @Setting(named = "NAME", unset = "null") SortedMap<String, String> own)
    implements Serializable {

  /** Those of the default configuration. */
  public static final MapOptions DEFAULT = new MapOptions(8, 3, Edges.ZERO, null, false, null);

  /** Files without own options are from before there were any. */
  public MapOptions {
    own = Collections.unmodifiableSortedMap(new TreeMap<>(own == null ? Map.of() : own));
  }

  /** Of a built-in map. */
  public MapOptions(
      int hidden, int window, Edges edges, Integer head, boolean causal, Double smoothness) {
    this(hidden, window, edges, head, causal, false, smoothness, null);
  }

  /** The same with other options of the user's own. */
  MapOptions withOwn(Map<String, String> options) {
    return RecordCopy.with(this, "own", new TreeMap<>(options));
  }

  /** What stands beyond the edges of a grid. */
  public enum Edges {
    ZERO,
    PERIODIC
  }
}
