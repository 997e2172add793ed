package org.cotflow.config.keys;

import com.typesafe.config.ConfigUtil;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Setting;
import org.cotflow.config.hocon.SparkConfEntries;
import org.cotflow.config.hocon.TextRules;
import org.cotflow.config.hocon.ValueType;
import org.cotflow.data.column.ByColumn;
import org.cotflow.kernel.map.MapName;

/** What a key can hold, by the Java type of its record component and its {@link Setting}. */
final class ComponentType {
  private ComponentType() {}

  /** A component that declares nothing. */
  private record Plain(@Setting int value) {}

  /** What a component declares; the defaults of {@link Setting} where it declares nothing. */
  static Setting setting(RecordComponent component) {
    Setting declared = component.getAnnotation(Setting.class);
    return declared == null ? setting(Plain.class.getRecordComponents()[0]) : declared;
  }

  /** Whether a record is the value of a key instead of a section of keys. */
  static boolean isValue(Class<?> record) {
    return record == ByColumn.class;
  }

  @SuppressWarnings("unchecked") // a key reads what it writes, and no one else does
  static ValueType<Object> of(RecordComponent component) {
    return (ValueType<Object>) type(component, setting(component));
  }

  private static ValueType<?> type(RecordComponent component, Setting setting) {
    if (!setting.named().isEmpty()) {
      ParameterizedType map = (ParameterizedType) component.getGenericType();
      return scalarOrUnset((Class<?>) map.getActualTypeArguments()[1], setting);
    }
    if (component.getType() == Map.class) {
      return SparkConfEntries.TYPE;
    }
    if (component.getType() == ByColumn.class) {
      return ColumnEntries.type(setting);
    }
    if (component.getType() == List.class) {
      ParameterizedType list = (ParameterizedType) component.getGenericType();
      Class<?> element = (Class<?>) list.getActualTypeArguments()[0];
      return element == MapName.class ? mapNames() : list(scalar(element, setting), setting);
    }
    return scalarOrUnset(component.getType(), setting);
  }

  private static ValueType<?> scalarOrUnset(Class<?> of, Setting setting) {
    ValueType<?> type = scalar(of, setting);
    return setting.unset().isEmpty() ? type : type.or(setting.unset(), null);
  }

  private static <E> ValueType<List<E>> list(ValueType<E> element, Setting setting) {
    ValueType<List<E>> list =
        ValueType.listOf(element, setting.repeats(), setting.empty(), setting.expected());
    List<E> absent = setting.emptyApart() ? null : List.of();
    return setting.unset().isEmpty() ? list : list.or(setting.unset(), absent);
  }

  @SuppressWarnings("unchecked") // the class is that of an enum
  private static ValueType<?> scalar(Class<?> type, Setting setting) {
    if (type.isEnum()) {
      return ValueType.choice((Class<? extends Enum<?>>) type);
    }
    if (type == String.class) {
      return ValueType.text(setting.expected(), text -> TextRules.fits(text, setting.pattern()));
    }
    if (type == boolean.class || type == Boolean.class) {
      return ValueType.flag();
    }
    if (type == double.class || type == Double.class) {
      return ValueType.real(range(setting), number -> isIn(setting, number));
    }
    if (type == int.class || type == Integer.class) {
      return ValueType.whole((int) setting.atLeast(), (int) setting.atMost());
    }
    if (type == long.class || type == Long.class) {
      return ValueType.seed();
    }
    throw new IllegalStateException("no key can hold a " + type);
  }

  private static ValueType<List<MapName>> mapNames() {
    return ValueType.listOf(
        mapName(),
        true,
        false,
        MapName.expected() + ", or a list of these that layers cycle through");
  }

  private static ValueType<MapName> mapName() {
    return new ValueType<>(
        MapName.expected(),
        value -> {
          MapName name = MapName.read(ValueType.scalar(value));
          if (name == null) {
            throw new ValueType.Mismatch();
          }
          return name;
        },
        name -> name.type() == null ? name.toString() : ConfigUtil.quoteString(name.toString()));
  }

  private static boolean isIn(Setting setting, double number) {
    return number >= setting.atLeast()
        && number <= setting.atMost()
        && number > setting.above()
        && number < setting.below()
        && !(setting.nonzero() && number == 0);
  }

  private static String range(Setting setting) {
    List<String> bounds = new ArrayList<>();
    bound(">=", setting.atLeast(), bounds);
    bound(">", setting.above(), bounds);
    bound("<=", setting.atMost(), bounds);
    bound("<", setting.below(), bounds);
    String zero = setting.nonzero() ? " other than 0" : "";
    return zero + (bounds.isEmpty() ? "" : " " + String.join(" and ", bounds));
  }

  private static void bound(String sign, double bound, List<String> bounds) {
    if (Double.isFinite(bound)) {
      bounds.add(sign + " " + (bound == (long) bound ? "" + (long) bound : "" + bound));
    }
  }
}
