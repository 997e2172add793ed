package org.cotflow.ml;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.DataSpec;
import org.cotflow.kernel.map.MapKind;
import scala.Function1;

/**
 * The configuration keys that an estimator leaves open, one Spark parameter each. A parameter has
 * the name of its key, the key's explanation and default, and accepts what the key accepts.
 *
 * <p>A key that holds one number or one switch is an {@link IntParam}, {@link LongParam}, {@link
 * DoubleParam} or {@link BooleanParam}. A key that also takes words or lists is a text, written as
 * after {@code --set}: {@code "64"}, {@code "[64, 32]"}, {@code "full"}.
 */
public final class KeyParams implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final List<String> SECTIONS = List.of("network.", "init.", "flow.", "engine.");
  private static final List<String> OF_DATA =
      List.of(
          "data.scaling",
          "data.center",
          "data.test-fraction",
          "data.validation-fraction",
          "data.seed",
          "spark.checkpoint-every");

  /** Where an estimator's default differs from the key's. */
  private static final Map<String, Object> OWN_DEFAULTS =
      Map.of("engine.kind", "spark", "data.test-fraction", 0.0);

  private final DataSpec.Task task;
  private final TreeMap<String, Param<Object>> params = new TreeMap<>();

  KeyParams(String parent, DataSpec.Task task) {
    this.task = task;
    String ofTask =
        task == DataSpec.Task.CLASSIFICATION ? "data.class-weights" : "data.target-scaling";
    List<String> keys = new ArrayList<>(ConfigKeys.paths());
    for (MapKind map : MapKind.values()) {
      map.parts().forEach(part -> keys.addAll(keysOf(part)));
    }
    for (String key : keys) {
      if (SECTIONS.stream().anyMatch(key::startsWith)
          || OF_DATA.contains(key)
          || key.equals(ofTask)) {
        params.put(key, param(parent, key));
      }
    }
  }

  private static List<String> keysOf(String part) {
    return List.of("init." + part + ".std", "flow.multipliers." + part);
  }

  /** Asks the key what it accepts. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's Int is Object in Java's generics
  private static Param<Object> param(String parent, String key) {
    String doc = ConfigKeys.explanation(key);
    Function1<Object, Object> valid =
        (Function1<Object, Object> & Serializable)
            value -> {
              ConfigKeys.read(key, configValue(value));
              return true;
            };
    boolean one = !accepts(key, null) && !accepts(key, List.of(1, 2));
    ConfigKeys.Kind kind = ConfigKeys.kind(key);
    if (one && kind == ConfigKeys.Kind.REAL) {
      return new DoubleParam(parent, key, doc, valid);
    }
    if (one && kind == ConfigKeys.Kind.WHOLE) {
      return accepts(key, Long.MAX_VALUE)
          ? new LongParam(parent, key, doc, valid)
          : new IntParam(parent, key, doc, valid);
    }
    if (one && accepts(key, true) && !accepts(key, "neither")) {
      return new BooleanParam(parent, key, doc);
    }
    return new Param(parent, key, doc, valid, String.class);
  }

  private static boolean accepts(String key, Object value) {
    try {
      ConfigKeys.read(key, ConfigValueFactory.fromAnyRef(value));
      return true;
    } catch (UserInputException refused) {
      return false;
    }
  }

  /**
   * The parameter of a key.
   *
   * @throws UserInputException where there is no such key, or the data frame decides about it
   */
  public Param<Object> of(String key) {
    Param<Object> param = params.get(key);
    if (param == null) {
      throw new UserInputException(
          ConfigKeys.isKey(key)
              ? key + ": the data frame, its session or the task decides, so it cannot be set here"
              : key + ": " + ConfigKeys.unknown(key));
    }
    return param;
  }

  /** All parameters of a stage, these and others, by name. */
  Param<?>[] with(Param<?>[] others) {
    Map<String, Param<?>> all = new TreeMap<>(params);
    Arrays.stream(others).forEach(other -> all.put(other.name(), other));
    return all.values().toArray(new Param<?>[0]);
  }

  /** Each parameter's default, by key. */
  Map<String, Object> defaults() {
    Experiment defaults = ExperimentConfig.defaults();
    Map<String, Object> values = new TreeMap<>();
    for (String key : params.keySet()) {
      Object own = OWN_DEFAULTS.get(key);
      values.put(key, converted(key, own == null ? ConfigKeys.text(key, defaults) : own));
    }
    return values;
  }

  /**
   * A value as the key's parameter holds it.
   *
   * @param value a number, a switch, a text as after {@code --set}, or a list
   * @throws UserInputException where the key does not accept it
   */
  Object converted(String key, Object value) {
    Object read = ConfigKeys.read(of(key).name(), configValue(value));
    return of(key).getClass() == Param.class ? text(value) : read;
  }

  private static String text(Object value) {
    if (value instanceof Object[] array) {
      return text(Arrays.asList(array));
    }
    if (value instanceof int[] || value instanceof double[]) {
      return value instanceof int[] whole
          ? Arrays.toString(whole)
          : Arrays.toString((double[]) value);
    }
    return String.valueOf(value);
  }

  /** A text that begins a list or a section is read as such, and null is no value. */
  private static ConfigValue configValue(Object value) {
    String text = text(value);
    if (text.equals("null")) {
      return ConfigValueFactory.fromAnyRef(null);
    }
    if (!text.isEmpty() && "[{\"".indexOf(text.charAt(0)) >= 0) {
      try {
        return ConfigFactory.parseString("value = " + text).root().get("value");
      } catch (ConfigException e) {
        throw new UserInputException("cannot be read as a list: " + text, e);
      }
    }
    return ConfigValueFactory.fromAnyRef(text, "the call");
  }

  /**
   * The experiment that the parameters describe.
   *
   * @param valueOf the value of a parameter
   * @throws UserInputException where two values do not fit together
   */
  Experiment experiment(String name, Function<Param<Object>, Object> valueOf) {
    Map<String, Object> values = new TreeMap<>();
    params.forEach((key, param) -> values.put(key, configValue(valueOf.apply(param)).unwrapped()));
    values.put("name", name);
    values.put("data.source", "given");
    values.put("data.task", org.cotflow.base.Keyword.of(task));
    values.put("data.index-column", "none");
    return ExperimentConfig.load("gaussian", List.of(), values, false);
  }

  /** The names of all keys. */
  public Stream<String> names() {
    return params.keySet().stream();
  }
}
