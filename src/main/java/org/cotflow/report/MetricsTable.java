package org.cotflow.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.cotflow.base.ShortestDouble;
import org.cotflow.network.Metrics;
import org.cotflow.network.Metrics.ClassScore;
import org.cotflow.network.Metrics.OutputErrors;
import org.cotflow.report.Document.Table;
import org.cotflow.report.chart.Numbers;

/** Shows how good predictions are: a row for each class, or for each output. */
public final class MetricsTable {
  /** A confusion matrix of more classes does not fit a terminal. */
  private static final int MOST_COLUMNS = 20;

  /** How numbers are written where the table is shown. */
  enum Style {
    TERMINAL("R^2", Numbers::sixDigits, Numbers::sixDigits),
    /** Errors have units; shares of a column have as many decimals. */
    PAGE("R\u00b2", Numbers::share, value -> Numbers.brief(value, 4));

    private final String rSquared;
    private final DoubleFunction<String> share;
    private final DoubleFunction<String> error;

    Style(String rSquared, DoubleFunction<String> share, DoubleFunction<String> error) {
      this.rSquared = rSquared;
      this.share = share;
      this.error = error;
    }
  }

  private MetricsTable() {}

  /** A line of totals, then the table; classes with their confusion matrix. */
  public static void print(PrintWriter out, Metrics metrics) {
    StringBuilder line = new StringBuilder(metrics.samples() + " samples");
    append(line, "risk", metrics.risk());
    append(line, "accuracy", metrics.accuracy());
    append(line, "AUC", metrics.auc());
    append(line, "R^2", metrics.r2());
    out.println(line);
    Table table = withConfusion(metrics);
    TextTable.lines(table.columns(), table.rows(), column -> column == 0).forEach(out::println);
    out.flush();
  }

  private static void append(StringBuilder line, String name, Double number) {
    if (number != null) {
      line.append(", ").append(name).append(' ').append(ShortestDouble.of(number));
    }
  }

  private static Table withConfusion(Metrics metrics) {
    Table table = of(metrics, Style.TERMINAL);
    if (metrics.classes() == null || metrics.classes().size() > MOST_COLUMNS) {
      return table;
    }
    List<String> columns = new ArrayList<>(table.columns());
    metrics.classes().forEach(score -> columns.add("as " + shown(score.name())));
    List<List<String>> rows = new ArrayList<>();
    for (int a = 0; a < table.rows().size(); a++) {
      List<String> row = new ArrayList<>(table.rows().get(a));
      metrics.confusion().get(a).forEach(count -> row.add(count.toString()));
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  static Table of(Metrics metrics, Style style) {
    List<List<String>> rows = new ArrayList<>();
    if (metrics.classes() == null) {
      for (OutputErrors errors : metrics.outputs()) {
        rows.add(
            List.of(
                shown(errors.name()),
                number(style.share, errors.r2()),
                number(style.error, errors.mae()),
                number(style.error, errors.rmse())));
      }
      return new Table(List.of("output", style.rSquared, "MAE", "RMSE"), rows);
    }
    for (ClassScore score : metrics.classes()) {
      rows.add(
          List.of(
              shown(score.name()),
              Integer.toString(score.support()),
              number(Numbers::share, score.precision()),
              number(Numbers::share, score.recall()),
              number(Numbers::share, score.f1())));
    }
    return new Table(List.of("class", "support", "precision", "recall", "F1"), rows);
  }

  private static String shown(String name) {
    return name.replaceAll("\\p{Cntrl}", " ");
  }

  private static String number(DoubleFunction<String> text, Double number) {
    return number == null ? "-" : text.apply(number);
  }
}
