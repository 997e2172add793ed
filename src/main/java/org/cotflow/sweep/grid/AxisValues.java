package org.cotflow.sweep.grid;

import static org.cotflow.sweep.grid.SweepSection.complaint;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.hocon.ConfigComplaint;

/**
 * The content of a key in the section {@code sweep}: the values of an axis, or the formula of a
 * tied key.
 *
 * @param values null for a tie
 * @param tie null for an axis
 */
record AxisValues(List<ConfigValue> values, Tie tie) {
  private static final int MOST_VALUES = 1_000_000;
  private static final String NUMBER = "\\s*([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\\s*";
  private static final Pattern RANGE =
      Pattern.compile("\\s*range\\(" + NUMBER + "(?:," + NUMBER + ")?\\)\\s*");
  private static final Pattern LOG_SPACED =
      Pattern.compile("\\s*log-spaced\\(" + NUMBER + "," + NUMBER + "," + NUMBER + "\\)\\s*");

  /** Whether a value is a formula: a text, for a key that holds numbers. */
  static boolean isExpression(String key, ConfigValue value) {
    return value.valueType() == ConfigValueType.STRING
        && ConfigKeys.kind(key) != ConfigKeys.Kind.OTHER
        && !isValue(key, value);
  }

  private static boolean isValue(String key, ConfigValue value) {
    try {
      ConfigKeys.read(key, value);
      return true;
    } catch (org.cotflow.base.UserInputException e) {
      return false;
    }
  }

  static AxisValues read(String key, ConfigValue value) {
    if (value instanceof ConfigList list) {
      return new AxisValues(listed(key, list), null);
    }
    boolean numeric = ConfigKeys.kind(key) != ConfigKeys.Kind.OTHER;
    String text = String.valueOf(value.unwrapped());
    if (numeric && text.strip().startsWith("range(")) {
      return new AxisValues(range(key, value, text), null);
    }
    if (numeric && text.strip().startsWith("log-spaced(")) {
      return new AxisValues(logSpaced(key, value, text), null);
    }
    boolean scalar =
        value.valueType() == ConfigValueType.STRING || value.valueType() == ConfigValueType.NUMBER;
    if (numeric && scalar) {
      return new AxisValues(null, tie(key, value, ""));
    }
    throw complaint(
        value,
        key,
        "expected a list of values"
            + (numeric ? ", range(n), log-spaced(a, b, n) or a formula" : "")
            + ", found "
            + ConfigComplaint.found(value));
  }

  private static List<ConfigValue> listed(String key, ConfigList list) {
    if (list.isEmpty()) {
      throw complaint(list, key, "expected at least one value, found an empty list");
    }
    Set<Object> seen = new HashSet<>();
    for (ConfigValue one : list) {
      if (!seen.add(String.valueOf(ConfigKeys.read(key, one)))) {
        throw complaint(one, key, "has a value twice: " + ConfigComplaint.found(one));
      }
    }
    return List.copyOf(list);
  }

  private static List<ConfigValue> range(String key, ConfigValue value, String text) {
    Matcher matcher = RANGE.matcher(text);
    String expected = "expected range(n) or range(from, to) with whole numbers, found " + text;
    if (!matcher.matches()) {
      throw complaint(value, key, expected);
    }
    try {
      boolean both = matcher.group(2) != null;
      long from = both ? Long.parseLong(matcher.group(1)) : 0;
      long to = Long.parseLong(matcher.group(both ? 2 : 1));
      if (to <= from || to - from > MOST_VALUES) {
        throw complaint(value, key, text + " has " + (to <= from ? "no" : "too many") + " values");
      }
      List<ConfigValue> values = new ArrayList<>();
      for (long i = from; i < to; i++) {
        values.add(checked(key, ConfigValueFactory.fromAnyRef(i, "sweep")));
      }
      return values;
    } catch (NumberFormatException e) {
      throw complaint(value, key, expected);
    }
  }

  private static List<ConfigValue> logSpaced(String key, ConfigValue value, String text) {
    Matcher matcher = LOG_SPACED.matcher(text);
    String expected =
        "expected log-spaced(from, to, n) with 0 < from < to and n >= 2, found " + text;
    if (!matcher.matches()) {
      throw complaint(value, key, expected);
    }
    try {
      double from = Double.parseDouble(matcher.group(1));
      double to = Double.parseDouble(matcher.group(2));
      int count = Integer.parseInt(matcher.group(3));
      if (!(from > 0 && from < to && to < Double.POSITIVE_INFINITY)
          || count < 2
          || count > MOST_VALUES) {
        throw complaint(value, key, expected);
      }
      return logSpaced(key, from, to, count);
    } catch (NumberFormatException e) {
      throw complaint(value, key, expected);
    }
  }

  /** Rounded, and each number once, for keys with whole numbers. */
  private static List<ConfigValue> logSpaced(String key, double from, double to, int count) {
    boolean whole = ConfigKeys.kind(key) == ConfigKeys.Kind.WHOLE;
    List<ConfigValue> values = new ArrayList<>();
    double ratio = StrictMath.log(to / from);
    Double before = null;
    for (int i = 0; i < count; i++) {
      double exact =
          i == count - 1 ? to : i == 0 ? from : from * StrictMath.exp(ratio * i / (count - 1));
      Number number = whole ? (Number) (long) Math.rint(exact) : (Number) exact;
      if (before == null || number.doubleValue() != before) {
        values.add(checked(key, ConfigValueFactory.fromAnyRef(number, "sweep")));
      }
      before = number.doubleValue();
    }
    return values;
  }

  private static ConfigValue checked(String key, ConfigValue value) {
    ConfigKeys.read(key, value);
    return value;
  }

  /**
   * A tie of the key.
   *
   * @param place of the key below {@code sweep}, with a dot at its end
   */
  static Tie tie(String key, ConfigValue value, String place) {
    String text = String.valueOf(value.unwrapped());
    Expression expression = Formulas.parse(place + key, text, value);
    for (String name : expression.names()) {
      Formulas.requireNumericKey(place + key, name, value);
    }
    return new Tie(key, expression, text, value);
  }
}
