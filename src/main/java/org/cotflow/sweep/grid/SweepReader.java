package org.cotflow.sweep.grid;

import static org.cotflow.sweep.grid.SweepSection.ERRORS;
import static org.cotflow.sweep.grid.SweepSection.KEEP_RUNS;
import static org.cotflow.sweep.grid.SweepSection.LAWS;
import static org.cotflow.sweep.grid.SweepSection.LIST;
import static org.cotflow.sweep.grid.SweepSection.REFERENCE;
import static org.cotflow.sweep.grid.SweepSection.complaint;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.base.NearestName;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.ExperimentSource;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.flow.FlowSpec;

/** Reads the section {@code sweep} of a configuration. */
public final class SweepReader {
  private static final List<String> OWN = List.of(LIST, REFERENCE, ERRORS, LAWS, KEEP_RUNS);

  private final ExperimentSource source;
  private final ConfigObject section;
  private final Set<String> varied = new LinkedHashSet<>();

  private SweepReader(ExperimentSource source) {
    this.source = source;
    this.section = source.sweep();
  }

  /**
   * The sweep of a configuration.
   *
   * @throws UserInputException where there is none, or something about it is wrong
   */
  public static SweepSpec read(ExperimentSource source) {
    return new SweepReader(source).read();
  }

  private SweepSpec read() {
    List<Axis> axes = new ArrayList<>();
    List<Tie> ties = new ArrayList<>();
    if (section.get(LIST) != null) {
      axes.add(list(section.get(LIST)));
    }
    for (Map.Entry<String, ConfigValue> entry : inOrderWritten(keysIn(section, "")).entrySet()) {
      String key = entry.getKey();
      requireFirst(key, entry.getValue());
      AxisValues values = AxisValues.read(key, entry.getValue());
      if (values.tie() != null) {
        ties.add(values.tie());
      } else {
        List<Map<String, ConfigValue>> points =
            values.values().stream().map(value -> Map.of(key, value)).toList();
        axes.add(new Axis(List.of(key), points, false));
      }
    }
    Ties.requireNoCycle(ties);
    if (axes.isEmpty()) {
      throw ConfigComplaint.of(
          "there is nothing to vary: give axes, as in --set 'sweep.network.width=[16,64]'");
    }
    ReferenceSpec reference = reference();
    ErrorSpec errors = errors(reference);
    return new SweepSpec(
        axes,
        ties,
        reference,
        errors,
        LawReader.read(
            section.get(LAWS), new LawReader.Known(reference.kind(), errors, lastStep())),
        SweepSection.flag(KEEP_RUNS, section.get(KEEP_RUNS)));
  }

  /** The last step of every run; null where runs may end at different ones. */
  private Integer lastStep() {
    FlowSpec flow = source.experiment().flow();
    boolean open =
        flow.time() != null
            || flow.stop().risk() != null
            || flow.stop().gradient() != null
            || varied.stream().anyMatch(key -> key.startsWith("flow."));
    return open ? null : flow.steps();
  }

  private void requireFirst(String key, ConfigValue value) {
    if (!varied.add(key)) {
      throw complaint(value, key, "varies in sweep.list already; expected it in one place");
    }
  }

  /** The keys of a section by their full paths; everything that is not a key is refused. */
  private static Map<String, ConfigValue> keysIn(ConfigObject section, String place) {
    Map<String, ConfigValue> keys = new LinkedHashMap<>();
    collect(section, place, "", keys);
    return keys;
  }

  private static void collect(
      ConfigObject section, String place, String prefix, Map<String, ConfigValue> keys) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String path = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      boolean own = prefix.isEmpty() && place.isEmpty() && OWN.contains(path);
      boolean kind = path.equals("kind") && place.equals(REFERENCE);
      if (own || kind) {
        continue;
      }
      String shown = place.isEmpty() ? path : place + "." + path;
      if (ConfigKeys.isKey(path)) {
        requireVariable(shown, path, value);
        keys.put(path, value);
      } else if (!ConfigKeys.isSection(path)) {
        throw unknown(place, path, value);
      } else if (value instanceof ConfigObject inner) {
        collect(inner, place, path + ".", keys);
      } else if (path.contains(".")
          && ConfigKeys.paths().stream().noneMatch(key -> key.startsWith(path + "."))) {
        throw unknown(place, path, value); // any name could be that of a section there
      } else {
        throw complaint(value, shown, "expected a section { ... } of keys that vary");
      }
    }
  }

  /** Names the key with all that is written below it, such as {@code netwrk.width}. */
  private static UserInputException unknown(String place, String path, ConfigValue value) {
    String full = path;
    for (ConfigValue at = value; at instanceof ConfigObject inner && !inner.isEmpty(); ) {
      Map.Entry<String, ConfigValue> first = inner.entrySet().iterator().next();
      full += "." + first.getKey();
      at = first.getValue();
    }
    String section = place.isEmpty() ? "" : place + ".";
    String first = full.replaceAll("[.].*", "");
    if (place.isEmpty() && !ConfigKeys.isSection(first)) {
      for (String own : OWN) {
        if (NearestName.distance(first, own) <= own.length() / 4) {
          String meant = ExperimentSource.SWEEP + "." + own + full.substring(first.length());
          return complaint(value, full, "unknown key; the nearest key is " + meant);
        }
      }
    }
    return complaint(
        value, section + full, ConfigKeys.unknown(ExperimentSource.SWEEP + "." + section, full));
  }

  /**
   * Refuses axes over keys that do not change a run's numbers, or whose runs are not reproducible.
   */
  private static void requireVariable(String shown, String path, ConfigValue value) {
    boolean where =
        ConfigKeys.isPlace(path) || List.of("name", "flow.stop.wall-time").contains(path);
    if (where) {
      throw complaint(value, shown, "decides where or how long a run goes, and cannot vary");
    }
  }

  private Map<String, ConfigValue> inOrderWritten(Map<String, ConfigValue> keys) {
    Comparator<String> order =
        Comparator.<String>comparingInt(source::position)
            .thenComparingInt(key -> ConfigKeys.paths().indexOf(key));
    Map<String, ConfigValue> ordered = new LinkedHashMap<>();
    keys.keySet().stream().sorted(order).forEach(key -> ordered.put(key, keys.get(key)));
    return ordered;
  }

  private Axis list(ConfigValue value) {
    if (!(value instanceof ConfigList list) || list.isEmpty()) {
      throw complaint(value, LIST, "expected a list of points, as in [{ network.width = 16 }]");
    }
    List<Map<String, ConfigValue>> points = new ArrayList<>();
    Set<String> keys = new LinkedHashSet<>();
    for (ConfigValue one : list) {
      if (!(one instanceof ConfigObject point) || point.isEmpty()) {
        throw complaint(one, LIST, "expected a point { KEY = VALUE, ... }");
      }
      Map<String, ConfigValue> assigned = keysIn(point, LIST);
      assigned.forEach(ConfigKeys::read);
      if (points.contains(assigned)) {
        throw complaint(one, LIST, "has the same point twice");
      }
      points.add(assigned);
      keys.addAll(assigned.keySet());
    }
    varied.addAll(keys);
    List<String> ordered =
        keys.stream()
            .sorted(
                Comparator.<String>comparingInt(ConfigKeys.paths()::indexOf)
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    return new Axis(ordered, points, true);
  }

  private ReferenceSpec reference() {
    ConfigValue value = section.get(REFERENCE);
    if (value == null) {
      return new ReferenceSpec(ReferenceSpec.Kind.NONE, Map.of(), List.of());
    }
    if (!(value instanceof ConfigObject given)) {
      throw complaint(
          value, REFERENCE, "expected a section { ... }, as in { network.width = 1000 }");
    }
    ReferenceSpec.Kind kind = ReferenceSpec.Kind.RUN;
    if (given.get("kind") != null) {
      kind = kind(given.get("kind"));
    }
    Map<String, ConfigValue> overrides = new LinkedHashMap<>();
    List<Tie> ties = new ArrayList<>();
    for (Map.Entry<String, ConfigValue> entry : keysIn(given, REFERENCE).entrySet()) {
      String key = entry.getKey();
      if (AxisValues.isExpression(key, entry.getValue())) {
        ties.add(AxisValues.tie(key, entry.getValue(), REFERENCE + "."));
      } else {
        ConfigKeys.read(key, entry.getValue());
        overrides.put(key, entry.getValue());
      }
    }
    if (kind != ReferenceSpec.Kind.RUN && !(overrides.isEmpty() && ties.isEmpty())) {
      throw complaint(value, REFERENCE, "only kind = run has keys of its own");
    }
    if (kind == ReferenceSpec.Kind.RUN && overrides.isEmpty() && ties.isEmpty()) {
      throw complaint(
          value, REFERENCE, "has no keys: say in what the reference differs from the runs");
    }
    return new ReferenceSpec(kind, overrides, ties);
  }

  private static ReferenceSpec.Kind kind(ConfigValue value) {
    return switch (String.valueOf(value.unwrapped())) {
      case "run" -> ReferenceSpec.Kind.RUN;
      case "richardson" -> ReferenceSpec.Kind.RICHARDSON;
      case "closed-form" -> ReferenceSpec.Kind.CLOSED_FORM;
      default ->
          throw complaint(
              value,
              REFERENCE + ".kind",
              "expected run, richardson or closed-form, found " + ConfigComplaint.found(value));
    };
  }

  private ErrorSpec errors(ReferenceSpec reference) {
    ConfigValue value = section.get(ERRORS);
    if (value == null) {
      return new ErrorSpec(List.of(), false, false);
    }
    SweepSection fields = SweepSection.of(ERRORS, value, List.of("at", "cot", "layer-gap"));
    boolean cot = fields.flag("cot");
    if (cot && reference.kind() != ReferenceSpec.Kind.RUN) {
      throw complaint(value, ERRORS + ".cot", "needs a reference that is a run");
    }
    return new ErrorSpec(
        fields.get("at") == null ? List.of() : steps(fields.get("at")),
        cot,
        fields.flag("layer-gap"));
  }

  private static List<Integer> steps(ConfigValue value) {
    if (value.valueType() == ConfigValueType.STRING && value.unwrapped().equals("last")) {
      return List.of();
    }
    List<? extends ConfigValue> given = value instanceof ConfigList list ? list : List.of(value);
    List<Integer> steps = new ArrayList<>();
    for (ConfigValue one : given) {
      steps.add(SweepSection.step(ERRORS + ".at", one));
    }
    if (steps.isEmpty() || Set.copyOf(steps).size() < steps.size()) {
      throw complaint(value, ERRORS + ".at", "expected different flow steps, as in [0, 100]");
    }
    steps.sort(Comparator.naturalOrder());
    return steps;
  }
}
