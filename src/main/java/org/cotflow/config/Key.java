package org.cotflow.config;

import com.typesafe.config.ConfigValue;
import java.util.Objects;
import java.util.function.Function;

/**
 * One key of the configuration.
 *
 * @param path its dotted path
 * @param onResume whether a resumed run may change it
 * @param type what it can hold
 * @param of its value in an experiment
 */
record Key<T>(String path, OnResume onResume, ValueType<T> type, Function<Experiment, T> of) {
  /** Whether a resumed run may have another value than the stored one. */
  enum OnResume {
    /** The numbers of the run depend on it, or the run is known by it. */
    FIXED,
    /** It only says how far, where or how verbosely the run goes on. */
    FREE
  }

  static <T> Key<T> fixed(String path, ValueType<T> type, Function<Experiment, T> of) {
    return new Key<>(path, OnResume.FIXED, type, of);
  }

  static <T> Key<T> free(String path, ValueType<T> type, Function<Experiment, T> of) {
    return new Key<>(path, OnResume.FREE, type, of);
  }

  /**
   * The checked value.
   *
   * @throws org.cotflow.base.UserInputException where the value is not of this key's type
   */
  T read(ConfigValue value) {
    try {
      return type.parse().from(value);
    } catch (ValueType.Mismatch e) {
      throw ConfigComplaint.of(
          value, path, "expected " + type.expected() + ", found " + ConfigComplaint.found(value));
    }
  }

  /** The value of {@code experiment} as it is written into a configuration. */
  String rendered(Experiment experiment) {
    return type.render().apply(of.apply(experiment));
  }

  boolean sameIn(Experiment one, Experiment other) {
    return Objects.equals(of.apply(one), of.apply(other));
  }
}
