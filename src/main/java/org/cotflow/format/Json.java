package org.cotflow.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;

/**
 * JSON for the files of a run: maps, lists, strings, numbers, booleans and null, in the order
 * given. Doubles are written in the shortest form that reads back to the same bits; those that are
 * not finite, which JSON lacks, become null.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  private Json() {}

  /** The text of an object, indented, with a newline at its end. */
  public static String render(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    Layout layout = new Layout();
    try (JsonGenerator out = MAPPER.createGenerator(text).setPrettyPrinter(layout)) {
      write(out, layout, object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  /** The text of a record: an object of its components, in their order. */
  public static String render(Record record) {
    return render(object(record));
  }

  /** A record as an object of its components, in their order. */
  public static Map<String, Object> object(Record record) {
    return MAPPER.convertValue(record, OBJECT);
  }

  private static void write(JsonGenerator out, Layout layout, Object value) throws IOException {
    if (value instanceof Map<?, ?> object) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : object.entrySet()) {
        out.writeFieldName(entry.getKey().toString());
        write(out, layout, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      boolean around = layout.onLines;
      layout.nextOnLines = list.stream().anyMatch(i -> i instanceof Map || i instanceof List);
      out.writeStartArray();
      for (Object item : list) {
        write(out, layout, item);
      }
      out.writeEndArray();
      layout.onLines = around;
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      out.writeNull();
    } else {
      out.writePOJO(value);
    }
  }

  /** Objects are indented, and lists that hold objects or lists; other lists are one line. */
  private static final class Layout extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

    private boolean onLines;
    private boolean nextOnLines;

    Layout() {
      super(
          Separators.createDefaultInstance()
              .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
              .withObjectEmptySeparator("")
              .withArrayEmptySeparator(""));
      indentObjectsWith(INDENT);
    }

    @Override
    public void writeStartArray(JsonGenerator out) throws IOException {
      onLines = nextOnLines;
      indentArraysWith(onLines ? INDENT : NopIndenter.instance);
      super.writeStartArray(out);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
      indentArraysWith(onLines ? INDENT : new FixedSpaceIndenter());
      super.writeArrayValueSeparator(out);
    }

    @Override
    public void writeEndArray(JsonGenerator out, int count) throws IOException {
      indentArraysWith(onLines ? INDENT : NopIndenter.instance);
      super.writeEndArray(out, count);
    }
  }

  /**
   * Reads an object.
   *
   * @throws IOException if the text is not one JSON object
   */
  public static Fields parse(String text) throws IOException {
    return new Fields(read(text, MAPPER.constructType(OBJECT)));
  }

  /**
   * Reads an object into a record. Components that are missing are null; fields without a component
   * are passed over.
   *
   * @throws IOException if the text is not one JSON object, or a field is of another type
   */
  public static <R extends Record> R parse(String text, Class<R> type) throws IOException {
    return read(text, MAPPER.constructType(type));
  }

  /**
   * Reads a file into a record, as {@link #parse(String, Class)}.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws UserInputException if it is damaged
   */
  public static <R extends Record> R read(Location file, Class<R> type) throws IOException {
    return read(file, MAPPER.constructType(type));
  }

  /** Reads a file, as {@link #read(Location, Class)}. */
  public static Fields read(Location file) throws IOException {
    return new Fields(read(file, MAPPER.constructType(OBJECT)));
  }

  private static <T> T read(Location file, JavaType type) throws IOException {
    String text = file.readText();
    try {
      return read(text, type);
    } catch (IOException e) {
      throw new UserInputException(
          "%s is damaged: it was cut off or changed after it was written (%s); restore it"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static <T> T read(String text, JavaType type) throws IOException {
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new IOException("not JSON: null where an object is expected");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IOException("not JSON: " + e.getOriginalMessage(), e);
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
      return list(name, String.class);
    }

    /** A number or null. */
    public Double numberOrNull(String name) throws IOException {
      return has(name) ? (Double) number(name).doubleValue() : null;
    }

    /** A text or null. */
    public String textOrNull(String name) throws IOException {
      return has(name) ? text(name) : null;
    }

    @SuppressWarnings("unchecked")
    public Fields object(String name) throws IOException {
      return new Fields((Map<String, Object>) require(name, Map.class));
    }

    /** An object as a record; components that are missing are null. */
    public <R extends Record> R record(String name, Class<R> type) throws IOException {
      try {
        return MAPPER.convertValue(require(name, Map.class), type);
      } catch (IllegalArgumentException e) {
        throw new IOException("field " + name + " is not what was written", e);
      }
    }

    public boolean has(String name) {
      return values.get(name) != null;
    }

    public int[] integers(String name) throws IOException {
      return list(name, Integer.class).stream().mapToInt(Integer::intValue).toArray();
    }

    @SuppressWarnings("unchecked")
    public List<Fields> objects(String name) throws IOException {
      return list(name, Map.class).stream()
          .map(item -> new Fields((Map<String, Object>) item))
          .toList();
    }

    public List<Double> numbers(String name) throws IOException {
      return list(name, Number.class).stream().map(Number::doubleValue).toList();
    }

    private <T> List<T> list(String name, Class<T> type) throws IOException {
      List<?> list = require(name, List.class);
      if (!list.stream().allMatch(type::isInstance)) {
        throw new IOException("field " + name + " is not a list of the right type");
      }
      return list.stream().map(type::cast).toList();
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
