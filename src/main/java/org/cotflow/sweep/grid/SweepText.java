package org.cotflow.sweep.grid;

import static org.cotflow.sweep.grid.SweepSection.ERRORS;
import static org.cotflow.sweep.grid.SweepSection.KEEP_RUNS;
import static org.cotflow.sweep.grid.SweepSection.LAWS;
import static org.cotflow.sweep.grid.SweepSection.LIST;
import static org.cotflow.sweep.grid.SweepSection.REFERENCE;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cotflow.base.Keyword;

/**
 * Writes a sweep as a configuration text, one line for each axis, tie and term in their order, so
 * that it reads back as the same sweep.
 */
public final class SweepText {
  private final StringBuilder text = new StringBuilder();

  private SweepText() {}

  /** The section {@code sweep}. */
  public static String render(SweepSpec spec, ConfigObject section) {
    SweepText written = new SweepText();
    written.text.append("sweep {\n");
    written.runs(spec);
    written.laws(spec.laws(), section);
    if (spec.keepRuns()) {
      written.line(1, KEEP_RUNS + " = true");
    }
    written.text.append("}\n");
    return written.text.toString();
  }

  /** What runs and errors depend on: two sweeps whose texts are the same have the same runs. */
  public static String renderRuns(SweepSpec spec) {
    SweepText written = new SweepText();
    written.runs(spec);
    return written.text.toString();
  }

  private void runs(SweepSpec spec) {
    axes(spec);
    reference(spec.reference());
    errors(spec.errors());
  }

  private void axes(SweepSpec spec) {
    for (Axis axis : spec.axes()) {
      boolean plain = !axis.ofList();
      String points =
          axis.points().stream()
              .map(point -> plain ? value(point.get(axis.keys().get(0))) : point(point))
              .collect(Collectors.joining(", ", "[", "]"));
      line(1, (plain ? axis.keys().get(0) : LIST) + " = " + points);
    }
    for (Tie tie : spec.ties()) {
      line(1, tie.key() + " = " + ConfigUtil.quoteString(tie.text()));
    }
  }

  private static String point(Map<String, ConfigValue> point) {
    return new TreeMap<>(point)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " = " + value(entry.getValue()))
            .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private void reference(ReferenceSpec reference) {
    if (reference.kind() == ReferenceSpec.Kind.NONE) {
      return;
    }
    line(1, REFERENCE + " {");
    line(2, "kind = " + Keyword.of(reference.kind()));
    new TreeMap<>(reference.overrides())
        .forEach((key, value) -> line(2, key + " = " + value(value)));
    reference.ties().stream()
        .map(tie -> tie.key() + " = " + ConfigUtil.quoteString(tie.text()))
        .sorted()
        .forEach(tie -> line(2, tie));
    line(1, "}");
  }

  private void errors(ErrorSpec errors) {
    line(1, ERRORS + " {");
    line(2, "at = " + (errors.atLast() ? "last" : errors.steps().toString()));
    line(2, "cot = " + errors.cot());
    line(2, "layer-gap = " + errors.layerGap());
    line(1, "}");
  }

  private void laws(List<LawSpec> laws, ConfigObject section) {
    if (laws.isEmpty()) {
      return;
    }
    ConfigObject written = (ConfigObject) section.get(LAWS);
    line(1, LAWS + " {");
    for (LawSpec law : laws) {
      line(2, ConfigUtil.quoteString(law.name()) + " {");
      ConfigObject fields = (ConfigObject) written.get(law.name());
      for (Map.Entry<String, ConfigValue> field : new TreeMap<>(fields).entrySet()) {
        if (field.getKey().equals("terms")) {
          line(3, "terms {");
          law.terms()
              .keySet()
              .forEach(
                  term ->
                      line(
                          4,
                          ConfigUtil.quoteString(term)
                              + " = "
                              + value(((ConfigObject) field.getValue()).get(term))));
          line(3, "}");
        } else {
          line(3, field.getKey() + " = " + value(field.getValue()));
        }
      }
      line(2, "}");
    }
    line(1, "}");
  }

  private static String value(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }

  private void line(int depth, String content) {
    text.append("  ".repeat(depth)).append(content).append('\n');
  }
}
