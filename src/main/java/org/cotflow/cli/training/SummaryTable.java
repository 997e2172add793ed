package org.cotflow.cli.training;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cotflow.base.Printable;
import org.cotflow.network.Metrics;
import org.cotflow.report.chart.Numbers;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.store.RunSummary;

/** The table at the end of a run. */
final class SummaryTable {
  private static final DoubleFunction<String> NUMBER = Numbers::sixDigits;
  private static final DoubleFunction<String> SHARE = Numbers::share;

  private final PrintWriter out;

  private final boolean validation;

  private SummaryTable(PrintWriter out, boolean validation) {
    this.out = out;
    this.validation = validation;
  }

  /**
   * Prints it.
   *
   * @param bestIsStored whether the best step has a snapshot
   */
  static void print(
      PrintWriter out, TrainingRun.Result result, String directory, boolean bestIsStored) {
    RunSummary summary = result.summary();
    SummaryTable table = new SummaryTable(out, summary.validationRisk() != null);
    table.row("", "train", "validation", "test");
    table.parts("risk", NUMBER, summary.risk(), summary.validationRisk(), summary.testRisk());
    table.parts(
        "accuracy",
        SHARE,
        summary.trainAccuracy(),
        summary.validationAccuracy(),
        summary.testAccuracy());
    table.parts("AUC", SHARE, summary, Metrics::auc);
    table.parts("R^2", SHARE, summary.trainR2(), summary.validationR2(), summary.testR2());
    table.parts("MAE", NUMBER, summary, error(Metrics.OutputErrors::mae));
    table.parts("RMSE", NUMBER, summary, error(Metrics.OutputErrors::rmse));
    table.one("steps", String.valueOf(summary.steps()));
    if (summary.bestStep() != null) {
      table.one("best step", best(summary, directory, bestIsStored));
    }
    table.one("flow time", Printable.number(summary.flowTime()));
    table.one("ended by", end(result));
    table.number("seconds/step", summary.secondsPerStep());
    table.number("pairs/second", summary.pairsPerSecond());
    table.number("Spark jobs/step", summary.sparkJobsPerStep());
    table.one("measure digest", summary.measureDigest());
    table.one("run directory", directory);
    out.flush();
  }

  private static String end(TrainingRun.Result result) {
    if (result.end() == null) {
      return "an earlier call; nothing was left to do";
    }
    return switch (result.end()) {
      case ALL_STEPS -> "all steps done";
      case STOP_RULE -> "a stop rule";
      case PATIENCE -> "flow.stop.patience";
      case CERTIFIED -> "a proof that the flow converges from here, see certificate.json";
      case TIME_IS_UP -> "flow.stop.wall-time";
      case INTERRUPTED -> "a signal";
    };
  }

  /** A run has the same bits each time, so the measure of any step can be had again. */
  private static String best(RunSummary summary, String directory, boolean stored) {
    int step = summary.bestStep();
    return "%s, with validation risk %s; its measure: %s"
        .formatted(
            Integer.toString(step),
            Numbers.sixDigits(summary.bestValidationRisk()),
            stored
                ? "--step " + step
                : "cotflow train %s/config.conf --set flow.steps=%s --out NEW"
                    .formatted(directory, Integer.toString(step)));
  }

  private void parts(
      String name,
      DoubleFunction<String> text,
      RunSummary summary,
      Function<Metrics, Double> number) {
    Map<String, Metrics> metrics = summary.metrics() == null ? Map.of() : summary.metrics();
    Double[] numbers =
        Stream.of("train", "validation", "test")
            .map(part -> metrics.containsKey(part) ? number.apply(metrics.get(part)) : null)
            .toArray(Double[]::new);
    parts(name, text, numbers[0], numbers[1], numbers[2]);
  }

  /** Of a single output alone, because outputs may have other units. */
  private static Function<Metrics, Double> error(Function<Metrics.OutputErrors, Double> error) {
    return metrics ->
        metrics.outputs() == null || metrics.outputs().size() > 1
            ? null
            : error.apply(metrics.outputs().get(0));
  }

  private void parts(
      String name, DoubleFunction<String> text, Double train, Double validationPart, Double test) {
    if (train != null) {
      row(name, shown(text, train), shown(text, validationPart), shown(text, test));
    }
  }

  private static String shown(DoubleFunction<String> text, Double value) {
    return value == null ? "" : text.apply(value);
  }

  private void row(String name, String train, String validationPart, String test) {
    String middle = validation ? String.format("%12s ", validationPart) : "";
    out.println("%-16s %12s %s%12s".formatted(name, train, middle, test));
  }

  private void number(String name, Double value) {
    if (value != null) {
      one(name, Numbers.brief(value, 4));
    }
  }

  private void one(String name, String value) {
    out.printf("%-16s %s%n", name, value);
  }
}
