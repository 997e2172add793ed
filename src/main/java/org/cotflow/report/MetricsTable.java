package org.cotflow.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cotflow.base.ShortestDouble;
import org.cotflow.format.Json;
import org.cotflow.network.Metrics;
import org.cotflow.network.Score;
import org.cotflow.run.Prediction;

/** Shows how good predictions are, as text and as JSON. */
public final class MetricsTable {
  private MetricsTable() {}

  /** A line of totals, then a row for each class or output. */
  public static void print(PrintWriter out, Prediction prediction) {
    Metrics metrics = prediction.metrics();
    boolean classes = metrics.confusion() != null;
    out.println(
        "%s samples, risk %s, %s %s"
            .formatted(
                Integer.toString(metrics.count()),
                ShortestDouble.of(metrics.risk()),
                classes ? "accuracy" : "R^2",
                ShortestDouble.of(classes ? metrics.accuracy() : metrics.rSquared())));
    List<List<String>> rows = classes ? classRows(prediction) : outputRows(prediction);
    TextTable.lines(rows.get(0), rows.subList(1, rows.size()), column -> column == 0)
        .forEach(out::println);
    out.flush();
  }

  private static List<List<String>> classRows(Prediction prediction) {
    List<String> names = prediction.network().classNames();
    int[][] confusion = prediction.metrics().confusion();
    double[] accuracy = Score.classAccuracy(confusion);
    List<List<String>> rows = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of("truth", "accuracy"));
    names.forEach(name -> heading.add("as " + shown(name)));
    rows.add(heading);
    for (int a = 0; a < names.size(); a++) {
      List<String> row = new ArrayList<>(List.of(shown(names.get(a)), rounded(accuracy[a])));
      IntStream.of(confusion[a]).forEach(count -> row.add(Integer.toString(count)));
      rows.add(row);
    }
    return rows;
  }

  private static List<List<String>> outputRows(Prediction prediction) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("output", "R^2", "MAE", "RMSE"));
    List<Metrics.OutputErrors> outputs = prediction.metrics().outputs();
    for (int o = 0; o < outputs.size(); o++) {
      Metrics.OutputErrors errors = outputs.get(o);
      rows.add(
          List.of(
              shown(prediction.network().targetNames().get(o)),
              ShortestDouble.of(errors.rSquared()),
              ShortestDouble.of(errors.meanAbsolute()),
              ShortestDouble.of(errors.rootMeanSquare())));
    }
    return rows;
  }

  private static String shown(String name) {
    return name.replaceAll("\\p{Cntrl}", " ");
  }

  private static String rounded(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.4f", share);
  }

  /** The same, with all digits; null for a class without samples or a constant output. */
  public static String json(Prediction prediction) {
    Metrics metrics = prediction.metrics();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("samples", metrics.count());
    fields.put("risk", metrics.risk());
    if (metrics.confusion() != null) {
      fields.put("accuracy", metrics.accuracy());
      fields.put("classes", prediction.network().classNames());
      fields.put("classAccuracy", list(Score.classAccuracy(metrics.confusion())));
      fields.put(
          "confusion",
          Stream.of(metrics.confusion()).map(row -> IntStream.of(row).boxed().toList()).toList());
    } else {
      fields.put("r2", metrics.rSquared());
      fields.put("outputs", outputs(prediction));
    }
    return Json.render(fields);
  }

  private static List<Map<String, Object>> outputs(Prediction prediction) {
    List<Map<String, Object>> outputs = new ArrayList<>();
    for (Metrics.OutputErrors errors : prediction.metrics().outputs()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("output", prediction.network().targetNames().get(outputs.size()));
      fields.put("r2", errors.rSquared());
      fields.put("mae", errors.meanAbsolute());
      fields.put("rmse", errors.rootMeanSquare());
      outputs.add(fields);
    }
    return outputs;
  }

  private static List<Double> list(double[] numbers) {
    return DoubleStream.of(numbers).boxed().toList();
  }
}
