package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cotflow.base.Setting;
import org.cotflow.config.keys.Key;
import org.cotflow.engine.EngineSpec;
import org.junit.jupiter.api.Test;

class ResumeRulesTest {
  private static Experiment stored(String... sets) {
    Experiment first = ExperimentConfig.load("digits", List.of(sets), Map.of(), false);
    return ExperimentConfig.readStored(ConfigText.render(first), "config.conf", "elsewhere/run");
  }

  @Test
  void withoutSettingsTheStoredRunGoesOn() {
    assertEquals(stored(), ResumeRules.resolveResume(stored(), null, List.of()));
    assertEquals(stored(), ResumeRules.resolveResume(stored(), "digits", List.of()));
  }

  @Test
  void theDirectoryIsWhereTheRunIs() {
    assertEquals("elsewhere/run", stored().output().dir());
    String line =
        UserErrors.line(
            () -> ResumeRules.resolveResume(stored(), null, List.of("output.dir=other")));
    assertTrue(line.startsWith("--set output.dir: the run in elsewhere/run has"), line);
    ResumeRules.resolveResume(stored(), null, List.of("output.dir=elsewhere/run"));
  }

  @Test
  void extentPlaceAndOutputMayChange() {
    Experiment resumed =
        ResumeRules.resolveResume(
            stored(),
            null,
            List.of(
                "flow.steps=900",
                "flow.time=7.5",
                "flow.stop.risk=0.1",
                "flow.stop={gradient=0.2}",
                "flow.stop.wall-time=60",
                "engine.kind=spark",
                "engine.threads=3",
                "engine.partitions=7",
                "engine.checkpointing=none",
                "spark.master=local[2]",
                "spark.checkpoint-every=5",
                "spark.conf.spark.ui.enabled=false",
                "output.record-every=2",
                "output.snapshot-every=3",
                "output.keep=2",
                "output.trajectories.layers=[1]",
                "output.trajectories.particles=4",
                "output.log=[jsonl]"));
    assertEquals(900, resumed.flow().steps());
    assertEquals(7.5, resumed.flow().time());
    assertEquals(0.1, resumed.flow().stop().risk());
    assertEquals(0.2, resumed.flow().stop().gradient());
    assertEquals(60.0, resumed.flow().stop().wallTime());
    assertEquals(EngineSpec.Kind.SPARK, resumed.engine().kind());
    assertEquals(3, resumed.engine().threads());
    assertEquals(7, resumed.engine().partitions());
    assertEquals("local[2]", resumed.spark().master());
    assertEquals(5, resumed.spark().checkpointEvery());
    assertEquals(Map.of("spark.ui.enabled", "false"), resumed.spark().conf());
    assertEquals(
        new OutputSpec(
            "elsewhere/run", 2, 3, 2, new TrajectorySpec(List.of(1), 4), List.of(LogFormat.JSONL)),
        resumed.output());
  }

  @Test
  void sparkComesFromThePresentCall() {
    Experiment stored = stored("spark.master=local[7]", "spark.conf.spark.a.secret=x");
    assertEquals(ExperimentConfig.defaults().spark(), stored.spark());
    Experiment resumed = ResumeRules.resolveResume(stored, null, List.of("spark.conf.spark.b=2"));
    assertEquals(null, resumed.spark().master());
    assertEquals(Map.of("spark.b", "2"), resumed.spark().conf());
  }

  /** A different value for each key that decides about the numbers. */
  private static final Map<String, String> CHANGES =
      Map.ofEntries(
          Map.entry("name", "other"),
          Map.entry("data.source", "moons"),
          Map.entry("data.target", "a"),
          Map.entry("data.features", "[b,c]"),
          Map.entry("data.task", "null"),
          Map.entry("data.scaling", "none"),
          Map.entry("data.center", "false"),
          Map.entry("data.target-scaling", "standard"),
          Map.entry("data.test-fraction", "0.3"),
          Map.entry("data.validation-fraction", "0.3"),
          Map.entry("data.class-weights", "balanced"),
          Map.entry("data.samples", "9"),
          Map.entry("data.seed", "1"),
          Map.entry("data.input-dim", "3"),
          Map.entry("data.output-dim", "3"),
          Map.entry("data.examples", "8"),
          Map.entry("data.noise", "0.2"),
          Map.entry("data.encoding", "ISO-8859-1"),
          Map.entry("data.separator", "tab"),
          Map.entry("data.decimal", "comma"),
          Map.entry("data.header", "true"),
          Map.entry("data.index-column", "none"),
          Map.entry("data.missing", "{ age = mean, city = unknown }"),
          Map.entry("data.missing-words", "[none]"),
          Map.entry("data.categories", "one-hot"),
          Map.entry("data.unseen", "zeros"),
          Map.entry("network.depth", "9"),
          Map.entry("network.width", "64"),
          Map.entry("network.state-dim", "80"),
          Map.entry("network.activation", "relu"),
          Map.entry("network.map", "gated"),
          Map.entry("network.map-options.hidden", "4"),
          Map.entry("network.map-options.window", "5"),
          Map.entry("network.map-options.edges", "periodic"),
          Map.entry("network.map-options.head", "3"),
          Map.entry("network.map-options.causal", "true"),
          Map.entry("network.map-options.linear", "true"),
          Map.entry("network.map-options.smoothness", "1.5"),
          Map.entry("network.sites", "[2,2]"),
          Map.entry("network.pooling", "mean"),
          Map.entry("network.positions", "gaussian"),
          Map.entry("network.position-scale", "0.5"),
          Map.entry("network.bias", "false"),
          Map.entry("network.embedding", "gaussian"),
          Map.entry("network.readout", "head"),
          Map.entry("network.scale", "2"),
          Map.entry("network.depth-scheme", "rk4"),
          Map.entry("network.substeps", "2"),
          Map.entry("network.loss", "cross-entropy"),
          Map.entry("network.output-average", "true"),
          Map.entry("network.seed", "5"),
          Map.entry("init.u.std", "1"),
          Map.entry("init.w.std", "2"),
          Map.entry("init.b.std", "2"),
          Map.entry("init.tied", "true"),
          Map.entry("init.seed", "4"),
          Map.entry("init.from", "npz:x"),
          Map.entry("flow.method", "heun"),
          Map.entry("flow.step", "0.5"),
          Map.entry("flow.tolerance", "1e-7"),
          Map.entry("flow.batch", "10"),
          Map.entry("flow.train", "[u]"),
          Map.entry("flow.multipliers.u", "2"),
          Map.entry("flow.multipliers.w", "2"),
          Map.entry("flow.multipliers.b", "2"),
          Map.entry("engine.block", "128"),
          Map.entry("engine.tolerance", "1e-9"),
          Map.entry("engine.propagation", "picard"),
          Map.entry("output.dir", "other"),
          Map.entry("diagnostics.every", "3"),
          Map.entry("diagnostics.spectrum", "false"),
          Map.entry("diagnostics.jacobians", "false"),
          Map.entry("diagnostics.dense-limit", "9"),
          Map.entry("diagnostics.certify-every", "3"));

  /** Keys with one possible value only. */
  @Test
  void nothingElseMayChange() {
    long fixed =
        ConfigKeys.EXPERIMENT.all().stream()
            .filter(key -> key.scope() == Setting.Scope.NUMBERS || key.path().equals("output.dir"))
            .filter(key -> key.path().equals(key.path().toLowerCase(Locale.ROOT)))
            .filter(key -> !key.path().equals("network.map-digest"))
            .count();
    assertEquals(fixed, CHANGES.size());
    Experiment stored = stored();
    CHANGES.forEach(
        (key, value) -> {
          String line =
              UserErrors.line(
                  () -> ResumeRules.resolveResume(stored, null, List.of(key + "=" + value)));
          assertTrue(line.startsWith("--set " + key + ": the run in elsewhere/run has "), line);
        });
  }

  /** What only a map of the user's own has: keys by name, and a jar. */
  @Test
  void aMapOfOnesOwnStaysAsItIs() {
    String[] own = {
      "network.map=class:a.Map",
      "init.rate.std=1",
      "network.map-options.rank=3",
      "network.bias=false"
    };
    Experiment stored = stored(own);
    assertEquals(stored, ResumeRules.resolveResume(stored, null, List.of(own)));
    for (String set :
        List.of(
            "network.map=class:b.Map",
            "network.map-digest=" + "0".repeat(64),
            "network.map-options.rank=4",
            "network.map-options.other=4",
            "init.rate.std=2",
            "init.rate.std=auto",
            "init.other.std=2",
            "flow.multipliers.rate=2")) {
      String line = UserErrors.line(() -> ResumeRules.resolveResume(stored, null, List.of(set)));
      String key = set.substring(0, set.indexOf('='));
      assertTrue(line.startsWith("--set " + key + ": the run in elsewhere/run has "), line);
    }
  }

  @Test
  void theErrorNamesStoredAndGivenValue() {
    String line =
        UserErrors.line(() -> ResumeRules.resolveResume(stored(), null, List.of("flow.step=0.5")));
    assertTrue(
        line.startsWith(
            "--set flow.step: the run in elsewhere/run has 2.0, given is 0.5; a resumed run may"
                + " change only flow.steps, flow.time, flow.stop.risk,"),
        line);
  }

  @Test
  void settingTheStoredValueIsFine() {
    Experiment stored = stored();
    for (Key<Experiment> key : ConfigKeys.EXPERIMENT.all()) {
      if (!List.of("spark.conf", "name", "output.dir").contains(key.path())) {
        String set = key.path() + "=" + key.rendered(stored);
        assertEquals(stored, ResumeRules.resolveResume(stored, null, List.of(set)), set);
      }
    }
    ResumeRules.resolveResume(stored, null, List.of("flow.step=2"));
  }

  @Test
  void anotherNameIsRefused() {
    String line = UserErrors.line(() -> ResumeRules.resolveResume(stored(), "moons", List.of()));
    assertEquals(
        "the run in elsewhere/run is of the experiment digits, not moons; leave the name out or"
            + " give digits",
        line);
  }

  @Test
  void wrongValuesAreRefusedAsEver() {
    String line =
        UserErrors.line(() -> ResumeRules.resolveResume(stored(), null, List.of("flow.steps=-1")));
    assertTrue(line.startsWith("--set flow.steps: expected"), line);
  }
}
