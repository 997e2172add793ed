package org.cotflow.config.keys;

import com.typesafe.config.ConfigValue;
import java.util.Objects;
import java.util.function.Function;
import org.cotflow.base.Setting;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.config.hocon.ValueType;

/**
 * One key of the configuration.
 *
 * @param path its dotted path
 * @param scope what it decides
 * @param type what it can hold
 * @param of its value in a record
 */
public record Key<R>(
    String path, Setting.Scope scope, ValueType<Object> type, Function<R, Object> of) {
  /**
   * The checked value.
   *
   * @throws org.cotflow.base.UserInputException where the value is not of this key's type
   */
  public Object read(ConfigValue value) {
    try {
      return type.parse().from(value);
    } catch (ValueType.Mismatch e) {
      throw ConfigComplaint.of(
          value, path, "expected " + type.expected() + ", found " + ConfigComplaint.found(value));
    }
  }

  /** The value in {@code record} as it is written into a configuration. */
  public String rendered(R record) {
    return type.render().apply(of.apply(record));
  }

  public boolean sameIn(R one, R other) {
    return Objects.equals(of.apply(one), of.apply(other));
  }
}
