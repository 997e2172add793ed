package org.cotflow.sweep.grid;

import static org.cotflow.sweep.grid.SweepSection.LAWS;
import static org.cotflow.sweep.grid.SweepSection.complaint;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.NearestName;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.hocon.ConfigComplaint;

/** Reads the section {@code sweep.laws}. */
final class LawReader {
  private static final List<String> FIELDS =
      List.of(
          "of", "step", "terms", "power-law", "combine", "exponents", "where", "weights", "per");

  private final String place;
  private final SweepSection fields;
  private final ConfigObject section;
  private final Known known;

  /**
   * What of the sweep laws can be about.
   *
   * @param lastStep of all runs; null where they may end at different ones
   */
  record Known(ReferenceSpec.Kind reference, ErrorSpec errors, Integer lastStep) {}

  private LawReader(String name, ConfigValue value, Known known) {
    this.known = known;
    this.place = LAWS + "." + name;
    this.fields = SweepSection.of(place, value, FIELDS);
    this.section = (ConfigObject) value;
  }

  /** The laws in the order of their lines. */
  static List<LawSpec> read(ConfigValue value, Known known) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigObject all)) {
      throw complaint(value, LAWS, "expected a section { NAME { of = ..., terms { ... } } }");
    }
    return ordered(all).entrySet().stream()
        .map(entry -> new LawReader(entry.getKey(), entry.getValue(), known).law(entry.getKey()))
        .toList();
  }

  private static Map<String, ConfigValue> ordered(ConfigObject section) {
    Map<String, ConfigValue> ordered = new LinkedHashMap<>();
    section.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                    entry -> entry.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return ordered;
  }

  private LawSpec law(String name) {
    Map<String, Expression> terms = terms();
    List<String> powers = keys("power-law");
    if (terms.isEmpty() == powers.isEmpty()) {
      throw complaint(section, place, "expected terms { ... } or power-law = [ ... ]");
    }
    return new LawSpec(
        name,
        column(),
        fields.orElse("step", null, this::step),
        terms,
        powers,
        quadrature(),
        freeExponents(terms),
        formula("where"),
        formula("weights"),
        keys("per"));
  }

  private Integer step(ConfigValue value) {
    int step = SweepSection.step(place + ".step", value);
    List<Integer> at = known.errors().steps();
    Integer last = known.lastStep();
    boolean missing = at.isEmpty() ? last != null && step != last : !at.contains(step);
    if (missing) {
      throw complaint(
          value,
          place + ".step",
          "runs are not looked at after step "
              + step
              + ", only at "
              + (at.isEmpty() ? "the last one, " + last : at)
              + "; add it to sweep.errors.at");
    }
    return step;
  }

  /** Checks that the sweep computes a column. */
  private void requireComputed(String field, String column, ConfigValue value) {
    String need =
        switch (column) {
          case TrialColumns.LAYER_GAP ->
              known.errors().layerGap() ? null : "errors.layer-gap = true";
          case TrialColumns.COT_ERROR ->
              known.errors().cot() ? null : "errors.cot = true and a reference that is a run";
          case TrialColumns.STATE_ERROR, TrialColumns.LAST_STATE_ERROR ->
              switch (known.reference()) {
                case RUN, CLOSED_FORM -> null;
                case NONE -> "a section sweep.reference";
                case RICHARDSON -> "another reference than kind = richardson, which has no states";
              };
          case TrialColumns.OUTPUT_ERROR, TrialColumns.RISK_ERROR ->
              known.reference() == ReferenceSpec.Kind.NONE ? "a section sweep.reference" : null;
          default -> null;
        };
    if (need != null) {
      throw complaint(value, place + "." + field, column + " needs " + need);
    }
  }

  private String column() {
    ConfigValue value = section.get("of");
    String given = value == null ? "" : String.valueOf(value.unwrapped());
    if (!TrialColumns.NUMBERS.contains(given)) {
      throw complaint(
          value == null ? section : value,
          place + ".of",
          value == null
              ? "is missing; expected a column of runs.csv, as in output_error"
              : "unknown column "
                  + ConfigComplaint.found(value)
                  + "; the nearest is "
                  + NearestName.of(given, TrialColumns.NUMBERS).orElseThrow());
    }
    requireComputed("of", given, value);
    return given;
  }

  private Map<String, Expression> terms() {
    ConfigValue value = section.get("terms");
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof ConfigObject given) || given.isEmpty()) {
      throw complaint(
          value, place + ".terms", "expected formulas by name, as in { a = \"1/network.depth\" }");
    }
    Map<String, Expression> terms = new LinkedHashMap<>();
    ordered(given).forEach((name, text) -> terms.put(name, formula("terms." + name, text)));
    return terms;
  }

  private boolean quadrature() {
    return fields.orElse(
        "combine",
        false,
        value ->
            switch (String.valueOf(value.unwrapped())) {
              case "sum" -> false;
              case "quadrature" -> true;
              default ->
                  throw complaint(
                      value,
                      place + ".combine",
                      "expected sum or quadrature, found " + ConfigComplaint.found(value));
            });
  }

  private boolean freeExponents(Map<String, Expression> terms) {
    return fields.orElse(
        "exponents",
        false,
        value -> {
          String given = String.valueOf(value.unwrapped());
          if (!given.equals("free") && !given.equals("fixed") || terms.isEmpty()) {
            throw complaint(
                value,
                place + ".exponents",
                "expected fixed or free, for a law with terms, found "
                    + ConfigComplaint.found(value));
          }
          return given.equals("free");
        });
  }

  private Expression formula(String field) {
    return fields.orElse(field, null, value -> formula(field, value));
  }

  private Expression formula(String field, ConfigValue value) {
    String at = place + "." + field;
    Expression expression = Formulas.parse(at, String.valueOf(value.unwrapped()), value);
    for (String name : expression.names()) {
      if (!TrialColumns.isName(name)) {
        Formulas.requireNumericKey(at, name, value);
      }
      requireComputed(field, name, value);
    }
    return expression;
  }

  private List<String> keys(String field) {
    ConfigValue value = section.get(field);
    if (value == null) {
      return List.of();
    }
    List<? extends ConfigValue> given = value instanceof ConfigList list ? list : List.of(value);
    List<String> keys = new ArrayList<>();
    for (ConfigValue one : given) {
      String key = String.valueOf(one.unwrapped());
      if (!ConfigKeys.isKey(key)) {
        throw complaint(one, place + "." + field, key + ": " + ConfigKeys.unknown(key));
      }
      if (field.equals("power-law")) {
        Formulas.requireNumericKey(place + "." + field, key, one);
      }
      keys.add(key);
    }
    return keys;
  }
}
