package org.cotflow.kernel.map;

import java.util.List;

/** The residual maps: those that are built in, and all others. */
public enum MapKind {
  /** u sigma(&lt;w, x&gt; + b). */
  NEURON("u", "w", "b"),
  /** u sigma(&lt;w, x&gt; + b) (&lt;v, x&gt; + c). */
  GATED("u", "w", "b", "v", "c"),
  /** u sigma(&lt;v, sigma(w x + c)&gt;). */
  PERCEPTRON("u", "w", "c", "v"),
  /** u cos(&lt;w, x&gt; + b) of which only u is trained. */
  RANDOM_FEATURES("u", "w", "b"),
  /** Neurons that slide over a grid of sites. */
  CONVOLUTION("u", "w", "b"),
  /** Neurons that see one site. */
  NEURON_BY_TOKEN("u", "w", "b"),
  /** Attention heads over tokens. */
  ATTENTION("q", "k", "v", "o"),
  /** A class of the user's own, which says what its parts are. */
  OWN();

  private final List<String> parts;

  MapKind(String... parts) {
    this.parts = List.of(parts);
  }

  /** The names of the parts of a particle, in order; none for {@link #OWN}. */
  public List<String> parts() {
    return parts;
  }

  /** Whether the map is u sigma(&lt;w, x&gt; + b), whatever is trained of it. */
  public boolean ofNeurons() {
    return this == NEURON || this == RANDOM_FEATURES;
  }
}
