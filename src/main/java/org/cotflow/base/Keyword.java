package org.cotflow.base;

import java.util.Arrays;
import java.util.Locale;

/** The words of configuration files for the constants of an enum: lower case with dashes. */
public final class Keyword {
  private Keyword() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static <E extends Enum<E>> E read(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(word + " is no " + type.getSimpleName()));
  }
}
