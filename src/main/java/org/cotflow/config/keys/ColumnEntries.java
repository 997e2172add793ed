package org.cotflow.config.keys;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cotflow.base.Setting;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.config.hocon.TextRules;
import org.cotflow.config.hocon.ValueType;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.ColumnRules;

/**
 * Values by column or class: one value for all, or a section with a value for each name that has
 * its own and {@code default} for the others. Nested names are joined with dots. Where values may
 * repeat, a list of them is one value, its elements joined by {@link #COMMA}.
 */
final class ColumnEntries {
  private static final String DEFAULT = "default";
  private static final String COMMA = ", ";

  /** Words that HOCON reads as texts without quotation marks. */
  private static final Pattern WORD = Pattern.compile("error|drop|mean|one-hot|none|balanced");

  private ColumnEntries() {}

  static ValueType<ByColumn> type(Setting setting) {
    return new ValueType<>(
        setting.expected() + ", or a section { default = VALUE, NAME = VALUE ... } of these",
        value -> read(value, setting),
        value -> render(value, setting));
  }

  private static ByColumn read(ConfigValue value, Setting setting) throws ValueType.Mismatch {
    if (!(value instanceof ConfigObject section)) {
      return ByColumn.all(text(value, setting));
    }
    SortedMap<String, String> columns = new TreeMap<>();
    putAll("", section, setting, columns);
    String others = columns.remove(DEFAULT);
    return new ByColumn(others == null ? ColumnRules.ERROR : others, columns);
  }

  private static void putAll(
      String prefix, ConfigObject section, Setting setting, SortedMap<String, String> columns) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String name = prefix + entry.getKey();
      if (entry.getValue() instanceof ConfigObject inner) {
        putAll(name + ".", inner, setting, columns);
      } else if (columns.put(name, text(name, entry.getValue(), setting)) != null) {
        throw ConfigComplaint.of(
            entry.getValue(), named(name, setting), "given twice; expected one value");
      }
    }
  }

  private static String named(String name, Setting setting) {
    return (setting.repeats() ? "class " : "column ") + name;
  }

  private static String text(String name, ConfigValue value, Setting setting) {
    try {
      return text(value, setting);
    } catch (ValueType.Mismatch e) {
      throw ConfigComplaint.of(
          value,
          named(name, setting),
          "expected " + setting.expected() + ", found " + ConfigComplaint.found(value));
    }
  }

  private static String text(ConfigValue value, Setting setting) throws ValueType.Mismatch {
    String text =
        value instanceof ConfigList list && setting.repeats()
            ? joined(list)
            : ValueType.scalar(value);
    if (!TextRules.fits(text, setting.pattern())) {
      throw new ValueType.Mismatch();
    }
    return text;
  }

  private static String joined(ConfigList list) throws ValueType.Mismatch {
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : list) {
      texts.add(ValueType.scalar(element));
    }
    return String.join(COMMA, texts);
  }

  private static String render(ByColumn value, Setting setting) {
    if (value.columns().isEmpty()) {
      return setting.repeats() && value.otherwise().contains(COMMA)
          ? "[" + value.otherwise() + "]"
          : written(value.otherwise());
    }
    StringBuilder text = new StringBuilder("{\n");
    if (!value.otherwise().equals(ColumnRules.ERROR)) {
      text.append("  default = ").append(written(value.otherwise())).append('\n');
    }
    value
        .columns()
        .forEach(
            (column, own) ->
                text.append("  ")
                    .append(ConfigUtil.quoteString(column))
                    .append(" = ")
                    .append(written(own))
                    .append('\n'));
    return text.append('}').toString();
  }

  private static String written(String value) {
    return WORD.matcher(value).matches() ? value : ConfigUtil.quoteString(value);
  }
}
