package org.cotflow.sweep.grid;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentSource;
import org.cotflow.config.hocon.ConfigComplaint;

/**
 * The section {@code sweep}, or a section in it, with its own fields: names that are no keys of the
 * configuration.
 *
 * @param place of the section below {@code sweep}
 */
record SweepSection(String place, ConfigObject section) {
  static final String LIST = "list";
  static final String REFERENCE = "reference";
  static final String ERRORS = "errors";
  static final String LAWS = "laws";
  static final String KEEP_RUNS = "keep-runs";

  /** An error that says where in the section {@code sweep} it is. */
  static UserInputException complaint(ConfigValue value, String path, String message) {
    return ConfigComplaint.of(value, ExperimentSource.SWEEP + "." + path, message);
  }

  static SweepSection of(String place, ConfigValue value, List<String> known) {
    if (!(value instanceof ConfigObject section)) {
      throw complaint(
          value, place, "expected a section { ... }, found " + ConfigComplaint.found(value));
    }
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw complaint(
            entry.getValue(),
            place + "." + entry.getKey(),
            "unknown key; expected one of " + String.join(", ", known));
      }
    }
    return new SweepSection(place, section);
  }

  ConfigValue get(String name) {
    return section.get(name);
  }

  boolean flag(String name) {
    return flag(place + "." + name, section.get(name));
  }

  /** A switch, off where it is not given. */
  static boolean flag(String place, ConfigValue value) {
    if (value == null) {
      return false;
    }
    if (value.unwrapped() instanceof Boolean flag) {
      return flag;
    }
    throw complaint(value, place, "expected true or false, found " + ConfigComplaint.found(value));
  }

  <T> T orElse(String name, T otherwise, Function<ConfigValue, T> reading) {
    ConfigValue value = section.get(name);
    return value == null ? otherwise : reading.apply(value);
  }

  static int step(String place, ConfigValue value) {
    Object read = value.unwrapped();
    if (read instanceof Integer step && step >= 0) {
      return step;
    }
    throw complaint(
        value,
        place,
        "expected a flow step, a whole number >= 0, found " + ConfigComplaint.found(value));
  }
}
