package org.cotflow.format;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cotflow.base.ShortestDouble;

/**
 * JSON for the files of a run: maps, lists, strings, numbers, booleans and null, in the order
 * given. Doubles are written by {@link ShortestDouble} and read back to the same bits; those that
 * are not finite, which JSON lacks, become null.
 */
public final class Json {
  private static final String INDENT = "  ";

  private Json() {}

  /** The text of an object, indented, with a newline at its end. */
  public static String render(Map<String, ?> object) {
    StringBuilder text = new StringBuilder();
    appendObject(text, object, "\n");
    return text.append('\n').toString();
  }

  private static void append(StringBuilder text, Object value, String newline) {
    if (value instanceof Map<?, ?> object) {
      appendObject(text, object, newline);
    } else if (value instanceof List<?> list) {
      appendList(text, list, newline);
    } else if (value instanceof String string) {
      appendString(text, string);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      text.append("null");
    } else if (value instanceof Double number) {
      text.append(ShortestDouble.of(number));
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void appendObject(StringBuilder text, Map<?, ?> object, String newline) {
    String inner = newline + INDENT;
    String separator = "";
    text.append('{');
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      text.append(separator).append(inner);
      appendString(text, entry.getKey().toString());
      text.append(": ");
      append(text, entry.getValue(), inner);
      separator = ",";
    }
    text.append(object.isEmpty() ? "}" : newline + "}");
  }

  private static void appendList(StringBuilder text, List<?> list, String newline) {
    boolean nested = list.stream().anyMatch(item -> item instanceof Map || item instanceof List);
    String inner = nested ? newline + INDENT : "";
    String separator = "";
    text.append('[');
    for (Object item : list) {
      text.append(separator).append(inner);
      append(text, item, inner);
      separator = nested ? "," : ", ";
    }
    text.append(nested ? newline + "]" : "]");
  }

  private static void appendString(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /**
   * Reads an object.
   *
   * @throws IOException if the text is not one JSON object
   */
  public static Fields parse(String text) throws IOException {
    try {
      return new Fields(
          ConfigFactory.parseString(
                  text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
              .root()
              .unwrapped());
    } catch (ConfigException e) {
      throw new IOException("not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * An object's fields by name and type; a field that is missing or of another type is an error.
   */
  public record Fields(Map<String, Object> values) {

    public Number number(String name) throws IOException {
      return require(name, Number.class);
    }

    public String text(String name) throws IOException {
      return require(name, String.class);
    }

    public boolean flag(String name) throws IOException {
      return require(name, Boolean.class);
    }

    public List<String> texts(String name) throws IOException {
      List<?> list = require(name, List.class);
      if (!list.stream().allMatch(item -> item instanceof String)) {
        throw new IOException("field " + name + " is not a list of texts");
      }
      return list.stream().map(String.class::cast).toList();
    }

    /** A number or null. */
    public Double numberOrNull(String name) throws IOException {
      return values.get(name) == null ? null : number(name).doubleValue();
    }

    /** A text or null. */
    public String textOrNull(String name) throws IOException {
      return values.get(name) == null ? null : text(name);
    }

    @SuppressWarnings("unchecked")
    public Fields object(String name) throws IOException {
      return new Fields((Map<String, Object>) require(name, Map.class));
    }

    public boolean has(String name) {
      return values.get(name) != null;
    }

    public int[] integers(String name) throws IOException {
      List<?> list = require(name, List.class);
      int[] numbers = new int[list.size()];
      for (int i = 0; i < numbers.length; i++) {
        if (!(list.get(i) instanceof Integer number)) {
          throw new IOException("field " + name + " is not a list of integers");
        }
        numbers[i] = number;
      }
      return numbers;
    }

    @SuppressWarnings("unchecked")
    public List<Fields> objects(String name) throws IOException {
      List<?> list = require(name, List.class);
      if (!list.stream().allMatch(item -> item instanceof Map)) {
        throw new IOException("field " + name + " is not a list of objects");
      }
      return list.stream().map(item -> new Fields((Map<String, Object>) item)).toList();
    }

    private <T> T require(String name, Class<T> type) throws IOException {
      Object value = values.get(name);
      if (!type.isInstance(value)) {
        throw new IOException("field " + name + " is missing or of the wrong type");
      }
      return type.cast(value);
    }
  }
}
