package org.cotflow.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cotflow.base.Setting;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.ColumnRules;

/**
 * Values by column: one value for all, or a section with a value for each column that has its own
 * and {@code default} for the others. Nested names are joined with dots.
 */
final class ColumnEntries {
  private static final String DEFAULT = "default";

  /** Words that HOCON reads as texts without quotation marks. */
  private static final Pattern WORD = Pattern.compile("error|drop|mean|one-hot");

  private ColumnEntries() {}

  static ValueType<ByColumn> type(Setting setting) {
    return new ValueType<>(
        setting.expected() + ", or a section { default = VALUE, COLUMN = VALUE ... } of these",
        value -> read(value, setting),
        ColumnEntries::render);
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
            entry.getValue(), "column " + name, "given twice; expected one value");
      }
    }
  }

  private static String text(String column, ConfigValue value, Setting setting) {
    try {
      return text(value, setting);
    } catch (ValueType.Mismatch e) {
      throw ConfigComplaint.of(
          value,
          "column " + column,
          "expected " + setting.expected() + ", found " + ConfigComplaint.found(value));
    }
  }

  private static String text(ConfigValue value, Setting setting) throws ValueType.Mismatch {
    String text = ValueType.scalar(value);
    if (!TextRules.fits(text, setting.pattern())) {
      throw new ValueType.Mismatch();
    }
    return text;
  }

  private static String render(ByColumn value) {
    if (value.columns().isEmpty()) {
      return written(value.otherwise());
    }
    StringBuilder text = new StringBuilder("{\n  default = " + written(value.otherwise()) + "\n");
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
