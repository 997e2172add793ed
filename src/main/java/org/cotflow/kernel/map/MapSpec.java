package org.cotflow.kernel.map;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cotflow.base.ArraySize;
import org.cotflow.base.Keyword;
import org.cotflow.base.Sha256;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Which residual map a network has: a value that travels to where particles are.
 *
 * @param activation sigma
 * @param options of the map
 * @param sites lengths of the grid that the channels of a state stand on, along one or two axes;
 *     empty: a state is no grid
 * @param type the name of a class of the user's own; null for built-in maps
 */
public record MapSpec(
    MapKind kind, Activation activation, MapOptions options, List<Integer> sites, String type)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public MapSpec {
    sites = List.copyOf(sites);
  }

  /** A built-in map. */
  public MapSpec(MapKind kind, Activation activation, MapOptions options, List<Integer> sites) {
    this(kind, activation, options, sites, null);
  }

  /** Neurons in all layers. */
  public static LayerCycle<MapSpec> neuron(Activation activation) {
    return LayerCycle.everywhere(
        new MapSpec(MapKind.NEURON, activation, MapOptions.DEFAULT, List.of()));
  }

  /** As a configuration names it. */
  public MapName name() {
    return new MapName(kind, type);
  }

  /**
   * SHA-256 of the jar of a class of the user's own; null for built-in maps.
   *
   * @throws UserInputException where there is no such class
   */
  public String digest() {
    return kind == MapKind.OWN ? new OwnMap(name()).digest() : null;
  }

  /**
   * SHA-256 of the jar that all classes of the user's own are in, or of those of several jars; null
   * where all maps are built in.
   */
  public static String digest(LayerCycle<MapSpec> maps) {
    List<String> digests =
        maps.values().stream().map(MapSpec::digest).filter(Objects::nonNull).distinct().toList();
    return digests.size() < 2
        ? digests.stream().findFirst().orElse(null)
        : Sha256.of(String.join("\n", digests));
  }

  /**
   * Maps of a list share the options of the user's own: each keeps those that it asks for.
   *
   * @throws UserInputException where none of them asks for an option
   */
  public static LayerCycle<MapSpec> shared(LayerCycle<MapSpec> maps, int stateDim) {
    if (maps.isUniform()) {
      return maps;
    }
    TreeSet<String> asked = new TreeSet<>();
    LayerCycle<MapSpec> shared =
        maps.map(
            map -> {
              MapInputs inputs = map.inputs(stateDim);
              if (map.kind == MapKind.OWN) {
                new OwnMap(map.name()).made(inputs);
              }
              asked.addAll(inputs.asked());
              Map<String, String> own = new TreeMap<>(map.options.own());
              own.keySet().retainAll(inputs.asked());
              MapOptions options = map.options.withOwn(own);
              return new MapSpec(map.kind, map.activation, options, map.sites, map.type);
            });
    MapInputs.requireAsked(
        maps.first().options.own().keySet(), asked, maps.map(MapSpec::name).toString());
    return shared;
  }

  /** Whether the map is u sigma(&lt;w, x&gt; + b), whatever is trained of it. */
  public boolean ofNeurons() {
    return kind.ofNeurons();
  }

  /** n, the sites of a state; 1 where it is no grid. */
  public int siteCount() {
    return sites.stream().reduce(1, Math::multiplyExact);
  }

  /** The particles for states of dimension {@code stateDim}. */
  public ParticleLayout layout(int stateDim) {
    return switch (kind) {
      case NEURON -> Neuron.layout(stateDim);
      case RANDOM_FEATURES ->
          new ParticleLayout(
              stateDim,
              List.of(
                  Part.of("u", stateDim, 0),
                  new Part("w", stateDim, 1, degrees(), false),
                  Part.bias("b", 1, 1)));
      default -> map(stateDim).layout();
    };
  }

  /** 2 nu degrees of freedom: Student's t is the spectral law of a Matern kernel. */
  private int degrees() {
    double degrees = options.smoothness() == null ? 0 : 2 * options.smoothness();
    if (degrees != Math.rint(degrees) || degrees > 1000) {
      throw new UserInputException(
          "network.map-options.smoothness: expected a multiple of 0.5 up to 500, found "
              + options.smoothness());
    }
    return (int) degrees;
  }

  /** The parts that a flow moves where the configuration leaves it to the map. */
  public List<String> trained(int stateDim) {
    return kind == MapKind.RANDOM_FEATURES ? List.of("u") : layout(stateDim).names();
  }

  /**
   * The parts that a flow moves where the configuration leaves it to the maps of the layers.
   *
   * @throws UserInputException where one map trains a part that another holds
   */
  public static List<String> trained(LayerCycle<MapSpec> maps, int stateDim) {
    Set<String> trained = new LinkedHashSet<>();
    maps.values().forEach(map -> trained.addAll(map.trained(stateDim)));
    for (MapSpec map : maps.values()) {
      for (String part : map.layout(stateDim).names()) {
        if (trained.contains(part) && !map.trained(stateDim).contains(part)) {
          throw new UserInputException(
              "flow.train: %s holds its part %s, which another map of network.map = %s trains;"
                      .formatted(map.name(), part, maps.map(MapSpec::name))
                  + " name the parts that move");
        }
      }
    }
    return List.copyOf(trained);
  }

  /**
   * The features of a part that a map is linear in.
   *
   * @param part the name of U
   * @param sites n
   * @param size h, numbers at a site
   * @see LinearInPart
   */
  public record Linear(String part, int sites, int size) {}

  /** What the map is linear in; null where it is in nothing. */
  public Linear linear(int stateDim) {
    if (ofNeurons()) {
      return new Linear("u", 1, 1);
    }
    return map(stateDim) instanceof LinearInPart map
        ? new Linear(map.linearPart(), map.featureSites(), map.featureSize())
        : null;
  }

  /** Whether the derivative in the state is bounded, as it is of neurons. */
  public boolean boundsSlopes(int stateDim) {
    return ofNeurons() || map(stateDim) instanceof BoundedSlopes;
  }

  /** The fastest kernel of this map for states of dimension {@code stateDim}. */
  public BlockKernel kernel(int stateDim) {
    return switch (kind) {
      case NEURON, RANDOM_FEATURES -> BlockKernels.of(stateDim, activation);
      default -> MapKernel.of(map(stateDim), activation);
    };
  }

  /**
   * The map for one particle and one state; {@code neuron} and {@code random-features} have kernels
   * of their own and none.
   *
   * @throws UserInputException where it does not fit the state dimension
   */
  public ResidualMap map(int stateDim) {
    return switch (kind) {
      case GATED -> new GatedMap(stateDim, activation);
      case PERCEPTRON -> {
        int hidden = options.hidden();
        double particle = stateDim + hidden * (stateDim + 2.0);
        requireFits("hidden", hidden, particle, 512 * (3.0 * hidden + 3));
        yield new PerceptronMap(stateDim, activation, hidden);
      }
      case CONVOLUTION -> convolution(stateDim, options.window());
      case NEURON_BY_TOKEN -> convolution(stateDim, 1);
      case ATTENTION -> {
        int channels = channels(stateDim);
        int head = options.head() == null ? channels : options.head();
        double tokens = siteCount();
        requireFits("head", head, 4.0 * head * channels, tokens * (64.0 * head + 16 * tokens));
        yield new AttentionMap(siteCount(), channels, head, options.causal(), options.linear());
      }
      case OWN -> new OwnMap(name()).of(inputs(stateDim));
      default -> throw new IllegalStateException(kind + " has a kernel of its own");
    };
  }

  private MapInputs inputs(int stateDim) {
    return new MapInputs(stateDim, activation, sites, options.own());
  }

  private ResidualMap convolution(int stateDim, int window) {
    double channels = channels(stateDim);
    if (window % 2 == 0) {
      throw new UserInputException(
          "network.map-options.window: expected an odd number of sites, found " + window);
    }
    int[] grid = sites.stream().mapToInt(Integer::intValue).toArray();
    boolean periodic = options.edges() == MapOptions.Edges.PERIODIC;
    double seen = 1;
    double withMargin = 1;
    for (int length : grid) {
      seen *= window;
      withMargin *= (double) length + window - 1;
    }
    requireFits(
        "window",
        window,
        (1 + seen) * channels + 1,
        64 * (3.0 * siteCount() + withMargin) + withMargin * channels);
    return ConvolutionMap.of(stateDim, grid, window, periodic, activation);
  }

  /**
   * Refuses an option with which a particle, or the working memory of {@link MapKernel}, is longer
   * than an array.
   *
   * @param particle p
   * @param work numbers of working memory for eight rows and eight panels of eight lanes
   */
  private void requireFits(String option, int value, double particle, double work) {
    double most = Math.max(particle, work);
    if (most > ArraySize.MOST) {
      throw new UserInputException(
          ("network.map-options.%s = %s with %s sites: %s takes %s numbers, and an array holds"
                  + " %s; use a smaller number or fewer sites")
              .formatted(
                  option,
                  value,
                  siteCount(),
                  particle > ArraySize.MOST ? "a particle" : "its working memory",
                  (long) most,
                  ArraySize.MOST));
    }
  }

  /** Numbers of a site. */
  private int channels(int stateDim) {
    if (sites.isEmpty()) {
      throw new UserInputException(
          "network.map = %s acts on sites; expected network.sites = [HEIGHT, WIDTH] or [TOKENS]"
              .formatted(Keyword.of(kind)));
    }
    if (stateDim % siteCount() != 0) {
      throw new UserInputException(
          "network.sites: %s sites do not divide the state dimension %s; expected network.state-dim"
                  .formatted(siteCount(), stateDim)
              + " to be a multiple of them");
    }
    return stateDim / siteCount();
  }
}
