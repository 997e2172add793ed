package org.cotflow.sweep.grid;

import static org.cotflow.config.UserErrors.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentSource;
import org.cotflow.sweep.SmallSweep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the section sweep says becomes runs, in the order written. */
class SweepReaderTest {
  private static Grid grid(String sweep) {
    ExperimentSource source = SmallSweep.source(sweep);
    return Grid.of(source, SweepReader.read(source));
  }

  private static List<List<String>> cells(Grid grid) {
    return grid.runs().stream().map(Grid.Run::cells).toList();
  }

  @Test
  void theProductIsWalkedInTheOrderWritten() {
    Grid grid = grid("network.width = [16, 64]\n init.seed = range(2)\n network.depth = [3, 1]");
    assertEquals(List.of("network.width", "init.seed", "network.depth"), grid.columns());
    assertEquals(
        List.of(
            List.of("16", "0", "3"),
            List.of("16", "0", "1"),
            List.of("16", "1", "3"),
            List.of("16", "1", "1"),
            List.of("64", "0", "3"),
            List.of("64", "0", "1"),
            List.of("64", "1", "3"),
            List.of("64", "1", "1")),
        cells(grid));
    Experiment last = grid.runs().get(7).experiment();
    assertEquals(List.of(64), last.network().width());
    assertEquals(1, last.init().seed());
  }

  @Test
  void valuesCanBeRangesAndLogSpaced() {
    assertEquals(
        List.of(List.of("2"), List.of("3"), List.of("4")),
        cells(grid("init.seed = \"range(2, 5)\"")));
    assertEquals(
        List.of(List.of("1"), List.of("2"), List.of("5"), List.of("10")),
        cells(grid("network.depth = \"log-spaced(1, 10, 4)\"")));
    assertEquals(
        List.of(List.of("1"), List.of("2"), List.of("3")),
        cells(grid("network.depth = \"log-spaced(1, 3, 9)\"")));
    List<List<String>> reals = cells(grid("flow.step = \"log-spaced(0.01, 1, 3)\""));
    assertEquals("0.01", reals.get(0).get(0));
    assertEquals(0.1, Double.parseDouble(reals.get(1).get(0)), 1e-15);
    assertEquals("1.0", reals.get(2).get(0));
  }

  @Test
  void tiedKeysFollowTheOthersThroughEachOther() {
    Grid grid =
        grid(
            "network.state-dim = [16, 64]\n"
                + "init.b.std = \"init.w.std * 2\"\n"
                + "init.w.std = \"1 / sqrt(network.state-dim)\"\n"
                + "network.width = \"100 / network.state-dim\"");
    assertEquals(
        List.of(List.of("16", "0.5", "0.25", "6"), List.of("64", "0.25", "0.125", "2")),
        cells(grid));
    assertEquals(0.125, grid.runs().get(1).experiment().init().parts().get("w"));
  }

  @Test
  void explicitPointsMultiplyWithAxes() {
    Grid grid =
        grid(
            "list = [{ network.width = 16, network.depth = 2 }, { network.width = 8 }]\n"
                + "init.seed = [7, 5]");
    assertEquals(List.of("network.depth", "network.width", "init.seed"), grid.columns());
    assertEquals(
        List.of(
            List.of("2", "16", "7"),
            List.of("2", "16", "5"),
            List.of("2", "8", "7"),
            List.of("2", "8", "5")),
        cells(grid));
  }

  @Test
  void widthsByLayerAndTextsStandInCells() {
    assertEquals(
        List.of(List.of("[3, 4]"), List.of("[5, 6]")),
        cells(grid("network.width = [[3, 4], [5, 6]]")));
    assertEquals(
        List.of(List.of("gaussian"), List.of("csv:/a,b")),
        cells(grid("data.source = [gaussian, \"csv:/a,b\"]")));
  }

  @Test
  void thereIsOneReferenceForEachDrawOfTheData() {
    Grid grid =
        grid(
            "data.seed = range(2)\n init.seed = range(3)\n network.width = [4, 8]\n"
                + "init.w.std = \"1 / network.width\"\n"
                + "reference { network.width = 100, init.seed = \"1000 + data.seed\" }");
    assertEquals(12, grid.runs().size());
    assertEquals(2, grid.references().size());
    for (Grid.Run run : grid.runs()) {
      Experiment reference = grid.references().get(run.reference());
      assertEquals(run.experiment().data(), reference.data());
      assertEquals(1000 + run.experiment().data().seed(), reference.init().seed());
      assertEquals(List.of(100), reference.network().width());
      assertEquals(0.01, reference.init().parts().get("w"), "ties hold in the reference too");
    }
  }

  @Test
  void aKeyThatTheReferenceOverridesIsNotTiedInIt() {
    Grid grid =
        grid(
            "network.width = [4, 8]\n init.w.std = \"1 / network.width\"\n"
                + "reference { network.width = 100, init.w.std = 3 }");
    assertEquals(3.0, grid.references().get(0).init().parts().get("w"));
  }

  @Test
  void theCommandLineAddsAxesBehindThoseOfTheFileAndReplacesThemInPlace() {
    ExperimentSource source =
        ExperimentSource.load(
            "moons",
            List.of("sweep.network.width=[4,8]", "flow.steps=3", "sweep.init.seed=range(2)"),
            Map.of(),
            false);
    Grid grid = Grid.of(source, SweepReader.read(source));
    assertEquals(List.of("network.width", "init.seed"), grid.columns());
    assertEquals(3, grid.runs().get(0).experiment().flow().steps());
  }

  @Test
  void whatIsWrittenReadsBackAsTheSameSweep() {
    ExperimentSource source =
        SmallSweep.source(
            "network.width = [16, 64]\n network.depth = \"log-spaced(1, 9, 3)\"\n"
                + "list = [{ flow.step = 0.1, network.bias = true }, { flow.step = 1e-3 }]\n"
                + "init.w.std = \"1 / sqrt(network.width)\"\n"
                + "reference { kind = run, network.width = 99, init.seed = \"init.seed + 7\" }\n"
                + "errors { at = [4, 0] }\n keep-runs = true\n"
                + "laws { z { of = output_error\n terms { b = \"1/network.depth\"\n a = 1 }\n"
                + "where = \"step > 1\" }\n"
                + "a { of = risk, power-law = [network.width], per = network.depth } }");
    SweepSpec spec = SweepReader.read(source);
    String text = SweepText.render(spec, source.sweep());
    ExperimentSource again = ExperimentSource.parse(SmallSweep.BASE + text, "again.conf");
    SweepSpec same = SweepReader.read(again);
    assertEquals(text, SweepText.render(same, again.sweep()));
    assertEquals(cells(Grid.of(source, spec)), cells(Grid.of(again, same)));
    assertEquals(Grid.of(source, spec).references(), Grid.of(again, same).references());
    assertEquals(List.of("z", "a"), same.laws().stream().map(LawSpec::name).toList());
    assertEquals(List.of("b", "a"), List.copyOf(same.laws().get(0).terms().keySet()));
    assertEquals(List.of(0, 4), same.errors().steps());
    assertTrue(same.keepRuns());
    assertFalse(SweepText.renderRuns(spec).contains("keep-runs"), "it changes no number");
  }

  @Test
  void aStateDimensionThatIsLeftToTheDataHasANumberInFormulas() {
    String tie = "init.w.std = \"1 / sqrt(network.state-dim)\"\n network.width = [4]";
    Grid grid = grid(tie + "\n reference { network.width = 9 }");
    assertEquals(1 / Math.sqrt(3 + 2), grid.runs().get(0).experiment().init().parts().get("w"));
    assertEquals(1 / Math.sqrt(3 + 2), grid.references().get(0).init().parts().get("w"));
    Grid varied = grid(tie + "\n data.input-dim = [3, 7]");
    assertEquals(1 / 3.0, varied.runs().get(1).experiment().init().parts().get("w"), 1e-15);
  }

  @Test
  void aLawAtAStepThatSomeRunsComeToIsLeftToThem() {
    Grid grid =
        grid("flow.steps = [2, 3]\n laws.x { of = risk, terms.a = \"flow.steps\", step = 3 }");
    assertEquals(2, grid.runs().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network.widht = [1] | sweep.network.widht: unknown key; the nearest key is"
            + " sweep.network.width",
        "netwrk.width = [1] | sweep.netwrk.width: unknown key; the nearest key is"
            + " sweep.network.width",
        "init.sed = [1] | sweep.init.sed: unknown key; the nearest key is sweep.init.seed",
        "flow.lr = [1] | sweep.flow.lr: unknown key; see flow.step",
        "refrence.kind = run | the nearest key is sweep.reference.kind",
        "init.seed = [1], keep-run = true | the nearest key is sweep.keep-runs",
        "network.width = [] | sweep.network.width: expected at least one value",
        "network.width = [4, 4] | sweep.network.width: has a value twice",
        "network.width = [0] | network.width: expected a whole number >= 1",
        "network.width = [a] | network.width: expected a whole number >= 1",
        "network.width = \"network.dept\" | network.dept: unknown key; the nearest key is"
            + " network.depth",
        "network.width = \"network.activation\" | network.activation is not numeric",
        "network.width = \"2 *\" | sweep.network.width: no list and no formula",
        "init.seed = range(0) | sweep.init.seed: range(0) has no values",
        "init.seed = range(a) | sweep.init.seed: expected range(n)",
        "network.depth = \"log-spaced(5, 1, 3)\" | expected log-spaced(from, to, n)",
        "network.activation = tanh | sweep.network.activation: expected a list of values",
        "output.dir = [a] | sweep.output.dir: decides where or how long a run goes",
        "flow.stop.wall-time = [1] | cannot vary",
        "init.w.std = \"init.b.std\", init.b.std = \"init.w.std\" | depends on itself",
        "init.w.std = \"1 / sqrt(flow.time)\", init.seed = [1] | flow.time has no number here",
        "init.w.std = \"1 / init.u.std\", init.u.std = [0.0] | is Infinity for {init.u.std=0.0}",
        "flow.step = \"-1\", init.seed = [1] | flow.step: expected a finite number > 0",
        "network = 3 | sweep.network: expected a section",
        "list = [] | sweep.list: expected a list of points",
        "list = [{ init.seed = 1 }], init.seed = [2] | varies in sweep.list already",
        "init.seed = [1], errors.at = [5] | step 5 is beyond flow.steps = 4",
        "init.seed = [1], errors.at = [-1] | sweep.errors.at: expected a flow step",
        "init.seed = [1], errors.att = [1] | unknown key; expected one of at, cot",
        "init.seed = [1], errors.cot = true | needs a reference that is a run",
        "init.seed = [1], reference.kind = best | expected run, richardson or closed-form",
        "init.seed = [1], reference {} | has no keys",
        "init.seed = [1], reference.network.widt = 4 | nearest key is"
            + " sweep.reference.network.width",
        "init.seed = [1], laws.x {} | expected terms { ... } or power-law",
        "init.seed = [1], laws.x { terms.a = 1 } | laws.x.of: is missing; expected a column of",
        "init.seed = [1], laws.x { of = output_eror, terms.a = 1 } | the nearest is output_error",
        "init.seed = [1], laws.x { of = risk, terms.a = \"1/dept\" } | dept: unknown key",
        "init.seed = [1], laws.x { of = risk, terms.a = 1, combine = max } | expected sum or"
            + " quadrature",
        "init.seed = [1], errors.at = [0], laws.x { of = risk, terms.a = 1, step = 4 } |"
            + " laws.x.step: runs are not looked at after step 4, only at [0]",
        "init.seed = [1], laws.x { of = risk, terms.a = 1, step = 3 } | only at the last one, 4",
        "init.seed = [1], laws.x { of = output_error, terms.a = 1 } | output_error needs a section"
            + " sweep.reference",
        "init.seed = [1], reference.init.seed = 9, laws.x { of = cot_error, terms.a = 1 } |"
            + " cot_error needs errors.cot = true",
        "init.seed = [1], reference.kind = richardson, laws.x { of = state_error, terms.a = 1 } |"
            + " which has no states",
        "init.seed = [1], laws.x { of = layer_gap, terms.a = 1 } | layer_gap needs errors.layer-gap"
            + " = true",
        "init.seed = [1], laws.x { of = risk, terms.a = 1, where = \"output_error < 1\" } |"
            + " laws.x.where: output_error needs",
        "init.seed = \"range(1000000)\", network.width = [1, 2] | more than 1000000 runs",
        "keep-runs = 3, init.seed = [1] | expected true or false",
        " | there is nothing to vary",
      })
  void whatIsWrongIsSaidInOneLine(String sweepAndWords) {
    String[] parts = sweepAndWords.split(" \\| ?|^\\| ");
    String sweep = parts.length > 1 ? parts[0] : "";
    String words = parts[parts.length - 1].strip();
    String message = line(() -> grid(sweep));
    assertTrue(message.contains(words), message);
  }
}
