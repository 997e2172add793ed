package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.kernel.BlockKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run's numbers depend on its problem alone: not on threads, kernels or what is recorded. */
class SameBitsTest {
  private static final Map<SmallRuns, RunBits> REFERENCES = new EnumMap<>(SmallRuns.class);

  @TempDir Path directory;

  private RunBits train(String name, List<String> sets, EngineFactory engines) throws IOException {
    return RunBits.train("moons", sets, directory.resolve(name), engines);
  }

  /** The run on one thread, trained once for all tests. */
  private RunBits reference(SmallRuns run) throws IOException {
    RunBits known = REFERENCES.get(run);
    if (known != null) {
      return known;
    }
    RunBits bits = train("reference-" + run, run.sets(), EngineFactory.inProcess(1));
    assertEquals(IntStream.rangeClosed(0, SmallRuns.STEPS).boxed().toList(), bits.steps());
    List<Double> risks = bits.column("risk");
    assertEquals(risks.size(), risks.stream().distinct().count(), "the risk stands still");
    assertEquals(bits.steps().size(), bits.column("test_risk").size());
    REFERENCES.put(run, bits);
    return bits;
  }

  @ParameterizedTest
  @EnumSource
  void threadsAndRepetitionsDoNotMatter(SmallRuns run) throws IOException {
    RunBits reference = reference(run);
    for (int threads : new int[] {1, 2, 5}) {
      EngineFactory engines = EngineFactory.inProcess(threads);
      reference.assertSame(train("t" + threads, run.sets(), engines), threads + " threads");
    }
    RunBits elsewhere = train("seed", run.sets("init.seed=1"), EngineFactory.inProcess(1));
    assertNotEquals(reference.digest(), elsewhere.digest());
  }

  @ParameterizedTest
  @EnumSource
  void kernelsDoNotMatter(SmallRuns run) throws IOException {
    assertTrue(BlockKernels.description().startsWith("vector"), BlockKernels.description());
    RunBits vector = reference(run);
    EngineFactory scalar =
        (shape, source, maps) ->
            new InProcessEngine(
                shape,
                source,
                maps.map(
                    map ->
                        map.ofNeurons()
                            ? BlockKernels.scalar(shape.stateDim(), map.activation())
                            : map.kernel(shape.stateDim())),
                2);
    vector.assertSame(train("scalar", run.sets(), scalar), "scalar kernels");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsStoredDoesNotMatter(SmallRuns run) throws IOException {
    RunBits reference = reference(run);
    for (int every : new int[] {1, 4, 100}) {
      RunBits other =
          train(
              "s" + every, run.sets("output.snapshot-every=" + every), EngineFactory.inProcess(2));
      reference.assertSame(other, "a snapshot every " + every + " steps");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRecordedDoesNotMatter(SmallRuns run) throws IOException {
    RunBits reference = reference(run);
    RunBits sparse = train("sparse", run.sets("output.record-every=5"), EngineFactory.inProcess(2));
    assertEquals(List.of(0, 5, 10, SmallRuns.STEPS), sparse.steps());
    Map<Integer, String> rows = new TreeMap<>();
    reference.steps().forEach(step -> rows.put(step, reference.history().get(step + 1)));
    rows.keySet().retainAll(sparse.steps());
    assertEquals(List.copyOf(rows.values()), sparse.history().subList(1, 5));
    assertEquals(reference.digest(), sparse.digest());
  }

  /** Where all layers are solved for at once, states are never left out. */
  @ParameterizedTest
  @EnumSource
  void keptLayersDoNotMatter(SmallRuns run) throws IOException {
    List<String> sets = run.sets("engine.checkpointing=2");
    if (sets.stream().anyMatch(set -> set.matches("engine.propagation=(newton|picard)"))) {
      UserInputException refused =
          assertThrows(
              UserInputException.class, () -> train("thin", sets, EngineFactory.inProcess(2)));
      assertTrue(refused.getMessage().contains("expected auto or none"), refused.getMessage());
    } else {
      reference(run).assertSame(train("thin", sets, EngineFactory.inProcess(2)), "every 2nd layer");
    }
  }

  @Test
  void everyNumberOfARowIsThere() throws IOException {
    for (SmallRuns run : SmallRuns.values()) {
      RunBits bits = reference(run);
      for (String column :
          List.of("risk", "grad_norm_sq", "train_accuracy", "test_accuracy", "dissipation")) {
        assertEquals(bits.steps().size(), bits.column(column).size(), run + " " + column);
      }
    }
  }
}
