package org.cotflow.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cotflow.experiment.HistoryRow;
import org.cotflow.experiment.RunDirectory;
import org.cotflow.experiment.RunSummary;

/** The report of one run, {@code report.html} in its directory: outcome, curves, configuration. */
public final class RunReport {
  private static final String NAME = "report.html";
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
             padding: 0 1rem; overflow-wrap: anywhere; }
      table { border-collapse: collapse; } td { padding: 0.1rem 1rem 0.1rem 0; }
      pre { white-space: pre-wrap; font-size: 0.8rem; } svg { width: 100%; height: auto; }
      svg text { font-size: 12px; fill: currentColor; } figure { margin: 1rem 0; }
      polyline { fill: none; stroke-width: 2; } .grid { stroke: currentColor; opacity: 0.15; }
      polyline.train { stroke: #2166ac; } polyline.test { stroke: #d6604d; }
      svg text.train { fill: #2166ac; } svg text.test { fill: #d6604d; }
      @media (prefers-color-scheme: dark) { polyline.train { stroke: #92c5de; }
        polyline.test { stroke: #f4a582; } svg text.train { fill: #92c5de; }
        svg text.test { fill: #f4a582; } }
      """;

  private RunReport() {}

  /** Writes the report of a run that has come to its end, with the other files of the run. */
  public static void write(RunDirectory directory) throws IOException {
    String page = page(directory);
    directory.location().resolve(NAME).replace(page.getBytes(StandardCharsets.UTF_8));
  }

  static String page(RunDirectory directory) throws IOException {
    String title = "Cotflow run " + directory.location().name();
    List<HistoryRow> rows = directory.history().rows();
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>")
        .append(Html.escaped(title))
        .append("</title>\n")
        .append("<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n")
        .append("<h1>")
        .append(Html.escaped(title))
        .append("</h1>\n");
    outcome(page, directory.summary());
    page.append(chart("Risk", "risk", true, rows, HistoryRow::risk, HistoryRow::testRisk));
    if (rows.stream().anyMatch(row -> row.trainAccuracy() != null)) {
      page.append(
          chart(
              "Accuracy",
              "accuracy",
              false,
              rows,
              HistoryRow::trainAccuracy,
              HistoryRow::testAccuracy));
    }
    page.append(
        chart("Squared norm of the gradient", "", true, rows, HistoryRow::gradNormSquared, null));
    page.append("<h2>To reproduce</h2>\n<pre>scripts/cotflow train config.conf --out NEW</pre>\n")
        .append("<h2>Configuration</h2>\n<pre>")
        .append(Html.escaped(directory.config()))
        .append("</pre>\n</body></html>\n");
    return page.toString();
  }

  private static void outcome(StringBuilder page, RunSummary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("risk", summary.risk());
    fields.put("test risk", summary.testRisk());
    fields.put("train accuracy", summary.trainAccuracy());
    fields.put("test accuracy", summary.testAccuracy());
    fields.put("train R²", summary.trainR2());
    fields.put("test R²", summary.testR2());
    fields.put("steps", summary.steps());
    fields.put("flow time", summary.flowTime());
    fields.put("seconds per step", summary.secondsPerStep());
    fields.put("measure digest", summary.measureDigest());
    page.append("<table>\n");
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            page.append("<tr><td>")
                .append(name)
                .append("</td><td>")
                .append(Html.escaped(value.toString()))
                .append("</td></tr>\n");
          }
        });
    page.append("</table>\n");
  }

  private static String chart(
      String title,
      String axis,
      boolean logarithmic,
      List<HistoryRow> rows,
      Function<HistoryRow, Double> train,
      Function<HistoryRow, Double> test) {
    List<Integer> steps = rows.stream().map(HistoryRow::step).toList();
    List<LineChart.Series> series = new ArrayList<>();
    series.add(new LineChart.Series("train", "train", steps, values(rows, train)));
    if (test != null && rows.stream().anyMatch(row -> test.apply(row) != null)) {
      series.add(new LineChart.Series("test", "test", steps, values(rows, test)));
    }
    return new LineChart(title, axis, logarithmic, series).svg();
  }

  private static List<Double> values(List<HistoryRow> rows, Function<HistoryRow, Double> column) {
    List<Double> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(column.apply(row)));
    return values;
  }
}
