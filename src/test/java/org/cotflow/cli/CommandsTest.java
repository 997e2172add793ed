package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.cotflow.base.Locations;
import org.cotflow.config.ConfigText;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.format.NpzReader;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands as a newcomer uses them, with data of one's own. */
class CommandsTest {
  private static final List<String> LABELS =
      List.of("\"small, round\"", "\"the \"\"old\"\" one\"", "plain");

  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private RunSummary summary(String run) throws IOException {
    return RunDirectory.open(Locations.of(path(run))).summary();
  }

  private List<String> labeledTable() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    List<String> lines = new ArrayList<>(List.of("width,\"height, mm\",kind"));
    for (int i = 0; i < 90; i++) {
      double x = 4 * (i % 3) + random.nextDouble();
      lines.add(x + "," + (100 * random.nextDouble() - x) + "," + LABELS.get(i % 3));
    }
    Files.write(directory.resolve("table.csv"), lines);
    return lines;
  }

  @Test
  void classesWithCommasAndQuotesComeBackAsTheyWere() throws IOException {
    List<String> table = labeledTable();
    Call trained =
        Call.done(
            "train",
            "moons",
            "--out",
            path("run"),
            "--set",
            "data.source=csv:" + path("table.csv"),
            "--set",
            "data.scaling=standard",
            "--set",
            "data.test-fraction=0",
            "--set",
            "network.width=16",
            "--set",
            "network.depth=2",
            "--set",
            "flow.steps=40");
    assertTrue(trained.out().contains("accuracy"), trained.out());
    assertTrue(trained.err().lines().allMatch(line -> line.startsWith("step ")), trained.err());

    List<String> rows = Call.done("predict", path("run"), "--data", path("table.csv")).outLines();
    assertEquals(table.size(), rows.size());
    String header = rows.get(0);
    assertTrue(header.startsWith("sample,") && header.endsWith(",class,part,truth"), header);
    int right = 0;
    for (int i = 1; i < rows.size(); i++) {
      assertTrue(rows.get(i).startsWith((i - 1) + ","), rows.get(i));
      String row = rows.get(i);
      String truth = LABELS.get((i - 1) % 3);
      assertTrue(LABELS.stream().anyMatch(l -> row.endsWith("," + l + ",," + truth)), row);
      right += row.endsWith("," + truth + ",," + truth) ? 1 : 0;
    }
    assertEquals(summary("run").trainAccuracy(), right / 90.0);
    assertTrue(right > 60, right + " of 90");
  }

  @Test
  void aRegressionIsPredictedInTheUnitsOfItsTarget() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder table = new StringBuilder("price,rooms,area\n");
    double[] prices = new double[60];
    for (int i = 0; i < prices.length; i++) {
      int rooms = 1 + random.nextInt(6);
      double area = 30 * rooms + 20 * random.nextDouble();
      prices[i] = 100_000 + 2_000 * area;
      table.append(prices[i] + "," + rooms + "," + area + "\n");
    }
    Files.writeString(directory.resolve("houses.csv"), table);
    Files.writeString(
        directory.resolve("houses.conf"),
        "data { source = \"csv:"
            + path("houses.csv")
            + "\", target = price, test-fraction = 0\n"
            + "  scaling = standard, target-scaling = standard }\n"
            + "network { depth = 2, width = 16 }\nflow { step = 0.5, steps = 40 }\n");
    Call.done("train", path("houses.conf"), "--out", path("run"));
    List<String> rows = Call.done("predict", path("run"), "--data", path("houses.csv")).outLines();
    assertEquals("sample,price,part,truth", rows.get(0));
    double mean = 0;
    for (double price : prices) {
      mean += price / prices.length;
    }
    double residual = 0;
    double spread = 0;
    for (int i = 0; i < prices.length; i++) {
      double predicted = Double.parseDouble(rows.get(i + 1).split(",")[1]);
      residual += (prices[i] - predicted) * (prices[i] - predicted);
      spread += (prices[i] - mean) * (prices[i] - mean);
    }
    assertTrue(summary("run").trainR2() > 0.9, "R^2 " + summary("run").trainR2());
    assertEquals(summary("run").trainR2(), 1 - residual / spread, 1e-9);
  }

  @Test
  void exportHoldsTheMeasureOfItsStep() throws IOException {
    Call.done(
        "train",
        "gaussian",
        "--out",
        path("run"),
        "--set",
        "flow.steps=3",
        "--set",
        "network.width=5",
        "--set",
        "network.depth=3",
        "--set",
        "data.samples=20");
    Call first = Call.done("export", path("run"), "--step", "0", "--npz", path("first.npz"));
    assertEquals(1, first.outLines().size());
    Call.done("export", path("run"), "--out", path("last.npz"));
    NpzReader.Contents npz = NpzReader.read(Locations.of(path("last.npz")));
    assertEquals(List.of(3, 5, 4), list(npz.numbers().get("u").shape()));
    assertEquals(List.of(3, 5, 4), list(npz.numbers().get("w").shape()));
    assertEquals(List.of(3, 5), list(npz.numbers().get("b").shape()));
    assertEquals(List.of(4, 2), list(npz.numbers().get("A").shape()));
    assertEquals(List.of(2, 4), list(npz.numbers().get("B").shape()));
    assertTrue(npz.texts().get("meta").get(0).contains("\"activation\""));

    Call.done(
        "train",
        "gaussian",
        "--out",
        path("again"),
        "--set",
        "flow.steps=3",
        "--set",
        "network.width=5",
        "--set",
        "network.depth=3",
        "--set",
        "data.samples=20",
        "--set",
        "init.seed=0",
        "--set",
        "init.from=npz:" + path("first.npz"));
    assertEquals(summary("run").measureDigest(), summary("again").measureDigest());
    assertEquals(summary("run").risk(), summary("again").risk());
  }

  private static List<Integer> list(int[] shape) {
    return java.util.Arrays.stream(shape).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "predict",
        "export",
        "distance",
        "geodesic",
        "barycenter",
        "config",
        "list",
        "new",
        "plan",
        "sweep",
        "resume",
        "report",
        "watch",
        "analyze",
        "certify",
        "completion",
        "help"
      })
  void helpNamesEveryOption(String command) {
    Call help = Call.done(command, "--help");
    assertEquals("", help.err());
    CommandSpec spec = Main.commandLine().getSubcommands().get(command).getCommandSpec();
    spec.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> assertTrue(help.out().contains(option.longestName())));
    spec.positionalParameters().stream()
        .filter(one -> !one.hidden())
        .forEach(one -> assertTrue(help.out().contains(one.paramLabel())));
    assertTrue(help.out().contains("cotflow " + command + " "), help.out());
    assertTrue(help.out().contains("Examples:"), help.out());
    for (String example : spec.usageMessage().footer()) {
      assertTrue(help.out().contains(example + "\n"), "broken: " + example);
    }
    assertEquals(help.out(), Call.done("help", command).out());
  }

  @Test
  void onlyCommandsThatAreAskedForHaveTheirOptionsRead() {
    CommandLine top = new CommandLine(new Main());
    CommandList.addTo(top, "train"::equals);
    Map<String, CommandLine> full = Main.commandLine().getSubcommands();
    assertEquals(full.keySet(), top.getSubcommands().keySet());
    top.getSubcommands()
        .forEach(
            (name, command) -> {
              CommandSpec spec = command.getCommandSpec();
              assertEquals(name.equals("train"), !spec.options().isEmpty(), name);
              assertEquals(HelpText.summary(full.get(name)), HelpText.summary(command));
            });
  }

  @Test
  void theTopHelpListsEveryCommandAndExitCode() {
    Call help = Call.done("--help");
    Set<String> commands = Main.commandLine().getSubcommands().keySet();
    commands.forEach(name -> assertTrue(help.out().contains("\n  " + name + " "), help.out()));
    assertTrue(help.out().contains("Exit codes"), help.out());
    assertEquals(help.out(), Call.done().out());
    assertTrue(Call.done("--version").out().matches("cotflow \\d+\\.\\d+\\.\\d+.*\\R.*Java .*\\R"));
  }

  @Test
  void listAndConfigDescribeTheExperiments() {
    Set<String> listed =
        Call.done("list").out().lines().map(line -> line.split(" ")[0]).collect(Collectors.toSet());
    assertTrue(listed.containsAll(Set.of("digits", "diabetes", "moons", "gaussian")));
    for (String name : listed) {
      String text = Call.done("config", name).out();
      assertEquals(
          ConfigText.render(ExperimentConfig.load(name)),
          ConfigText.render(ExperimentConfig.parse(text, "standard output")));
    }
    assertTrue(Call.done("config", "digits", "--set", "flow.steps=7").out().contains("steps = 7"));
    assertTrue(Call.done("config").out().contains("name = \"experiment\""));
  }

  /** Header and encoding of the training data hold for new samples too; UTF-8 is printed. */
  @Test
  void predictReadsAsTheRunDid() throws IOException {
    Path latin = directory.resolve("latin.csv");
    StringBuilder text = new StringBuilder("0,1,2\n");
    for (int i = 0; i < 6; i++) {
      text.append(i).append(",0.5,").append(i % 2 == 0 ? "caf\u00e9" : "caf\u00e8").append('\n');
    }
    Files.write(latin, text.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    Call.done(
        "train",
        "gaussian",
        "--out",
        path("latin-run"),
        "--set",
        "data.source=csv:" + latin,
        "--set",
        "data.encoding=ISO-8859-1",
        "--set",
        "data.header=true",
        "--set",
        "flow.steps=1");
    String locale = System.setProperty("sun.stdout.encoding", "US-ASCII");
    List<String> rows;
    try {
      rows = Call.done("predict", path("latin-run"), "--data", path("latin.csv")).outLines();
    } finally {
      if (locale == null) {
        System.clearProperty("sun.stdout.encoding");
      } else {
        System.setProperty("sun.stdout.encoding", locale);
      }
    }
    assertEquals("sample,caf\u00e8,caf\u00e9,class,part,truth", rows.get(0));
    assertEquals(7, rows.size());
  }
}
