package org.cotflow.config.keys;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cotflow.base.Setting;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.config.hocon.ConfigPath;
import org.cotflow.config.hocon.ValueType;
import org.cotflow.data.column.ByColumn;

/**
 * The keys of a record type: one for each component, and a section for each component that is a
 * record. Types and ranges come from the components and their {@link Setting}; order, defaults and
 * explanations from a configuration that has every key.
 */
public final class RecordKeys<R extends Record> {
  private static final String EXAMPLE = "Example: ";

  private final Class<R> type;
  private final ConfigObject defaults;
  private final Map<String, Key<R>> keys = new LinkedHashMap<>();
  private final Set<String> sections = new LinkedHashSet<>();
  private final Map<Class<?>, Maker> makers = new HashMap<>();

  /** The constructor of a record, with the types and the key names of its components. */
  private record Maker(List<String> names, Class<?>[] types, Constructor<?> constructor) {
    static Maker of(Class<?> record) {
      RecordComponent[] components = record.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        Constructor<?> constructor = record.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return new Maker(
            Arrays.stream(components).map(RecordKeys::name).toList(), types, constructor);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException(record + " has no canonical constructor", e);
      }
    }
  }

  /** Paths of keys below which any name may stand. */
  private final Set<String> byColumn = new LinkedHashSet<>();

  /** Keys by any name, by the paths of their components. */
  private final Map<String, NamedKeys<R>> named = new LinkedHashMap<>();

  /** Paths of keys by names that have defaults of their own. */
  private final Set<String> listed = new HashSet<>();

  /**
   * Binds the components to the defaults.
   *
   * @throws IllegalStateException where a component has no default, a default no component, or a
   *     key no explanation
   */
  public RecordKeys(Class<R> type, ConfigObject defaults) {
    this.type = type;
    this.defaults = defaults;
    Map<String, Key<R>> declared = new HashMap<>();
    declare("", type, Setting.Scope.NUMBERS, record -> record, declared);
    order("", defaults, declared);
    if (!declared.isEmpty()) {
      throw new IllegalStateException("there are no defaults for " + declared.keySet());
    }
  }

  private void declare(
      String prefix,
      Class<?> record,
      Setting.Scope outer,
      Function<R, Object> holder,
      Map<String, Key<R>> declared) {
    makers.put(record, Maker.of(record));
    for (RecordComponent component : record.getRecordComponents()) {
      String path = prefix + name(component);
      Setting setting = ComponentType.setting(component);
      Setting.Scope scope = setting.scope() == Setting.Scope.NUMBERS ? outer : setting.scope();
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      Function<R, Object> of = of(accessor, holder);
      if (component.getType() == ByColumn.class) {
        byColumn.add(path);
      }
      if (!setting.named().isEmpty()) {
        declareNamed(prefix, path, component, scope, of, declared);
      } else if (component.getType().isRecord() && !ComponentType.isValue(component.getType())) {
        sections.add(path);
        declare(path + ".", component.getType(), scope, of, declared);
      } else {
        declared.put(path, new Key<>(path, scope, ComponentType.of(component), of));
      }
    }
  }

  private void declareNamed(
      String prefix,
      String component,
      RecordComponent of,
      Setting.Scope scope,
      Function<R, Object> values,
      Map<String, Key<R>> declared) {
    Setting setting = ComponentType.setting(of);
    ValueType<Object> type = ComponentType.of(of);
    String path = prefix + setting.named();
    Object absent = new Key<R>(path, scope, type, values).read(ConfigPath.at(defaults, path));
    NamedKeys<R> keysByName = NamedKeys.of(prefix, setting, type, absent, scope, values);
    named.put(component, keysByName);
    declared.put(path, keysByName.pattern());
    if (!path.equals(keysByName.sectionOfPattern())) {
      sections.add(keysByName.sectionOfPattern());
    }
  }

  private static <R> Function<R, Object> of(Method accessor, Function<R, Object> holder) {
    return record -> {
      try {
        return accessor.invoke(holder.apply(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(accessor + " cannot be called", e);
      }
    };
  }

  /** As in {@code test-fraction} for {@code testFraction}. */
  private static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private void order(String prefix, ConfigObject section, Map<String, Key<R>> declared) {
    Comparator<String> byLine =
        Comparator.comparing(name -> section.get(name).origin().lineNumber());
    for (String name : section.keySet().stream().sorted(byLine).toList()) {
      String path = prefix + name;
      ConfigValue value = section.get(name);
      if (value.origin().comments().isEmpty()) {
        throw new IllegalStateException("there is no explanation of " + path);
      }
      Key<R> ofName = declared.containsKey(path) ? null : ofName(path);
      if (declared.containsKey(path)) {
        keys.put(path, declared.remove(path));
      } else if (ofName != null) {
        keys.put(path, ofName);
        listed.add(path);
      } else if (isSectionOfNamed(path) && value instanceof ConfigObject inner) {
        order(path + ".", inner, declared);
        sections.add(path);
      } else if (sections.contains(path) && value instanceof ConfigObject inner) {
        order(path + ".", inner, declared);
      } else {
        throw new IllegalStateException("no record component declares " + path);
      }
    }
  }

  /**
   * All keys, in the order of the defaults; keys by names stand there once, with a word in capitals
   * for the name.
   */
  public Collection<Key<R>> all() {
    return keys.values();
  }

  /** All keys, with those by names that one of the records has. */
  public List<Key<R>> in(List<R> records) {
    List<Key<R>> found = new ArrayList<>();
    for (Key<R> key : keys.values()) {
      NamedKeys<R> byName = ofPattern(key.path());
      if (byName == null) {
        found.add(key);
      } else {
        records.stream()
            .flatMap(record -> byName.values(record).keySet().stream())
            .filter(name -> !isListed(byName, name))
            .distinct()
            .sorted()
            .forEach(name -> found.add(byName.key(name)));
      }
    }
    return found;
  }

  private NamedKeys<R> ofPattern(String path) {
    return named.values().stream()
        .filter(keysByName -> keysByName.pattern().path().equals(path))
        .findFirst()
        .orElse(null);
  }

  /** The paths of all keys but those by names, in the same order. */
  public List<String> paths() {
    return keys.keySet().stream().filter(path -> ofPattern(path) == null).toList();
  }

  /** The key of this path; null where there is none. */
  public Key<R> key(String path) {
    if (keys.containsKey(path) || sections.contains(path)) {
      return keys.get(path);
    }
    return ofName(path);
  }

  private Key<R> ofName(String path) {
    for (NamedKeys<R> byName : named.values()) {
      String name = byName.name(path);
      if (name != null && !isKnown(byName.prefix() + name)) {
        return byName.key(name);
      }
    }
    return null;
  }

  private boolean isListed(NamedKeys<R> byName, String name) {
    return listed.contains(byName.path(name));
  }

  private boolean isKnown(String path) {
    return keys.containsKey(path) || sections.contains(path);
  }

  public boolean isKeyOrSection(String path) {
    return key(path) != null || sections.contains(path) || isSectionOfNamed(path);
  }

  private boolean isSectionOfNamed(String path) {
    return !isKnown(path)
        && named.values().stream().anyMatch(byName -> byName.nameOfSection(path) != null);
  }

  /** Whether the path names the value of a key for one column. */
  public boolean isColumnOfKey(String path) {
    return byColumn.stream().anyMatch(key -> path.startsWith(key + "."));
  }

  /** "unknown key; the nearest key is ...", or the key of the same meaning. */
  public String unknown(String path) {
    return NearestKey.advice(path, paths());
  }

  /** The explanation of a key or section, line by line. */
  public List<String> explanation(List<String> path) {
    return comments(path).filter(line -> !line.startsWith(EXAMPLE)).toList();
  }

  /** The example that the explanation of a key ends with. */
  public String example(String path) {
    return comments(List.of(path.split("\\.")))
        .filter(line -> line.startsWith(EXAMPLE))
        .map(line -> line.substring(EXAMPLE.length()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no example of " + path));
  }

  private Stream<String> comments(List<String> path) {
    ConfigValue value = ConfigPath.at(defaults, explained(String.join(".", path)));
    return value.origin().comments().stream().map(String::strip);
  }

  /** The path of the key or section whose explanation holds for this one. */
  private String explained(String path) {
    if (!isKnown(path)) {
      for (NamedKeys<R> byName : named.values()) {
        if (byName.name(path) != null) {
          return byName.pattern().path();
        }
        if (byName.nameOfSection(path) != null) {
          return byName.sectionOfPattern();
        }
      }
    }
    return path;
  }

  /**
   * The record that a configuration describes.
   *
   * @param root has a value for every key
   * @throws org.cotflow.base.UserInputException where a key is unknown or a value wrong
   */
  public R read(ConfigObject root) {
    check("", root);
    return type.cast(read("", type, root));
  }

  private Object read(String prefix, Class<?> record, ConfigObject section) {
    Maker maker = makers.get(record);
    Object[] values = new Object[maker.names().size()];
    for (int i = 0; i < values.length; i++) {
      String path = prefix + maker.names().get(i);
      ConfigValue value = section.get(maker.names().get(i));
      if (named.containsKey(path)) {
        NamedKeys<R> byName = named.get(path);
        values[i] = byName.read(section, name -> isListed(byName, name), this::isKnown);
      } else if (sections.contains(path)) {
        values[i] = read(path + ".", maker.types()[i], (ConfigObject) value);
      } else {
        values[i] = keys.get(path).read(value);
      }
    }
    try {
      return maker.constructor().newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record + " cannot be made", e);
    }
  }

  private void check(String prefix, ConfigObject section) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(section).entrySet()) {
      String path = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      if (sections.contains(path) || isSectionOfNamed(path)) {
        if (!(value instanceof ConfigObject inner)) {
          String first =
              keys.keySet().stream()
                  .filter(key -> key.startsWith(explained(path) + "."))
                  .findFirst()
                  .get();
          throw ConfigComplaint.of(
              value,
              path,
              "expected a section { ... } with keys such as %s, found %s"
                  .formatted(first, ConfigComplaint.found(value)));
        }
        check(path + ".", inner);
      } else if (key(path) == null) {
        throw ConfigComplaint.of(value, path, unknown(path));
      } else if (ofPattern(path) != null && !value.equals(ConfigPath.at(defaults, path))) {
        throw ConfigComplaint.of(value, path, "expected a name in place of the word in capitals");
      }
    }
  }
}
