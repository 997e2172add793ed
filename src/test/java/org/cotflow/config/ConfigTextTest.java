package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.cotflow.config.keys.Key;
import org.cotflow.engine.SparkSpec;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
  @Test
  void builtInsReadBackEqual() {
    for (String name : BuiltIns.names()) {
      for (boolean submitted : new boolean[] {false, true}) {
        Experiment experiment = ExperimentConfig.load(name, List.of(), Map.of(), submitted);
        assertEquals(experiment, ExperimentConfig.parse(ConfigText.render(experiment), "text"));
      }
    }
  }

  @Test
  void randomExperimentsReadBackEqual() {
    long seed = 20260711;
    RandomExperiments experiments = new RandomExperiments(seed);
    for (int i = 0; i < 150; i++) {
      Experiment experiment = experiments.next();
      String text = ConfigText.render(experiment);
      assertEquals(experiment, ExperimentConfig.parse(text, "text"), "seed " + seed + "\n" + text);
      assertEquals(text, ConfigText.render(ExperimentConfig.parse(text, "text")));
      assertEquals(experiment, ExperimentConfig.parse(ConfigText.explain(experiment), "text"));
    }
  }

  @Test
  void everyKeyHasADefaultAnExplanationAndItsPlace() {
    List<ConfigValue> inFile = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    collect("", ConfigKeys.DEFAULTS.root(), paths, inFile);
    assertEquals(ConfigKeys.EXPERIMENT.all().stream().map(Key::path).toList(), paths);
    for (int i = 0; i < paths.size(); i++) {
      assertFalse(inFile.get(i).origin().comments().isEmpty(), paths.get(i));
    }
  }

  private static void collect(
      String prefix, ConfigObject section, List<String> paths, List<ConfigValue> values) {
    section.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .forEach(
            entry -> {
              String path = prefix + entry.getKey();
              if (entry.getValue() instanceof ConfigObject inner && !ConfigKeys.isKey(path)) {
                assertFalse(inner.origin().comments().isEmpty(), path);
                collect(path + ".", inner, paths, values);
              } else {
                paths.add(path);
                values.add(entry.getValue());
              }
            });
  }

  @Test
  void theTextHasSectionsExplanationsAndExplicitNulls() {
    String text = ConfigText.render(ExperimentConfig.load("digits", List.of(), Map.of(), false));
    assertTrue(
        text.contains(
            """
            flow {
              # Method: euler (gradient descent), or for the gradient flow itself heun (order 2), rk4 (order
              # 4) or adaptive (order 5, steps as long as the tolerance allows; not with mini-batches).
              # These take 2, 4 and 7 evaluations of the gradient a step.
              method = euler

              # tau, the flow time of one step; of the adaptive method the first step that is tried.
              step = 2.0
            """),
        text);
    assertTrue(
        text.contains(
            "\n    # Stop once the risk is at most this; null: never.\n    risk = null\n"));
    assertTrue(text.contains("\n  train = all\n"));
    assertTrue(text.contains("\n  propagation = auto\n"));
    assertTrue(text.contains("\n  dir = \"runs/digits\"\n"));
    assertTrue(text.contains("\n  conf {}\n"));
  }

  @Test
  void theExplanationMarksWhatDiffersFromTheDefault() {
    String text =
        ConfigText.explain(
            ExperimentConfig.load(
                "digits", List.of("network.width=[1,2]", "network.depth=2"), Map.of(), false));
    assertTrue(text.contains("\n  step = 2.0  # changed; default: 1.0\n"), text);
    assertTrue(text.contains("\n  width = [1, 2]  # changed; default: 128\n"), text);
    assertTrue(text.contains("\n  steps = 200\n"), text);
    assertTrue(text.contains("\n  dir = \"runs/digits\"\n"), text);
  }

  @Test
  void secretsAreNotWritten() {
    Map<String, String> conf =
        Map.of(
            "spark.hadoop.fs.s3a.secret.key", "s3cret1",
            "spark.hadoop.fs.azure.account.key.x.net", "s3cret2",
            "spark.ssl.keyStorePassword", "s3cret3",
            "spark.executor.extraJavaOptions", "-Dmy.password=s3cret4",
            "spark.some.url", "https://me:s3cret5@host/",
            "spark.executor.memory", "4g");
    Experiment plain = ExperimentConfig.defaults();
    Experiment experiment =
        new Experiment(
            plain.name(),
            plain.data(),
            plain.network(),
            plain.init(),
            plain.flow(),
            plain.engine(),
            new SparkSpec(null, 20, conf),
            plain.output(),
            plain.diagnostics());
    for (String text : List.of(ConfigText.render(experiment), ConfigText.explain(experiment))) {
      assertFalse(text.contains("s3cret"), text);
      assertEquals(5, text.split("redacted", -1).length - 1);
      assertTrue(text.contains("\n    \"spark.executor.memory\" = \"4g\"\n"), text);
    }
  }
}
