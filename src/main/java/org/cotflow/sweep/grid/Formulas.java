package org.cotflow.sweep.grid;

import static org.cotflow.sweep.grid.SweepSection.complaint;

import com.typesafe.config.ConfigValue;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.hocon.ConfigComplaint;

/** Reads the formulas of a configuration and words what is wrong with them. */
final class Formulas {
  private Formulas() {}

  /**
   * The formula in a value.
   *
   * @param place of the value below {@code sweep}
   * @throws org.cotflow.base.UserInputException where it is none
   */
  static Expression parse(String place, String text, ConfigValue value) {
    try {
      return ExpressionParser.parse(text);
    } catch (ExpressionParser.Malformed e) {
      throw complaint(
          value,
          place,
          "no list and no formula: \"%s\": %s"
              .formatted(
                  ConfigComplaint.oneLine(text, 80), ConfigComplaint.oneLine(e.getMessage(), 120)));
    }
  }

  /** Checks that a name in a formula is a key with numbers. */
  static void requireNumericKey(String place, String name, ConfigValue value) {
    if (!ConfigKeys.isKey(name)) {
      String hint = name.contains("-") ? " (a minus sign needs blanks around it)" : "";
      throw complaint(value, place, name + ": " + ConfigKeys.unknown(name) + hint);
    }
    if (ConfigKeys.kind(name) == ConfigKeys.Kind.OTHER) {
      throw complaint(value, place, name + " is not numeric");
    }
  }
}
