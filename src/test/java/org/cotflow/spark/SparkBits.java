package org.cotflow.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.experiment.EngineFactory;
import org.cotflow.experiment.RunBits;
import org.cotflow.experiment.SmallRuns;

/** Runs in process, and the same on a Spark context, to be compared. */
final class SparkBits {
  private final Path directory;
  private final Map<SmallRuns, RunBits> inProcess = new HashMap<>();

  SparkBits(Path directory) {
    this.directory = directory;
  }

  void assertSame(JavaSparkContext context, SmallRuns run, int partitions) throws IOException {
    if (!inProcess.containsKey(run)) {
      inProcess.put(run, train(run, "here", EngineFactory.inProcess(2)));
    }
    EngineFactory engines =
        (shape, source, activation) ->
            SparkEngine.start(
                context, shape, source, activation, TestContexts.cutEvery(4), partitions);
    RunBits there = train(run, context.master() + "-" + partitions, engines);
    inProcess.get(run).assertSame(there, run + " on " + context.master() + " in " + partitions);
  }

  private RunBits train(SmallRuns run, String name, EngineFactory engines) throws IOException {
    return RunBits.train("moons", run.sets(), directory.resolve(run + "-" + name), engines);
  }
}
