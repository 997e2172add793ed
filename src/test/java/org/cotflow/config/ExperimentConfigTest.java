package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cotflow.data.DataSpec;
import org.cotflow.engine.EngineSpec;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.map.MapName;
import org.cotflow.kernel.map.MapOptions;
import org.cotflow.network.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentConfigTest {
  @TempDir Path directory;

  private static Experiment set(String... sets) {
    return ExperimentConfig.load("gaussian", List.of(sets), Map.of(), false);
  }

  private String file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content).toString();
  }

  private Experiment load(String path, String... sets) {
    return ExperimentConfig.load(path, List.of(sets), Map.of(), false);
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    Experiment plain = ExperimentConfig.defaults();
    assertEquals(
        new NetworkSpec(
            8,
            List.of(128),
            null,
            List.of(MapName.NEURON),
            null,
            MapOptions.DEFAULT,
            List.of(),
            NetworkSpec.Pooling.FLATTEN,
            NetworkSpec.Positions.NONE,
            1,
            Activation.TANH,
            true,
            NetworkSpec.EmbeddingKind.PAD,
            NetworkSpec.ReadoutKind.TAIL,
            1.0,
            NetworkSpec.DepthSchemeKind.EULER,
            1,
            NetworkSpec.LossKind.SQUARED,
            false,
            null),
        plain.network());
    assertEquals(0.0, plain.init().parts().get("u"));
    assertEquals(1.0, plain.init().parts().get("w"));
    assertEquals(0.2, plain.data().testFraction());
    assertEquals(200, plain.flow().steps());
    assertEquals(
        new EngineSpec(
            EngineSpec.Kind.IN_PROCESS,
            null,
            256,
            null,
            EngineSpec.Propagation.AUTO,
            1e-12,
            "auto"),
        plain.engine());
    assertEquals(
        new OutputSpec(
            "runs/experiment", null, 50, null, new TrajectorySpec(List.of(), 0), List.of()),
        plain.output());
    assertEquals(new DiagnosticsSpec(null, true, true, 512, null), plain.diagnostics());
  }

  @Test
  void builtInsOverrideWhatTheDesignSays() {
    Experiment digits = load("digits");
    assertEquals("digits", digits.name());
    assertEquals("runs/digits", digits.output().dir());
    assertEquals(DataSpec.Scaling.UNIT, digits.data().scaling());
    assertTrue(digits.data().center());
    assertEquals(2.0, digits.flow().step());
    Experiment diabetes = load("diabetes");
    assertEquals(DataSpec.Scaling.STANDARD, diabetes.data().scaling());
    assertEquals(DataSpec.TargetScaling.STANDARD, diabetes.data().targetScaling());
    for (String name : List.of("gaussian", "moons")) {
      Experiment expected =
          ExperimentConfig.parse("name = " + name + "\ndata.source = " + name, "text");
      assertEquals(expected, load(name));
    }
  }

  @Test
  void everyBuiltInHasALineForTheList() {
    assertEquals(
        List.of(
            "digits",
            "diabetes",
            "moons",
            "gaussian",
            "certified",
            "certified-digits-200",
            "certified-digits",
            "lifting",
            "initialization",
            "descent-vs-flow",
            "stability",
            "cot-vs-wasserstein",
            "relu-invariants",
            "rkhs-node",
            "chizat-2025",
            "chizat-2026",
            "marion-2023",
            "width-limit",
            "transformer-limit",
            "digits-convolution",
            "digits-attention",
            "in-context"),
        BuiltIns.names());
    for (BuiltIns one : BuiltIns.values()) {
      assertEquals(1, one.description().lines().count());
      assertEquals(one, BuiltIns.named(one.experimentName()).orElseThrow());
    }
  }

  @Test
  void valuesOfSetAreVerbatimUnlessTheyLookLikeHocon() {
    assertEquals("local[2]", set("spark.master=local[2]").spark().master());
    assertEquals("csv:/x", set("data.source=csv:/x").data().source());
    assertEquals("csv:/a=b#c ", set("data.source=csv:/a=b#c ").data().source());
    assertEquals("${name}", set("output.dir=${name}").output().dir());
    assertEquals("a b", set("output.dir=\"a b\"").output().dir());
    assertEquals("1e3", set("name=1e3").name());
    assertEquals("true", set("name=true").name());
    assertEquals(List.of(3, 4), set("network.width=[3, 4]", "network.depth=2").network().width());
    assertEquals(0.25, set("init={u={std=0.25}}").init().parts().get("u"));
    assertEquals(1.0, set("init={u={std=0.25}}").init().parts().get("w"));
    assertFalse(set("network.bias=false").network().bias());
    assertNull(set("spark.master=x", "spark.master=null").spark().master());
    assertEquals(7, set("flow.steps=5", "flow.steps=7").flow().steps());
    assertEquals(10, set("flow.steps=1e1").flow().steps());
    assertEquals(0.1 + 0.2, set("flow.step=0.30000000000000004").flow().step());
    assertEquals(Long.MIN_VALUE, set("init.seed=" + Long.MIN_VALUE).init().seed());
    assertEquals(List.of("price"), set("data.target=price").data().target());
    assertEquals(List.of("3", "b"), set("data.target=[3, b]").data().target());
    assertEquals(List.of("64"), set("data.target=64").data().target());
    assertTrue(set("flow.train=u").flow().trains("u"));
    assertFalse(set("flow.train=u").flow().trains("w"));
    assertEquals(20, set("flow.batch=20").flow().batch());
    assertNull(set("flow.batch=20", "flow.batch=full").flow().batch());
    assertEquals(3, set("output.keep=3").output().keep());
  }

  @Test
  void namesInSparkConfMayBeginOneAnother() {
    Experiment experiment =
        set(
            "spark.conf.spark.speculation=true",
            "spark.conf.spark.speculation.quantile=0.90",
            "spark.conf.spark.gone=1",
            "spark.conf.spark.gone=null",
            "spark.conf.spark={a=1, b.c=\"x y\"}");
    assertEquals(
        Map.of(
            "spark.speculation",
            "true",
            "spark.speculation.quantile",
            "0.90",
            "spark.a",
            "1",
            "spark.b.c",
            "x y"),
        experiment.spark().conf());
  }

  @Test
  void namesInSparkConfMayBeQuoted() throws IOException {
    assertEquals(
        Map.of("spark.eventLog.enabled", "true", "spark.a.b c", "1"),
        set("spark.conf.\"spark.eventLog.enabled\"=true", "spark.conf.spark.a.\"b c\"=1")
            .spark()
            .conf());
    String path =
        file(
            "quoted.conf",
            "spark.conf { \"spark.speculation\" = true, \"spark.speculation.quantile\" = 0.5 }");
    assertEquals(
        Map.of("spark.speculation", "true", "spark.speculation.quantile", "0.5"),
        load(path).spark().conf());
  }

  @Test
  void aLaterValueOfTheSameSparkConfNameWins() throws IOException {
    String path = file("twice.conf", "spark.conf.spark.a = 1\nspark.conf { spark.a = 2 }");
    assertEquals(Map.of("spark.a", "2"), load(path).spark().conf());
  }

  @Test
  void setWinsOverTheFileAndOverridesOverSet() throws IOException {
    String path =
        file(
            "mine.conf",
            "flow { steps = 3, step = 0.5 }\nspark.conf { spark.x = 1, \"spark.x.y\" = 2 }");
    assertEquals(3, load(path).flow().steps());
    assertEquals(4, load(path, "flow.steps=4").flow().steps());
    assertEquals(
        Map.of("spark.x", "7", "spark.x.y", "2"),
        load(path, "spark.conf.spark.x=7").spark().conf());
    Experiment experiment =
        ExperimentConfig.load(
            path, List.of("output.dir=a"), Map.of("output.dir", "b", "flow.step", 0.25), false);
    assertEquals("b", experiment.output().dir());
    assertEquals(0.25, experiment.flow().step());
  }

  @Test
  void theNameComesFromTheFileUnlessItSaysOne() throws IOException {
    String plain = file("my run.conf", "flow.steps = 3");
    assertEquals("my run", load(plain).name());
    assertEquals("runs/my run", load(plain).output().dir());
    assertEquals("my run", ExperimentConfig.nameOf(plain));
    String named = file("b.conf", "name = \"<script>\"");
    assertEquals("<script>", load(named).name());
    assertEquals("<script>", ExperimentConfig.nameOf(named));
    assertEquals("runs/<script>", load("file:" + named).output().dir());
    assertEquals("moons", ExperimentConfig.nameOf("moons"));
  }

  @Test
  void sparkSubmitMeansSparkUnlessTheUserSaysOtherwise() throws IOException {
    String silent = file("silent.conf", "flow.steps = 3");
    String explicit = file("explicit.conf", "engine.kind = in-process");
    assertEquals(EngineSpec.Kind.SPARK, kindUnderSparkSubmit(silent));
    assertEquals(EngineSpec.Kind.SPARK, kindUnderSparkSubmit("digits"));
    assertEquals(EngineSpec.Kind.IN_PROCESS, kindUnderSparkSubmit(explicit));
    assertEquals(
        EngineSpec.Kind.IN_PROCESS, kindUnderSparkSubmit(silent, "engine.kind=in-process"));
    assertEquals(EngineSpec.Kind.IN_PROCESS, load(silent).engine().kind());
  }

  private static EngineSpec.Kind kindUnderSparkSubmit(String experiment, String... sets) {
    return ExperimentConfig.load(experiment, List.of(sets), Map.of(), true).engine().kind();
  }

  @Test
  void includesAndSubstitutionsWork() throws IOException {
    file("parts/deep.conf", "network.depth = 5\ninclude \"more.conf\"");
    file("parts/more.conf", "network.width = ${network.depth}");
    file("flow-part.conf", "steps = 11");
    String path =
        file(
            "main.conf",
            "include \"parts/deep.conf\"\nflow { include file(\"flow-part.conf\") }\n"
                + "flow.batch = ${network.depth}0\nspark.conf.spark.home = ${?HOME}\n"
                + "init.from = ${?COTFLOW_TEST_IS_NOT_SET}");
    Experiment experiment = load(path);
    assertEquals(5, experiment.network().depth());
    assertEquals(List.of(5), experiment.network().width());
    assertEquals(11, experiment.flow().steps());
    assertEquals(50, experiment.flow().batch());
    assertEquals(System.getenv("HOME"), experiment.spark().conf().get("spark.home"));
    assertNull(experiment.init().from());
    assertEquals(List.of(9), load(path, "network.depth=9").network().width());
  }

  @Test
  void anExperimentIsSerializable() throws Exception {
    Experiment experiment = set("spark.conf.spark.a=b", "data.target=[x,y]");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(experiment);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(experiment, in.readObject());
    }
  }
}
