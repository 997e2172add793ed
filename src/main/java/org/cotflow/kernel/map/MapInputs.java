package org.cotflow.kernel.map;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cotflow.base.NearestName;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;

/**
 * What a map of one's own is made from: the only argument of its constructor. An option that the
 * constructor does not ask for is refused, so that a misspelled one is not passed over.
 */
public final class MapInputs {
  private static final String KEY = "network.map-options.";

  private final int stateDim;
  private final Activation activation;
  private final List<Integer> sites;
  private final Map<String, String> options;
  private final TreeSet<String> asked = new TreeSet<>();

  MapInputs(int stateDim, Activation activation, List<Integer> sites, Map<String, String> options) {
    this.stateDim = stateDim;
    this.activation = activation;
    this.sites = sites;
    this.options = options;
  }

  /** Inputs without a configuration, for tests; sigma is tanh. */
  public static MapInputs of(int stateDim, List<Integer> sites, Map<String, String> options) {
    return new MapInputs(stateDim, Activation.TANH, sites, options);
  }

  /** d. */
  public int stateDim() {
    return stateDim;
  }

  /** sigma, {@code network.activation}. */
  public Activation activation() {
    return activation;
  }

  /** Lengths of the grid that a state stands on, {@code network.sites}; empty: none. */
  public List<Integer> sites() {
    return sites;
  }

  /** {@code network.map-options.NAME}, or {@code otherwise} where it is not set. */
  public String text(String name, String otherwise) {
    asked.add(name);
    return options.getOrDefault(name, otherwise);
  }

  /** The same for a finite number. */
  public double number(String name, double otherwise) {
    String text = text(name, null);
    if (text == null) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // It is refused below.
    }
    throw new UserInputException(KEY + name + ": expected a finite number, found " + text);
  }

  /** The same for a whole number of at least {@code least}. */
  public int whole(String name, int least, int otherwise) {
    double number = number(name, otherwise);
    if (number != (int) number || number < least) {
      throw new UserInputException(
          KEY + name + ": expected a whole number >= " + least + ", found " + text(name, null));
    }
    return (int) number;
  }

  /** The options that were asked for. */
  Set<String> asked() {
    return asked;
  }

  /** Refuses options that were not asked for. */
  void requireAllAsked(String map) {
    requireAsked(options.keySet(), asked, map);
  }

  /** Refuses options that no map asked for. */
  static void requireAsked(Set<String> given, TreeSet<String> asked, String map) {
    for (String name : given) {
      if (!asked.contains(name)) {
        throw new UserInputException(
            "%s%s: %s has no such option; %s"
                .formatted(
                    KEY,
                    name,
                    map,
                    NearestName.of(name, asked)
                        .map(nearest -> "the nearest is " + KEY + nearest)
                        .orElse("it has none")));
      }
    }
  }
}
