package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.SmallRuns;

/** Runs in process, and the same on a Spark context, to be compared. */
final class SparkBits {
  private final Path directory;
  private final Map<List<String>, RunBits> inProcess = new HashMap<>();

  SparkBits(Path directory) {
    this.directory = directory;
  }

  /** Returns the run on Spark. */
  RunBits assertSame(JavaSparkContext context, SmallRuns run, int partitions, String... further)
      throws IOException {
    List<String> which = run.sets(further);
    if (!inProcess.containsKey(which)) {
      inProcess.put(which, train(run, "here", EngineFactory.inProcess(2), further));
    }
    EngineFactory engines = onSpark(context, partitions);
    RunBits there = train(run, context.master() + "-" + partitions, engines, further);
    inProcess.get(which).assertSame(there, run + " on " + context.master() + " in " + partitions);
    return there;
  }

  /** Half of the run on one engine, the other half on the other. */
  void assertEnginesMayChange(JavaSparkContext context, SmallRuns run) throws IOException {
    EngineFactory there = onSpark(context, 3);
    EngineFactory here = EngineFactory.inProcess(2);
    RunBits whole = train(run, "whole", here);
    whole.assertSame(change(run, "to-spark", here, there, "spark"), run + " goes on on Spark");
    whole.assertSame(change(run, "from-spark", there, here, "in-process"), run + " goes on here");
  }

  private RunBits change(
      SmallRuns run, String name, EngineFactory first, EngineFactory then, String kind)
      throws IOException {
    Path place = directory.resolve(run + "-" + name);
    RunBits.train("moons", run.sets("flow.steps=6"), place, first);
    RunBits.resume(place, then, "flow.steps=" + SmallRuns.STEPS, "engine.kind=" + kind);
    String config = Files.readString(place.resolve("config.conf"));
    assertTrue(config.contains("kind = " + kind), config);
    return RunBits.of(place);
  }

  private static EngineFactory onSpark(JavaSparkContext context, int partitions) {
    return (shape, source, activation) ->
        SparkEngine.start(context, shape, source, activation, TestContexts.cutEvery(4), partitions);
  }

  private RunBits train(SmallRuns run, String name, EngineFactory engines, String... further)
      throws IOException {
    Path place = directory.resolve(run + "-" + name + String.join("", further));
    return RunBits.train("moons", run.sets(further), place, engines);
  }
}
