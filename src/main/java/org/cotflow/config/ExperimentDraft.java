package org.cotflow.config;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cotflow.base.Printable;
import org.cotflow.data.DataSpec;
import org.cotflow.data.column.ColumnKind;
import org.cotflow.data.source.DataGlance;

/**
 * The first configuration of an experiment on a file: what was seen in it stands in comments, what
 * was decided in keys.
 */
public final class ExperimentDraft {
  private static final int MOST_LISTED = 60;

  private final DataGlance data;
  private final StringBuilder text = new StringBuilder();

  private ExperimentDraft(DataGlance data) {
    this.data = data;
  }

  /**
   * The text of the configuration file.
   *
   * @param file its name
   */
  public static String of(DataGlance data, String file) {
    ExperimentDraft draft = new ExperimentDraft(data);
    draft.head(file);
    draft.data();
    draft.network();
    return draft.text.toString();
  }

  private boolean classifies() {
    return data.task() == DataSpec.Task.CLASSIFICATION;
  }

  private void head(String file) {
    line("# Learns %s from %s.", String.join(", ", data.targets()), data.source());
    line("#");
    line("#   cotflow train %s", file);
    line("#   cotflow train %s --dry-run", file);
    line("#");
    line("# Every key that is not here has its default: cotflow config %s shows them all.", file);
    line("");
  }

  private void data() {
    line("data {");
    line("  source = %s", quoted(data.source()));
    line("");
    line("  # %d rows, %d columns beside the target:", data.rows(), data.features().size());
    int width = data.features().stream().mapToInt(one -> one.name().length()).max().orElse(1);
    for (DataGlance.Feature feature :
        data.features().subList(0, Math.min(MOST_LISTED, data.features().size()))) {
      line("  #   %-" + Math.min(30, width) + "s  %s", feature.name(), description(feature));
    }
    if (data.features().size() > MOST_LISTED) {
      line("  #   ... and %d more", data.features().size() - MOST_LISTED);
    }
    data.notes().forEach(note -> line("  # %s", note));
    line("");
    target();
    columns();
    line(
        "  # Each feature is centered and divided by its standard deviation%s.",
        classifies() ? "" : ", and so is the target");
    line("  scaling = standard");
    if (!classifies()) {
      line("  target-scaling = standard");
    }
    line("");
    line("  # One sample in five is kept for testing.");
    line("  test-fraction = 0.2");
    line("}");
    line("");
  }

  private void target() {
    String task =
        classifies() ? "a classification, " + data.classes() + " classes" : "a regression";
    String why = data.why() == null ? "" : " (" + data.why() + ")";
    line("  # The target%s: %s. If that is wrong, change target or task.", why, task);
    if (!data.source().startsWith("npz:")) {
      line(
          "  target = %s",
          data.targets().stream()
              .map(ExperimentDraft::quoted)
              .collect(Collectors.joining(", ", "[", "]"))
              .replaceAll("^\\[([^,]*)\\]$", "$1"));
    }
    line("  task = %s", classifies() ? "classification" : "regression");
    line("");
  }

  private void columns() {
    if (data.decimalComma()) {
      line("  # Numbers have decimal commas.");
      line("  decimal = comma");
      line("");
    }
    data.features().stream()
        .filter(DataGlance.Feature::index)
        .findFirst()
        .ifPresent(
            index -> {
              line("  # It only numbers the rows, and is left out.");
              line("  index-column = %s", quoted(index.name()));
              line("");
            });
    List<String> texts =
        data.features().stream()
            .filter(feature -> feature.kind() == ColumnKind.CATEGORY)
            .map(feature -> quoted(feature.name()) + " = one-hot")
            .toList();
    if (!texts.isEmpty()) {
      line("  # Texts: one input for each that the training part has.");
      line("  categories { %s }", String.join(", ", texts));
      line("");
    }
    List<String> gaps = new ArrayList<>();
    for (DataGlance.Feature feature : data.features()) {
      if (feature.missing() > 0) {
        boolean mean = feature.kind() == ColumnKind.NUMBER || feature.kind() == ColumnKind.DATE;
        String fill = mean ? "mean" : feature.kind() == ColumnKind.FLAG ? "drop" : "missing";
        gaps.add(quoted(feature.name()) + " = " + fill);
      }
    }
    if (data.missingTargets() > 0) {
      data.targets().forEach(name -> gaps.add(quoted(name) + " = drop"));
    }
    if (!gaps.isEmpty()) {
      line("  # Missing values: the mean, a category of their own, or the row is left out (drop).");
      line("  missing { %s }", String.join(", ", gaps));
      line("");
    }
  }

  private static String description(DataGlance.Feature feature) {
    String kind =
        switch (feature.kind()) {
          case NUMBER ->
              "numbers from "
                  + Printable.number(feature.smallest())
                  + " to "
                  + Printable.number(feature.largest());
          case FLAG -> "true or false";
          case DATE -> "dates";
          case CATEGORY -> "texts, " + feature.different() + " different";
        };
    String gaps = feature.missing() > 0 ? ", " + feature.missing() + " missing" : "";
    return kind + gaps + (feature.index() ? ", numbers the rows" : "");
  }

  private void network() {
    line("# 8 layers of 64 particles each. More of both come closer to the limit.");
    line("network {");
    line("  depth = 8");
    line("  width = 64");
    if (classifies()) {
      line("  loss = cross-entropy");
    }
    line("}");
    line("");
    line(
        "# Gradient descent. If the risk grows, take a smaller step; if it still falls at the"
            + " end,");
    line("# more steps: cotflow resume goes on with a finished run.");
    line("flow {");
    line("  step = %s", classifies() ? "1.0" : "0.5");
    line("  steps = 100");
    line("}");
  }

  private static String quoted(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_-]*") ? name : ConfigUtil.quoteString(name);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
