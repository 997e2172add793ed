package org.cotflow.config.keys;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.Setting;
import org.cotflow.config.hocon.ConfigPath;
import org.cotflow.config.hocon.ValueType;

/**
 * Keys of which a section has any number, one for each name: {@code init.PART.std}. The record
 * holds them as a sorted map: names that {@code defaults.conf} lists with a default of their own,
 * and others that are not at the default of all.
 *
 * @param prefix path of the section, with a dot at its end
 * @param section what stands below it for a name, empty or {@code .std}
 * @param pattern the key with the word for a name; its value is the default
 */
record NamedKeys<R>(
    String prefix, String word, String section, Key<R> pattern, Function<R, Object> of) {
  private static final String NAME = "[a-z][a-z0-9-]*";

  /**
   * The keys that a component declares.
   *
   * @param absent the value of a name that is not there
   */
  static <R> NamedKeys<R> of(
      String prefix,
      Setting setting,
      ValueType<Object> type,
      Object absent,
      Setting.Scope scope,
      Function<R, Object> of) {
    String word = setting.named().replaceAll("[^A-Z].*", "");
    Key<R> pattern = new Key<>(prefix + setting.named(), scope, type, record -> absent);
    return new NamedKeys<>(prefix, word, setting.named().substring(word.length()), pattern, of);
  }

  /** The name in the path of such a key; null where it is none. */
  String name(String path) {
    return name(path, section);
  }

  /** The name in the path of a section that holds such a key; null where it is none. */
  String nameOfSection(String path) {
    return section.isEmpty() ? null : name(path, "");
  }

  private String name(String path, String end) {
    Matcher found =
        Pattern.compile(Pattern.quote(prefix) + "(" + NAME + ")" + Pattern.quote(end))
            .matcher(path);
    return found.matches() ? found.group(1) : null;
  }

  /** The path of the section that stands for all sections of such keys. */
  String sectionOfPattern() {
    return prefix + word;
  }

  private Object absent() {
    return pattern.of().apply(null);
  }

  Key<R> key(String name) {
    return new Key<>(
        path(name),
        pattern.scope(),
        pattern.type(),
        record -> values(record).getOrDefault(name, absent()));
  }

  /** The path of this name's key. */
  String path(String name) {
    return prefix + name + section;
  }

  @SuppressWarnings("unchecked") // a component with named keys is such a map
  SortedMap<String, Object> values(R record) {
    return (SortedMap<String, Object>) of.apply(record);
  }

  /**
   * The map of a record.
   *
   * @param values the section that holds the keys
   * @param listed whether defaults.conf has a name
   * @param other whether a path is that of a key or section of another component
   */
  SortedMap<String, Object> read(
      ConfigObject values, Predicate<String> listed, Predicate<String> other) {
    SortedMap<String, Object> read = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
      String name = entry.getKey();
      boolean own = listed.test(name);
      if (own || name.matches(NAME) && !other.test(prefix + name)) {
        Object value = key(name).read(ConfigPath.at(values, name + section));
        if (own || !Objects.equals(value, absent())) {
          read.put(name, value);
        }
      }
    }
    return read;
  }
}
