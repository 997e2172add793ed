package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {
  private static final String COUNT = "expected a whole number >= 1 and <= 2147483647";

  @TempDir Path directory;

  private static String set(String... sets) {
    return UserErrors.line(() -> ExperimentConfig.load("gaussian", List.of(sets), Map.of(), false));
  }

  private static String load(String experiment) {
    return UserErrors.line(() -> ExperimentConfig.load(experiment, List.of(), Map.of(), false));
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("x.conf"), content).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network.depth=0",
        "network.depth-scheme=heun",
        "network.substeps=0",
        "diagnostics.every=0",
        "diagnostics.spectrum=some",
        "diagnostics.dense-limit=2049",
        "network.width=0",
        "network.width=[]",
        "network.state-dim=0",
        "network.scale=0",
        "network.scale=-0.0",
        "network.scale=1e999",
        "network.scale=NaN",
        "network.scale=null",
        "network.bias=1",
        "network.bias=null",
        "network.width=1.5",
        "network.width=3000000000",
        "network.width=1e999999999",
        "network.width=1e99999999999",
        "network.width=[[1]]",
        "network.width=auto",
        "network.depth=0x10",
        "network.depth=8d",
        "data.samples=0",
        "data.input-dim=0",
        "data.output-dim=0",
        "data.noise=-0.1",
        "data.test-fraction=1",
        "data.test-fraction=-1e-9",
        "data.test-fraction=\"\"",
        "data.validation-fraction=1",
        "data.class-weights=even",
        "data.class-weights=0",
        "data.class-weights=[0.00,1]",
        "data.class-weights=[1,-1]",
        "data.class-weights=[1,1e400]",
        "data.class-weights=[]",
        "data.seed=1.5",
        "data.seed=9223372036854775808",
        "data.source=csv:",
        "data.source=foo",
        "data.source=csv:s3a://user:pw@b/x",
        "data.target=[a,a]",
        "data.target=[null]",
        "data.target=",
        "data.task=both",
        "data.center=yes",
        "init.u.std=-1",
        "init.w.std=-1",
        "init.b.std=-1",
        "init.w.std=Infinity",
        "init.from=x",
        "init.from=npz:",
        "init.seed=a",
        "flow.step=0",
        "flow.step=-1",
        "flow.step=1e400",
        "flow.steps=-1",
        "flow.method=rk5",
        "flow.tolerance=0",
        "flow.tolerance=-1e-9",
        "output.trajectories.particles=-1",
        "output.trajectories.layers=[0,0]",
        "output.trajectories.layers=[]",
        "output.log=wandb",
        "output.log=[jsonl, jsonl]",
        "flow.time=-1",
        "flow.batch=0",
        "flow.batch=all",
        "flow.train=[u,u]",
        "flow.train=[u,v]",
        "flow.multipliers.u=0",
        "flow.multipliers.w=-1",
        "flow.multipliers.b=0",
        "flow.stop.risk=-1",
        "flow.stop.gradient=-1",
        "flow.stop.patience=0",
        "flow.stop.patience=5",
        "flow.stop.wall-time=-1",
        "flow.step={a=1}",
        "flow=3",
        "flow=null",
        "engine.kind=local",
        "engine.kind=null",
        "engine.threads=0",
        "engine.block=0",
        "engine.partitions=0",
        "engine.propagation=secant",
        "engine.tolerance=0",
        "engine.tolerance=1e-400",
        "spark.checkpoint-every=0",
        "spark.conf=3",
        "spark.conf.spark.x=[1]",
        "spark.conf.executor.memory=4g",
        "spark.conf={spark=1}",
        "output.record-every=0",
        "output.snapshot-every=0",
        "output.keep=0",
        "output.dir=",
        "name=",
        "name=..",
        "name=a/b",
        "name=null",
        "name=[]",
        "name={a=1}"
      })
  void valuesOutOfTypeOrRangeAreRefused(String assignment) {
    String key = assignment.substring(0, assignment.indexOf('='));
    String line = set(assignment);
    assertTrue(line.startsWith("--set " + key), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network.depth=1",
        "network.width=1",
        "network.width=2147483647",
        "data.samples=1",
        "data.test-fraction=0",
        "data.test-fraction=0.9999999999999999",
        "data.noise=0",
        "data.source=parquet:abfs://box@account.dfs.core.windows.net/x",
        "init.u.std=0",
        "flow.steps=0",
        "flow.step=4.9e-324",
        "flow.step=1.7976931348623157e308",
        "flow.time=0",
        "flow.stop.risk=0",
        "flow.train=[]",
        "engine.threads=1",
        "engine.block=1",
        "network.scale=-3",
        "data.seed=-9223372036854775808",
        "spark.master=spark://h:7077",
        "output.dir=hdfs://h:8020/a b",
        "network.state-dim=null",
        "network.width=[1,2,3,4,5,6,7,8]"
      })
  void theEndsOfRangesAreAccepted(String assignment) {
    ExperimentConfig.load("gaussian", List.of(assignment), Map.of(), false);
  }

  @Test
  void theLineSaysWhatWhereAndWhatWouldBeRight() throws IOException {
    assertEquals(
        "--set network.width: "
            + COUNT.replace(" and <= 2147483647", "")
            + ", or a list of such numbers, one for each layer, found 0",
        set("network.width=0"));
    assertEquals("--set flow.step: expected a finite number > 0, found -1", set("flow.step=-1"));
    assertEquals(
        "--set network.activation: expected one of tanh, relu, gelu, sigmoid, softplus, cos,"
            + " linear, found \"swish\"",
        set("network.activation=swish"));
    assertEquals(
        "--set engine.threads: " + COUNT + " or auto, found \"many\"", set("engine.threads=many"));
    assertEquals(
        "--set flow: expected a section { ... } with keys such as flow.method, found 3",
        set("flow=3"));
    assertEquals(
        "--set network.bias: expected true or false, found null", set("network.bias=null"));
    String path = file("\n\nflow {\n  step = fast\n}\n");
    assertEquals(path + ": 4: flow.step: expected a finite number > 0, found \"fast\"", load(path));
  }

  @Test
  void unknownKeysComeWithTheNearest() throws IOException {
    assertEquals(
        "--set flow.stpes: unknown key; the nearest key is flow.steps", set("flow.stpes=1"));
    assertEquals("--set steps: unknown key; the nearest key is flow.steps", set("steps=1"));
    assertEquals("--set depth: unknown key; the nearest key is network.depth", set("depth=1"));
    assertEquals(
        "--set flow.depth: unknown key; the nearest key is network.depth", set("flow.depth=1"));
    assertEquals(
        "--set sprak.conf.x: unknown key; the nearest key is spark.conf.x", set("sprak.conf.x=1"));
    assertEquals(
        "--set spark.cnf.a.b: unknown key; the nearest key is spark.conf.a.b",
        set("spark.cnf.a.b=1"));
    assertEquals(
        "--set flow.step.size: unknown key; the nearest key is flow.step", set("flow.step.size=1"));
    assertEquals(
        "--set swep.network.width: unknown key; the nearest key is sweep.network.width",
        set("swep.network.width=[3]"));
    assertEquals(
        "--set sweep.netwrk.width: unknown key; sweep.network.width is for cotflow sweep",
        set("sweep.netwrk.width=[3]"));
    assertEquals(
        "--set init.w.sdt: unknown key; the nearest key is init.w.std", set("init.w.sdt=1"));
    assertEquals(
        "--set engine.thread: unknown key; the nearest key is engine.threads",
        set("engine={thread=1}"));
    String path = file("network.widht = 3");
    assertEquals(
        path + ": 1: network.widht: unknown key; the nearest key is network.width", load(path));
  }

  @Test
  void assignmentsHaveAKeyAndAValue() {
    assertEquals("--set flow.steps: expected key=value, as in flow.steps=100", set("flow.steps"));
    assertTrue(set("=3").contains("unknown key"));
    assertTrue(set("flow..steps=3").contains("unknown key"));
    assertTrue(set("network.width=[1").startsWith("--set network.width: cannot be read as HOCON"));
    assertTrue(
        set("network.width=[1]\nflow.steps=2").startsWith("--set network.width: expected one"));
    assertFalse(set("spark.conf.spark.password=\"hidden").contains("hidden"));
    assertFalse(set("data.source=csv:s3a://me:hidden@b/x").contains("hidden"));
  }

  @Test
  void combinationsAreChecked() {
    assertEquals(
        "--set network.width: has 3 entries for network.depth = 8; expected one number for all"
            + " layers or a list of 8",
        set("network.width=[1,2,3]"));
    assertTrue(set("network.width=[5]").contains("has 1 entries"));
    assertTrue(set("network.loss=cross-entropy").contains("needs classes"));
    assertTrue(
        set("data.source=in-context", "network.loss=cross-entropy").contains("needs classes"));
    assertTrue(
        set("data.source=moons", "data.task=regression", "network.loss=cross-entropy")
            .contains("needs classes"));
    assertTrue(
        set("data.source=moons", "network.loss=cross-entropy", "network.output-average=true")
            .startsWith("--set network.output-average: true applies to network.loss = squared"));
  }

  @Test
  void experimentsThatAreNotThere() throws IOException {
    assertEquals(
        "there is no experiment digit; the nearest is digits, and the path of a file has to end in"
            + " .conf",
        load("digit"));
    String missing = directory.resolve("none.conf").toString();
    assertEquals(missing + ": there is no such file", load(missing));
    Path folder = Files.createDirectory(directory.resolve("folder.conf"));
    assertEquals(folder + ": cannot be read (it is a directory)", load(folder.toString()));
    Path binary = directory.resolve("binary.conf");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertEquals(binary + ": not a configuration file (not UTF-8 text)", load(binary.toString()));
  }

  @Test
  void filesThatAreNoHocon() throws IOException {
    String path = file("flow {\n  step = 1\n");
    assertTrue(load(path).startsWith(path + ": 3: "), load(path));
    String unresolved = file("flow.steps = ${nothing}");
    assertTrue(load(unresolved).startsWith(unresolved + ": 1: "), load(unresolved));
    assertTrue(load(file("a = ${a}")).contains("a"));
    String deep = load(file("a = " + "[".repeat(200_000)));
    assertTrue(deep.length() < 1500, deep);
    assertTrue(load(file("spark.conf.spark" + ".a".repeat(20_000) + " = [1]")).length() < 1500);
  }

  @Test
  void includesThatFail() throws IOException {
    String missing = file("include \"none.conf\"");
    assertEquals(directory.resolve("none.conf") + ": there is no such file", load(missing));
    String circle = file("include \"x.conf\"");
    assertEquals(circle + ": include \"x.conf\" leads back to itself", load(circle));
    assertTrue(load(file("include url(\"http://localhost/x\")")).contains("is not supported"));
    assertTrue(load(file("include classpath(\"x.conf\")")).contains("is not supported"));
    assertTrue(load(file("include \"http://localhost/x.conf\"")).contains("is not supported"));
  }

  @Test
  void doubledNamesInSparkConfAreRefused() throws IOException {
    String path = file("spark.conf { spark.a.b = 1, \"spark.a.b\" = 2 }");
    assertTrue(load(path).contains("spark.conf.spark.a.b: given twice"), load(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.conf { spark.speculation = true, spark.speculation.quantile = 0.5 }",
        "spark.conf { spark.speculation.quantile = 0.5, spark.speculation = true }",
        "spark.conf { spark.speculation { quantile = 0.5 } }\nspark.conf.spark.speculation = true",
        "spark.conf.spark { speculation = true }\nspark { conf.spark.speculation.quantile = 0.5 }"
      })
  void namesInSparkConfThatHoconWouldDropAreRefused(String text) throws IOException {
    String line = load(file(text));
    assertTrue(
        line.contains("spark.conf.spark.speculation: another name continues this one"), line);
  }

  @Test
  void quotationMarksInAssignmentsComeInPairs() {
    assertTrue(
        set("spark.conf.\"spark.a=1")
            .endsWith("expected both quotation marks around a name, or none"));
  }

  @Test
  void solversOfAllLayersAtOnceKnowEulerOnly() {
    for (String solver : List.of("newton", "picard")) {
      for (String set : List.of("network.depth-scheme=rk4", "network.substeps=2")) {
        String line = set(set, "engine.propagation=" + solver);
        assertTrue(
            line.startsWith(
                "--set engine.propagation: " + solver + " needs network.depth-scheme = euler and"),
            line);
        assertTrue(line.endsWith("; expected sweep or auto"), line);
      }
    }
  }

  @Test
  void theAdaptiveMethodHasNoMiniBatches() {
    assertEquals(
        "--set flow.batch: flow.method = adaptive controls the error of one flow, and every"
            + " mini-batch has another; expected full, or euler, heun or rk4 as flow.method",
        set("flow.method=adaptive", "flow.batch=10"));
  }

  @Test
  void layersThatAreFollowedExist() {
    assertEquals(
        "--set output.trajectories.layers: there is no layer 3; expected layers from 0 to 2",
        set("network.depth=3", "output.trajectories.layers=[0,3]"));
  }
}
