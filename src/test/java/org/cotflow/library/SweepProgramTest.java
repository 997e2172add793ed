package org.cotflow.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.engine.Workplace;
import org.cotflow.launch.ClusterWorkplace;
import org.cotflow.launch.EngineChoice;
import org.cotflow.launch.SweepLaunch;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.SweepSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line does on a cluster, done by a program from a package of its own. */
class SweepProgramTest {
  private static final List<String> ON_SPARK =
      List.of("engine.kind=spark", "spark.master=local[2]");

  @TempDir private Path directory;

  private SweepSummary sweep(String out, List<String> where) throws IOException {
    List<String> sets = new ArrayList<>(where);
    sets.addAll(List.of("data.samples=30", "network.depth=2", "flow.steps=3"));
    sets.addAll(List.of("sweep.network.width=[4,9]", "sweep.reference.network.width=20"));
    ExperimentSource source =
        ExperimentSource.load("moons", sets, Map.of(), EngineChoice.underSparkSubmit());
    return SweepLaunch.run(
        ExperimentSweep.of(source),
        Locations.of(directory.resolve(out).toString()),
        SweepMonitor.NONE);
  }

  @Test
  void aProgramSweepsOnAClusterWithTheNumbersOfThreads() throws IOException {
    SweepSummary there = sweep("cluster", ON_SPARK);
    assertTrue(there.complete());
    assertEquals(2, there.done());
    assertEquals(2, sweep("threads", List.of()).done());
    for (String table : List.of("runs.csv", "laws.csv", "references.csv")) {
      assertEquals(
          Files.readString(directory.resolve("threads").resolve(table)),
          Files.readString(directory.resolve("cluster").resolve(table)));
    }
  }

  /** A task that may travel. */
  private record Square(int number) implements OrderedTasks.Task<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer call() {
      return number * number;
    }
  }

  @Test
  void aProgramWorksWhereAnExperimentSays() {
    List<Square> tasks = List.of(new Square(2), new Square(3));
    for (List<String> where : List.of(List.<String>of(), ON_SPARK)) {
      try (Workplace place =
          ClusterWorkplace.of(ExperimentConfig.load("moons", where, Map.of(), false), "squares")) {
        assertEquals(List.of(4, 9), place.tasks().results("squares", tasks));
      }
    }
  }
}
