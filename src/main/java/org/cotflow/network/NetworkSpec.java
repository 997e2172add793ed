package org.cotflow.network;

import java.io.Serializable;
import java.util.List;
import org.cotflow.base.Setting;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapName;
import org.cotflow.kernel.map.MapOptions;
import org.cotflow.kernel.map.MapSpec;

/**
 * The network apart from its particles: the {@code network} keys of a configuration.
 *
 * @param depth K
 * @param width M for all layers (one entry) or M_k for each layer
 * @param stateDim d; null for auto
 * @param map what each layer averages over its particles, as a list that the layers cycle through
 * @param mapDigest SHA-256 of the jar that the classes of the maps are in; null: any
 * @param sites the grid that a state stands on; empty: none
 * @param pooling what the readout sees of a state on a grid
 * @param positions what is added to the embedded states to tell sites apart
 * @param positionScale a factor on it
 * @param bias false: biases are held at 0
 * @param scale alpha
 * @param substeps r, the equal sub-slices that each layer's slice is walked in
 * @param outputAverage true: the squared loss is divided by d_out
 * @param seed of random embeddings and readouts; null: the one of the particles
 */
public record NetworkSpec(
    @Setting(atLeast = 1) int depth,
    @Setting(
            atLeast = 1,
            repeats = true,
            expected = "a whole number >= 1, or a list of such numbers, one for each layer")
        List<Integer> width,
    @Setting(atLeast = 1, unset = "auto") Integer stateDim,
    @Setting(repeats = true) List<MapName> map,
    @Setting(
            pattern = "[0-9a-f]{64}",
            expected = "a SHA-256 of 64 hexadecimal digits",
            unset = "null")
        String mapDigest,
    MapOptions mapOptions,
    @Setting(
            atLeast = 1,
            repeats = true,
            unset = "null",
            expected = "one or two whole numbers >= 1, as in [8, 8]")
        List<Integer> sites,
    Pooling pooling,
    Positions positions,
    @Setting(above = 0) double positionScale,
    Activation activation,
    boolean bias,
    EmbeddingKind embedding,
    ReadoutKind readout,
    @Setting(nonzero = true) double scale,
    DepthSchemeKind depthScheme,
    @Setting(atLeast = 1) int substeps,
    LossKind loss,
    boolean outputAverage,
    @Setting(unset = "null") Long seed)
    implements Serializable {

  /** How a feature vector becomes a state. */
  public enum EmbeddingKind {
    PAD,
    ORTHOGONAL,
    IDENTITY,
    GAUSSIAN
  }

  /** What the readout sees of a state on a grid. */
  public enum Pooling {
    /** The whole state. */
    FLATTEN,
    /** The mean over the sites. */
    MEAN,
    /** The first site. */
    FIRST
  }

  /** What is added to the embedded states to tell sites apart. */
  public enum Positions {
    NONE,
    /** Sines and cosines of the site's place along each axis. */
    SINUSOIDAL,
    /** Standard normal numbers. */
    GAUSSIAN
  }

  /** How a state becomes a prediction. */
  public enum ReadoutKind {
    TAIL,
    HEAD,
    ORTHOGONAL,
    IDENTITY,
    GAUSSIAN
  }

  /** How the depth direction is discretised. */
  public enum DepthSchemeKind {
    EULER(1),
    MIDPOINT(2),
    RK4(4);

    private final int order;

    DepthSchemeKind(int order) {
      this.order = order;
    }

    /** p, where the error of depth K is of the size 1/K^p. */
    public int order() {
      return order;
    }
  }

  /** What is minimised. */
  public enum LossKind {
    SQUARED,
    CROSS_ENTROPY
  }

  /** The residual maps of the layers. */
  public LayerCycle<MapSpec> maps() {
    return new LayerCycle<>(map)
        .map(name -> new MapSpec(name.kind(), activation, mapOptions, sites, name.type()));
  }

  /** n, the sites of a state; 1 where it is no grid. */
  public int siteCount() {
    return maps().first().siteCount();
  }

  /** M_k for each layer. */
  public int[] widths() {
    int[] widths = new int[depth];
    for (int k = 0; k < depth; k++) {
      widths[k] = width.size() == 1 ? width.get(0) : width.get(k);
    }
    return widths;
  }
}
