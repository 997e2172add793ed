package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.engine.EngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in experiments with other maps than neurons learn within a few steps. */
class MapExperimentsTest {
  @TempDir Path directory;

  /** The first and the last row of a run with full batches and a constant step. */
  private RunBits train(String experiment, String... sets) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("flow.batch=full", "output.record-every=1000", "engine.block=8"));
    all.addAll(List.of(sets));
    return RunBits.train(
        experiment, all, directory.resolve(experiment), EngineFactory.inProcess(2));
  }

  /** Fails unless the column ends below this share of its beginning. */
  private static void assertFalls(double share, String column, RunBits bits) {
    List<Double> values = bits.column(column);
    assertEquals(2, values.size(), column);
    assertTrue(values.get(1) < share * values.get(0), column + " " + values);
  }

  private static void assertRises(String column, RunBits bits) {
    List<Double> values = bits.column(column);
    assertEquals(2, values.size(), column);
    assertTrue(values.get(0) < values.get(1) && values.get(1) <= 1, column + " " + values);
  }

  private void assertLearnsDigits(String experiment, String... sets) throws IOException {
    List<String> small = new ArrayList<>(List.of(sets));
    small.addAll(List.of("network.depth=2", "data.test-fraction=0.9", "flow.steps=10"));
    RunBits bits = train(experiment, small.toArray(String[]::new));
    for (String column : List.of("risk", "test_risk")) {
      assertFalls(0.9, column, bits);
    }
    for (String column : List.of("train_accuracy", "test_accuracy")) {
      assertRises(column, bits);
    }
  }

  @Test
  void convolutionsLearnDigits() throws IOException {
    assertLearnsDigits("digits-convolution", "network.width=8");
  }

  @Test
  void attentionLearnsDigits() throws IOException {
    assertLearnsDigits("digits-attention", "network.width=8");
  }

  @Test
  void attentionLearnsToRegressInContext() throws IOException {
    RunBits bits = train("in-context", "data.samples=1000", "flow.steps=60");
    assertFalls(0.9, "risk", bits);
    assertFalls(0.9, "test_risk", bits);
    assertRises("test_r2", bits);
  }
}
