package org.cotflow.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cotflow.base.Invocation;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.base.Printable;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.network.Metrics;
import org.cotflow.network.NetworkSpec;
import org.cotflow.report.Document.Table;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.RunFile;
import org.cotflow.run.store.RunSummary;

/** The texts and tables of a report about runs. */
public final class RunSections {
  private static final Map<String, String> ORIGIN =
      names(
          "version", "Cotflow",
          "commit", "commit",
          "date", "date",
          "host", "host",
          "command", "command",
          "dataDigest", "data digest",
          "data.seed", "data.seed",
          "init.seed", "init.seed",
          "network.seed", "network.seed",
          "java", "Java",
          "os", "operating system",
          "architecture", "architecture",
          "processors", "processors",
          "kernel", "kernels");

  private static final int RISK_DIGITS = 4;

  /** The name of the time that a step takes. */
  public static final String SECONDS = "seconds a step";

  private static final int SECONDS_DIGITS = 3;

  private RunSections() {}

  private static Map<String, String> names(String... pairs) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      names.put(pairs[i], pairs[i + 1]);
    }
    return names;
  }

  /** The experiment in one line. */
  public static String description(ReportedRun run) {
    Experiment experiment = run.experiment();
    if (experiment == null) {
      return run.location().toString();
    }
    NetworkSpec network = experiment.network();
    String source = experiment.data().source();
    return (experiment.name().equals(source) ? source : experiment.name() + ": " + source)
        + "; "
        + network.widths().length
        + (network.widths().length == 1 ? " layer of " : " layers of ")
        + widths(network.widths())
        + " particles, "
        + Keyword.of(network.activation())
        + ", "
        + Keyword.of(network.loss())
        + " loss"
        + (experiment.flow().batch() == null ? "" : ", batches of " + experiment.flow().batch());
  }

  private static String widths(int[] widths) {
    int least = widths[0];
    int most = widths[0];
    for (int width : widths) {
      least = Math.min(least, width);
      most = Math.max(most, width);
    }
    return least == most ? String.valueOf(least) : least + " to " + most;
  }

  /** The final numbers; those of the last recorded step where the run has not ended. */
  public static Map<String, String> outcome(ReportedRun run) {
    Map<String, String> numbers = new LinkedHashMap<>();
    RunSummary summary = run.summary();
    if (summary != null) {
      risks(
          numbers,
          List.of("risk", "validation risk", "test risk"),
          summary.risk(),
          summary.validationRisk(),
          summary.testRisk());
      share(numbers, "accuracy", summary.trainAccuracy());
      share(numbers, "test accuracy", summary.testAccuracy());
      share(numbers, "R\u00b2", summary.trainR2());
      share(numbers, "test R\u00b2", summary.testR2());
      numbers.put("steps", String.valueOf(summary.steps()));
      if (summary.bestStep() != null) {
        numbers.put("best step", String.valueOf(summary.bestStep()));
      }
      add(numbers, "flow time", summary.flowTime(), 5);
      add(numbers, SECONDS, summary.secondsPerStep(), SECONDS_DIGITS);
    } else if (!run.rows().isEmpty()) {
      HistoryRow last = run.rows().get(run.rows().size() - 1);
      numbers.putAll(scores("risk so far", last.risk(), last));
      numbers.put("steps recorded up to", String.valueOf(last.step()));
      add(numbers, "flow time", last.flowTime(), 5);
    }
    return numbers;
  }

  /**
   * How good a network is at a step.
   *
   * @param name of the risk
   */
  public static Map<String, String> scores(String name, Double risk, HistoryRow row) {
    Map<String, String> numbers = new LinkedHashMap<>();
    risks(numbers, List.of(name, "test risk"), risk, row.testRisk());
    share(numbers, "accuracy", row.trainAccuracy());
    share(numbers, "test accuracy", row.testAccuracy());
    share(numbers, "R\u00b2", row.number(HistoryColumn.TRAIN_R2));
    share(numbers, "test R\u00b2", row.number(HistoryColumn.TEST_R2));
    return numbers;
  }

  /** Risks that are read beside each other; null for one that is not known. */
  private static void risks(Map<String, String> numbers, List<String> names, Double... values) {
    List<String> texts = Numbers.alike(Arrays.asList(values), RISK_DIGITS);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        numbers.put(names.get(i), texts.get(i));
      }
    }
  }

  /** The part whose predictions are shown by class or output: the test part if there is one. */
  static String shownPart(Map<String, Metrics> metrics) {
    return Stream.of("test", "validation", "train")
        .filter(metrics::containsKey)
        .findFirst()
        .orElse(null);
  }

  /** A row for each part; columns without a number are left out. */
  static Table parts(Map<String, Metrics> metrics) {
    Map<String, Map<String, String>> parts = new LinkedHashMap<>();
    for (String part : List.of("train", "validation", "test")) {
      Metrics own = metrics.get(part);
      if (own != null) {
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("samples", String.valueOf(own.samples()));
        add(numbers, "risk", own.risk(), RISK_DIGITS);
        share(numbers, "accuracy", own.accuracy());
        share(numbers, "AUC", own.auc());
        share(numbers, "R\u00b2", own.r2());
        parts.put(part, numbers);
      }
    }
    Set<String> names = new LinkedHashSet<>();
    parts.values().forEach(numbers -> names.addAll(numbers.keySet()));
    List<String> columns = new ArrayList<>(List.of("part"));
    columns.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    parts.forEach(
        (part, numbers) -> {
          List<String> row = new ArrayList<>(List.of(part));
          names.forEach(name -> row.add(numbers.getOrDefault(name, "")));
          rows.add(row);
        });
    return new Table(columns, rows).alike("risk", RISK_DIGITS);
  }

  /** With as many decimals in each row of a table. */
  private static void share(Map<String, String> numbers, String name, Double value) {
    if (value != null) {
      numbers.put(name, Numbers.share(value));
    }
  }

  private static void add(Map<String, String> numbers, String name, Double value, int digits) {
    if (value != null) {
      numbers.put(name, Numbers.brief(value, digits));
    }
  }

  /** The same table of runs; risks compare down each column. */
  public static Table withRisksAlike(Table runs) {
    Table alike = runs;
    for (String column : runs.columns()) {
      alike = column.contains("risk") ? alike.alike(column, RISK_DIGITS) : alike;
    }
    return alike.alike(SECONDS, SECONDS_DIGITS);
  }

  /** A row for each run; columns that no run has a number for are left out. */
  static Table comparison(List<ReportedRun> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(outcome(run).keySet()));
    List<String> columns = new ArrayList<>(List.of("", "run"));
    columns.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    for (ReportedRun run : runs) {
      List<String> row = new ArrayList<>(List.of(String.valueOf(rows.size() + 1), run.name()));
      names.forEach(name -> row.add(outcome(run).getOrDefault(name, "")));
      rows.add(row);
    }
    return withRisksAlike(new Table(columns, rows));
  }

  /** A row for each key of the configuration whose values are not the same in all runs. */
  static Table differences(List<ReportedRun> runs) {
    Table all =
        sideBySide(
            "key",
            runs,
            run -> run.experiment() == null ? Map.of() : ConfigText.values(run.experiment()));
    List<List<String>> differing = new ArrayList<>();
    for (List<String> row : all.rows()) {
      boolean shown = !row.get(0).equals("output.dir") && !row.get(0).startsWith("spark");
      if (shown && row.stream().skip(1).distinct().count() > 1) {
        differing.add(row.stream().map(RunSections::plain).toList());
      }
    }
    return new Table(all.columns(), differing);
  }

  /** A value of a configuration in one line, without quotes, and whole numbers without a point. */
  static String plain(String value) {
    if (value.equals("null")) {
      return "not set";
    }
    return value
        .strip()
        .replaceAll("([\\[{])\\s*\\n\\s*", "$1 ")
        .replaceAll("\\s*\\n\\s*([\\]}])", " $1")
        .replaceAll(",?\\s*\\n\\s*", ", ")
        .replaceAll("^\"([^\"]*)\"$", "$1")
        .replaceAll("^(-?\\d+)\\.0$", "$1");
  }

  /** A row for each name, a column for each run. */
  private static Table sideBySide(
      String corner, List<ReportedRun> runs, Function<ReportedRun, Map<String, String>> facts) {
    List<String> columns = new ArrayList<>(List.of(corner));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (ReportedRun run : runs) {
      facts.apply(run).keySet().forEach(name -> rows.putIfAbsent(name, new ArrayList<>()));
    }
    for (ReportedRun run : runs) {
      columns.add(run.name());
      Map<String, String> own = facts.apply(run);
      rows.forEach((name, cells) -> cells.add(own.getOrDefault(name, "")));
    }
    rows.forEach((name, cells) -> cells.add(0, name));
    return new Table(columns, List.copyOf(rows.values()));
  }

  /** The command that reproduces the run, to the same bits. */
  static String command(ReportedRun run) {
    String train =
        "scripts/cotflow train "
            + Invocation.quoted(RunFile.CONFIG.in(run.location()).toString())
            + " --out NEW_DIRECTORY";
    String digest = run.summary() == null ? null : run.summary().measureDigest();
    return digest == null ? train : train + "\n# ends with measure digest " + digest;
  }

  /** Provenance, with names for readers. */
  static Map<String, String> origin(ReportedRun run) {
    Map<String, String> facts = origin(run.location(), run.provenance());
    if (!run.rows().isEmpty()) {
      Double seconds = run.rows().get(run.rows().size() - 1).number(HistoryColumn.WALL_SECONDS);
      facts.put("duration", seconds == null ? "not known" : duration(seconds));
    }
    if (run.summary() != null && run.summary().measureDigest() != null) {
      facts.put("measure digest", run.summary().measureDigest());
    }
    return facts;
  }

  /** Seconds as people say them, over all calls of the run up to the last recorded step. */
  static String duration(double seconds) {
    return Math.round(seconds) < 60
        ? Numbers.brief(seconds, 3) + " s"
        : Printable.duration(seconds);
  }

  /**
   * The directory and what its provenance.json says: the known facts in their order, then others.
   */
  static Map<String, String> origin(Location place, Map<String, String> provenance) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("directory", place.toString());
    ORIGIN.forEach(
        (name, shown) -> {
          if (provenance.containsKey(name)) {
            facts.put(shown, shown(name, provenance.get(name)));
          }
        });
    provenance.forEach(
        (name, text) -> {
          if (!ORIGIN.containsKey(name)) {
            facts.put(name, text);
          }
        });
    return facts;
  }

  /** An instant as people write it, with its seconds. */
  private static String shown(String name, String fact) {
    return name.equals("date") ? fact.replace("T", " ").replaceAll("Z$", " UTC") : fact;
  }

  /** A row for each fact of provenance, a column for each run. */
  static Table origins(List<ReportedRun> runs) {
    return sideBySide("", runs, RunSections::origin);
  }
}
