package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever a user gets wrong ends in exit code 2, one line on standard error that helps, nothing on
 * standard output, and no run directory.
 */
class WrongInputTest {
  @TempDir static Path directory;
  private static Path run;

  @BeforeAll
  static void files() throws IOException {
    write("ragged.csv", "a,b,y\n1,2,3\n1,2\n3,4,5\n");
    write("text.csv", "a,b,y\n1,2,3\n1,abc,3\n3,4,5\n");
    write("nan.csv", "a,b,y\n1,2,3\n1,NaN,3\n3,4,5\n");
    write("infinite.csv", "a,b,y\n1,2,3\n1,2,-inf\n3,4,5\n");
    write("empty.csv", "");
    write("header.csv", "a,b,y\n");
    write("one.csv", "a,b,y\n1,2,3\n");
    write("good.csv", "a,b,y\n1,2,3.5\n2,2,3\n5,1,2\n1,1,7\n0,3,1\n");
    write("unknown.conf", "flow { stepss = 3 }");
    write("type.conf", "\nflow { steps = many }");
    write("broken.conf", "flow { steps = 3");
    write("text.npz", "this is no archive");
    Files.createDirectory(directory.resolve("folder.csv"));
    Files.createDirectory(directory.resolve("folder.conf"));
    npz("rows.npz", "X", array(5, 2), "Y", array(4, 1));
    npz("lonely.npz", "X", array(5, 2));
    npz("nan.npz", "X", new NpyArray(new int[] {1, 2}, new double[] {1, Double.NaN}), "Y", one());
    npz("good.npz", "X", array(50, 2), "Y", array(50, 1));
    byte[] whole = Files.readAllBytes(directory.resolve("good.npz"));
    Files.write(directory.resolve("cut.npz"), Arrays.copyOf(whole, whole.length / 2));
    npz("layers.npz", "u", array(2, 4, 3), "w", array(2, 5, 3), "b", array(2, 4));
    npz("wide.npz", "u", array(2, 4, 9), "w", array(2, 4, 9), "b", array(2, 4));
    for (String name : List.of("complex", "object", "structured")) {
      try (var in =
          WrongInputTest.class.getResourceAsStream("/org/cotflow/data/" + name + ".npz")) {
        Files.copy(in, directory.resolve(name + ".npz"));
      }
    }
    run = directory.resolve("run");
    Call trained =
        Call.of(
            "train",
            "gaussian",
            "--out",
            run.toString(),
            "--set",
            "data.samples=20",
            "--set",
            "flow.steps=2",
            "--set",
            "network.width=4",
            "--set",
            "name=small");
    assertEquals(0, trained.code(), trained.err());
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static NpyArray array(int... shape) {
    double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1.0 + i % 7;
    }
    return new NpyArray(shape, values);
  }

  private static NpyArray one() {
    return array(1, 1);
  }

  private static void npz(String name, Object... namesAndArrays) throws IOException {
    try (NpzWriter npz = NpzWriter.create(Locations.of(directory.resolve(name).toString()))) {
      for (int i = 0; i < namesAndArrays.length; i += 2) {
        npz.write((String) namesAndArrays[i], (NpyArray) namesAndArrays[i + 1]);
      }
    }
  }

  /** Runs a command in which {@code @} stands for the directory of the files. */
  private static void refused(String command, String said) throws IOException {
    List<String> arguments = new ArrayList<>();
    for (String word : command.split(" ")) {
      arguments.add(word.replace("@", directory + "/"));
    }
    List<Path> before = listing();
    Call call = Call.of(arguments.toArray(String[]::new));
    assertEquals(2, call.code(), () -> command + ": " + call);
    assertEquals("", call.out(), command);
    assertEquals(1, call.errLines().size(), () -> command + ": " + call.err());
    assertTrue(call.err().startsWith("cotflow: "), call.err());
    assertTrue(call.err().contains(said), () -> command + ": " + call.err());
    assertFalse(call.err().contains("Exception"), call.err());
    assertEquals(before, listing(), command);
  }

  /** The files here, and the runs where runs go by default: a user may have some. */
  private static List<Path> listing() throws IOException {
    List<Path> found = new ArrayList<>();
    try (var paths = Files.walk(directory)) {
      found.addAll(paths.sorted().toList());
    }
    Path usual = Path.of("runs");
    if (Files.exists(usual)) {
      try (var paths = Files.walk(usual, 2)) {
        found.addAll(paths.sorted().toList());
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv:@ragged.csv | line 3 has 2 cells where 3 are expected",
        "csv:@text.csv | line 3, column b: \"abc\"",
        "csv:@nan.csv | line 3, column b: \"NaN\"",
        "csv:@infinite.csv | line 3, column y: \"-inf\"",
        "csv:@empty.csv | is empty",
        "csv:@header.csv | no samples",
        "csv:@one.csv | leaves none to train on",
        "csv:@folder.csv | is a directory without files of data",
        "csv:@missing.csv | no such file",
        "parquet:@missing.parquet | no such file",
        "parquet:@good.csv | good.csv",
        "npz:@missing.npz | no such file",
        "npz:@text.npz | not an npz file",
        "npz:@cut.npz | restore it, or write it again with numpy.savez",
        "npz:@rows.npz | Y has the shape (4, 1)",
        "npz:@lonely.npz | no array Y",
        "npz:@nan.npz | X[0, 1] is NaN",
        "npz:@complex.npz | is complex",
        "npz:@object.npz | Python objects",
        "npz:@structured.npz | structured array",
        "csv:nosuch://a/b | no file system",
        "pigits | expected digits, diabetes",
      })
  void data(String source, String said) throws IOException {
    refused("train gaussian --out @new --set data.source=" + source, said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.target=z | no target column \"z\"",
        "data.target=9 | index, 0 to 2",
        "data.features=[a,q] | \"q\"",
        "data.features=[a,a] | found [\"a\",\"a\"]",
        "data.index-column=y --set data.target=y | column y is a target and also the index",
        "network.map=[gated,nueron] | found [\"gated\",\"nueron\"]",
        "network.map=perceptron --set network.map-options.hidden=2147483647 | options.hidden = 2147",
        "network.map=convolution --set network.sites=[3] --set network.map-options.window=2147483647 | window = 2147",
        "network.map=attention --set network.sites=[3] --set network.map-options.head=2147483647 | head = 2147",
        "network.map=attention --set network.sites=[65536,65536] | more than an array holds",
        "data.task=classification | y",
        "network.loss=cross-entropy | needs classes",
        "netwrok.depth=2 | nearest key is network.depth",
        "network.depth=deep | whole number",
        "network.width=0 | whole number >= 1",
        "network.width=[1,2] | 2 entries",
        "network.state-dim=1 | at least 2",
        "network.readout=identity | needs state-dim = 1",
        "network.scale=0 | other than 0",
        "flow.step=-1 | > 0",
        "flow.steps=-1 | >= 0",
        "flow.multipliers.u=0 | > 0",
        "data.test-fraction=1 | < 1",
        "engine.threads=0 | >= 1",
        "engine.tolerance=0 | > 0",
        "output.record-every=0 | >= 1",
        "output.snapshot-every=0 | >= 1",
        "init.w.std=-1 | >= 0",
        "init.from=npz:@layers.npz | w has 5 x 3 at layer 0",
        "init.from=npz:@wide.npz | set network.depth, network.width",
        "init.from=npz:@complex.npz | has no u",
        "init.from=npz:@cut.npz | cut.npz",
        "init.from=npz:@good.npz | has no u",
        "init.from=run:@folder.csv | no config.conf",
        "engine.kind=spark --set spark.master=local[x] | spark.master",
        "engine.kind=spark --set spark.master=yarm | spark.master",
      })
  void keys(String assignment, String said) throws IOException {
    String command = "train gaussian --out @new --set data.source=csv:@good.csv --set ";
    refused(command + assignment, said == null ? "" : said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian digits | there is no command trian; the nearest is train",
        "train | needs an experiment",
        "train digits moons | moons",
        "train digits --sett flow.steps=1 | there is no option --sett; the nearest is --set",
        "train digits --lr 0.1 | there is no option --lr; see flow.step; keys are set by --set",
        "train digits --steps=5 | there is no option --steps; see flow.steps; keys",
        "export @run --ou x.npz | there is no option --ou; the nearest is --out",
        "train ./digits | ./digits is no experiment: give a built-in one",
        "certify --verify @none.json | cotflow: cannot read",
        "certify @none/run | none/run does not exist; give an experiment or the directory",
        "geodesic @run @run --at 2 --out @new | --at 2: a geodesic",
        "train digit | the nearest is digits",
        "train @missing.conf | no such file",
        "train @folder.conf | it is a directory",
        "train @unknown.conf | nearest key is flow.steps",
        "train @type.conf | type.conf: 2: flow.steps",
        "train @broken.conf | broken.conf",
        "train digits --out @good.csv | is a file",
        "train digits --out @run | holds a run already",
        "train digits --out @good.csv/below --set flow.steps=0 --set network.width=1 | --out",
        "train digits --out @new --resume @run | exclude each other",
        "train --resume @new | does not exist",
        "train --resume @folder.csv | not a run directory",
        "train digits --resume @run | of the experiment small",
        "train --resume @run --set network.width=5 | may change only",
        "train --resume @run --set flow.step=0.1 | may change only",
        "train --resume @run --set flow.steps=1 | stands at step 2",
        "predict @run | --data",
        "train moons --out @new --set data.validation-fraction=0.9 | leaves none to train on",
        "train moons --out @new --set data.class-weights=[1] | has 1 entries",
        "train diabetes --out @new --set data.class-weights=balanced | is a regression",
        "predict @run --part valid | parts train, validation and test",
        "predict @run --part validation | has no validation part",
        "predict @run --part test --data @good.csv | either --data or --part",
        "predict @run --part test --truth y | --truth is for --data",
        "predict @run --part test --probabilities | cross-entropy",
        "predict @new --data @good.csv | does not exist",
        "predict @run --data @missing.csv | no such file",
        "predict @run --data @folder.csv | is a directory without files of data",
        "predict @run --data @wide.npz | no array X",
        "predict @run --data @file.txt | unknown kind",
        "predict @run --data @good.csv --step 1 | there are [0, 2]",
        "export @run | --npz",
        "export @run --npz @x.npz --step 7 | there are [0, 2]",
        "export @run --npz @x.npz --step last | --step",
        "export @run --npz @folder.csv | is a directory",
        "export @new --npz @x.npz | does not exist",
        "export @run --out @good.csv/x.npz | good.csv is a file, and no directory",
        "export @run --out /proc/cotflow/x.npz | cannot",
        "export @run --out @run/network.npz | is a file of a run",
        "report @run --out @run/config.conf | is a file of a run",
        "analyze @run --csv @run/diagnostics.csv | is a file of a run",
        "distance @run @run --csv @run/history.csv | is a file of a run",
        "barycenter @run @run --out @run/tables.sha256 | is a file of a run",
        "certify @run --run --csv @run/metrics.csv | is a file of a run",
        "report @run --out @good.csv/x.html | good.csv is a file, and no directory",
        "report @run --out @folder.csv | --out",
        "report @run --figures @good.csv/x | good.csv is a file, and no directory",
        "report @run --figures @good.csv | is a file; give a directory",
        "watch @good.csv | is a file; give the directory of a run",
        "analyze @run --csv @good.csv/x.csv | good.csv is a file, and no directory",
        "distance @run @run --csv @good.csv/x.csv | good.csv is a file, and no directory",
        "geodesic @run @run --at 0.5 --out @good.csv/x | good.csv is a file, and no directory",
        "barycenter @run @run --out @good.csv/x.npz | good.csv is a file, and no directory",
        "barycenter @run @run --out @folder.csv | is a directory",
        "certify moons --no-search --out @good.csv/x.json | good.csv is a file, and no directory",
        "certify @run --run --csv @good.csv/x.csv | good.csv is a file, and no directory",
        "certify --verify @folder.csv | it is a directory",
        "new @good.csv/my --data @good.csv | good.csv is a file, and no directory",
        "new @my --data @missing.csv | no such file",
        "sweep moons --out @good.csv/x --set sweep.network.width=[2] | good.csv",
        "sweep moons --out @good.csv --set sweep.network.width=[2] | good.csv",
        "resume @good.csv | good.csv",
        "resume @missing | missing",
        "report @missing | missing",
        "config digit | the nearest is digits",
        "config digits --set a | key=value",
        "list all | all",
      })
  void commands(String command, String said) throws IOException {
    refused(command, said);
  }

  @Test
  void aFeatureThatTheFileLacks() throws IOException {
    Path trained = directory.resolve("named");
    Call call =
        Call.of(
            "train",
            "gaussian",
            "--out",
            trained.toString(),
            "--set",
            "flow.steps=0",
            "--set",
            "data.source=csv:" + directory.resolve("good.csv"));
    assertEquals(0, call.code(), call.err());
    write("lacking.csv", "a,c\n1,2\n");
    refused("predict @named --data @lacking.csv", "no feature column \"b\"");
  }
}
