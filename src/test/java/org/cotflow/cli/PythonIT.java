package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.cotflow.kernel.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module for Python, with the system's interpreter and numpy. */
class PythonIT {
  private static final String ALIKE =
      """
      import glob, os, sys
      import numpy as np
      import cotflow

      places = sorted(glob.glob(os.path.join(sys.argv[1], "*.npz")))
      inputs = np.loadtxt(os.path.join(sys.argv[1], "inputs.csv"), delimiter=",", skiprows=1)
      for place in places:
          measure = cotflow.Measure.load(place)
          with open(place[:-4] + ".csv") as file:
              rows = [line.strip().split(",") for line in file][1:]
          count = len(measure.B)
          expected = np.array([[float(cell) for cell in row[1 : 1 + count]] for row in rows])
          found = measure.predict(inputs)
          worst = np.abs(found - expected).max() / max(1.0, np.abs(expected).max())
          assert worst <= 1e-12, (place, worst)
          if measure.class_names:
              assert measure.classes(inputs) == [row[1 + count] for row in rows], place
      print(len(places))
      """;

  private static final String STARTS =
      """
      import sys
      import numpy as np
      import cotflow

      small = {"data.samples": 20, "network.width": 4, "network.depth": 2, "flow.steps": 2}
      run = cotflow.train("gaussian", out=sys.argv[1] + "/run", **small)
      history = run.history()
      assert list(history["step"]) == [0, 1, 2], history["step"]
      assert history["risk"][-1] == run.summary["risk"]
      assert run.steps == [0, 2], run.steps
      assert run.provenance["dataDigest"]
      columns, metrics = run.predict(part="test")
      assert len(columns["sample"]) == metrics["samples"] == 4
      measure = run.measure()
      assert measure.depth == 2 and measure.u[0].shape == (4, 4)
      swept = dict(small, **{"sweep.network.width": [2, 3]})
      sweep = cotflow.sweep("gaussian", out=sys.argv[1] + "/sweep", **swept)
      assert set(sweep.runs()["network.width"]) == {2, 3}, sweep.runs()
      assert sweep.laws() == []
      try:
          cotflow.train("gaussian", out=sys.argv[1] + "/run", **small)
          raise AssertionError("a run is there already")
      except cotflow.CotflowError as error:
          assert error.exit_code == 2 and "holds a run already" in str(error), error
      print("done")
      """;

  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static void done(String... arguments) {
    Call call = Call.of(arguments);
    assertEquals(0, call.code(), call.err());
  }

  @Test
  void evaluatesAsPredictDoes() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder rows = new StringBuilder("a,b,c,kind\n");
    StringBuilder inputs = new StringBuilder("a,b,c\n");
    for (int i = 0; i < 30; i++) {
      String row =
          random.nextDouble(9) + "," + random.nextDouble() + "," + random.nextDouble(-4, 1);
      rows.append(row).append(',').append(i % 3).append('\n');
      inputs.append(row).append('\n');
    }
    Files.writeString(directory.resolve("data.csv"), rows);
    Files.writeString(directory.resolve("inputs.csv"), inputs);
    int count = 0;
    for (Activation activation : Activation.values()) {
      evaluate("activation" + count++, "network.activation=" + activation.keyword());
    }
    evaluate("midpoint", "network.depth-scheme=midpoint", "network.substeps=2");
    evaluate("rk4", "network.depth-scheme=rk4", "network.width=[3,5]");
    evaluate("classes", "network.loss=cross-entropy", "network.bias=false");
    evaluate("numbers", "data.task=regression", "data.target-scaling=standard");
    evaluate(
        "positions",
        "network.sites=[3]",
        "network.embedding=identity",
        "network.readout=gaussian",
        "network.positions=sinusoidal",
        "network.pooling=mean");
    assertEquals(String.valueOf(count + 5), python(ALIKE, path("")));
  }

  private void evaluate(String name, String... sets) {
    List<String> call = new ArrayList<>(List.of("train", "moons", "--out", path("run-" + name)));
    call.addAll(
        TrainCalls.sets(
            "data.source=csv:" + path("data.csv"),
            "data.scaling=standard",
            "network.depth=2",
            "network.width=5",
            "init.u.std=0.5",
            "flow.step=0.01",
            "flow.steps=1"));
    call.addAll(TrainCalls.sets(sets));
    done(call.toArray(String[]::new));
    done("export", path("run-" + name), "--out", path(name + ".npz"));
    Call predicted = Call.of("predict", path("run-" + name), "--data", path("inputs.csv"));
    assertEquals(0, predicted.code(), predicted.err());
    try {
      Files.writeString(directory.resolve(name + ".csv"), predicted.out());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void startsRunsAndSweepsAndReadsThem() throws IOException, InterruptedException {
    assertEquals("done", python(STARTS, path("")));
  }

  /** What a script prints; it must end well. */
  private String python(String script, String argument) throws IOException, InterruptedException {
    Path file = directory.resolve("script.py");
    Files.writeString(file, script);
    Path system = Path.of("/usr/bin/python3");
    String interpreter = Files.isExecutable(system) ? system.toString() : "python3";
    ProcessBuilder builder =
        new ProcessBuilder(interpreter, "-B", file.toString(), argument)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("printed").toFile());
    builder.environment().put("PYTHONPATH", Path.of("src/main/python").toAbsolutePath().toString());
    builder.environment().put("COTFLOW", String.join(" ", ChildRun.command(List.of())));
    Process process = builder.start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "Python does not end");
    String printed = Files.readString(directory.resolve("printed"), StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), printed);
    return printed.strip();
  }
}
