package org.cotflow.base;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The words of configuration files for the constants of an enum: lower case with dashes. */
public final class Keyword {
  private Keyword() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant that a word stands for; empty if there is none. */
  public static <E extends Enum<E>> Optional<E> find(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(word))
        .findFirst();
  }

  public static <E extends Enum<E>> E read(Class<E> type, String word) {
    return find(type, word)
        .orElseThrow(() -> new IllegalArgumentException(word + " is no " + type.getSimpleName()));
  }
}
