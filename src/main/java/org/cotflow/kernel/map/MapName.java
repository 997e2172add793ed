package org.cotflow.kernel.map;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.cotflow.base.Keyword;

/**
 * What {@code network.map} names: a built-in map, or a class of the user's own.
 *
 * @param type the name of that class; null for built-in maps
 */
public record MapName(MapKind kind, String type) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String CLASS = "class:";

  /** u sigma(&lt;w, x&gt; + b). */
  public static final MapName NEURON = new MapName(MapKind.NEURON, null);

  public MapName {
    if ((kind == MapKind.OWN) == (type == null)) {
      throw new IllegalArgumentException(kind + " of the class " + type);
    }
  }

  /** What {@link #read} takes. */
  public static String expected() {
    return Arrays.stream(MapKind.values())
        .filter(kind -> kind != MapKind.OWN)
        .map(Keyword::of)
        .collect(Collectors.joining(", ", "one of ", " or " + CLASS + "NAME of a class"));
  }

  /** The map that a word of a configuration names; null where it names none. */
  public static MapName read(String word) {
    if (word.matches(CLASS + "\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*")) {
      return new MapName(MapKind.OWN, word.substring(CLASS.length()));
    }
    return Keyword.find(MapKind.class, word)
        .filter(kind -> kind != MapKind.OWN)
        .map(kind -> new MapName(kind, null))
        .orElse(null);
  }

  /** The word of a configuration. */
  @Override
  public String toString() {
    return kind == MapKind.OWN ? CLASS + type : Keyword.of(kind);
  }
}
