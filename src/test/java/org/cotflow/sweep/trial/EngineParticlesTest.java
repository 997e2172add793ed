package org.cotflow.sweep.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.source.DataSources;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunProblem;
import org.cotflow.sweep.SmallSweep;
import org.cotflow.sweep.TrialCost;
import org.cotflow.sweep.grid.ErrorSpec;
import org.junit.jupiter.api.Test;

/** Particles come to this process a few layers at a time, and are counted where they do. */
class EngineParticlesTest {
  private static Experiment experiment(String... more) {
    return ExperimentConfig.parse(SmallSweep.BASE + String.join("\n", more), "small.conf");
  }

  private static Engine engine(String... more) {
    RunProblem problem = RunProblem.of(experiment(more));
    return EngineFactory.inProcess(1)
        .start(problem.shape(), problem.initial(), problem.network().maps());
  }

  @Test
  void layersAreTheSameHoweverManyComeAtOnce() {
    try (Engine engine = engine("network.depth = 5", "network.width = 21")) {
      double[][] all = EngineParticles.points(engine);
      assertEquals(5, all.length);
      double largest = 0;
      for (int k = 0; k < 5; k++) {
        assertArrayEquals(all[k], EngineParticles.points(engine, k, k + 1)[0]);
        double sum = 0;
        for (int j = 0; k > 0 && j < all[k].length; j++) {
          double difference = all[k][j] - all[k - 1][j];
          sum = Math.fma(difference, difference, sum);
        }
        largest = Math.max(largest, sum / 21);
      }
      for (long atOnce : new long[] {1, 2L * all[0].length, 1 << 20}) {
        assertEquals(Math.sqrt(largest), LayerGap.largest(engine, atOnce));
      }
      assertEquals(3, EngineParticles.windowEnd(engine.shape(), 1, 2L * all[0].length));
      assertEquals(2, EngineParticles.windowEnd(engine.shape(), 1, 0));
      assertEquals(5, EngineParticles.windowEnd(engine.shape(), 4, 0));
    }
  }

  @Test
  void thereIsNoGapOfOneLayerOrOfUnequalOnes() {
    try (Engine one = engine("network.depth = 1");
        Engine unequal = engine("network.depth = 2", "network.width = [3, 4]")) {
      assertNull(LayerGap.largest(one));
      assertNull(LayerGap.largest(unequal));
    }
  }

  @Test
  void whatLooksHoldCountsAsMemory() {
    Experiment experiment = experiment("network.width = 200000");
    double particles = 2 * 200000.0 * RunProblem.of(experiment).shape().stateDim() * 2 * 8;
    double plain =
        bytes(experiment, new ErrorSpec(List.of(0, 4), false, false), new TrialPurpose.Alone());
    double gap =
        bytes(experiment, new ErrorSpec(List.of(0, 4), false, true), new TrialPurpose.Alone());
    double reference =
        bytes(
            experiment,
            new ErrorSpec(List.of(0, 4), true, false),
            new TrialPurpose.ToCompareWith(new int[] {2}));
    assertTrue(gap > plain + particles, gap + " and " + plain);
    assertTrue(reference > plain + 2 * particles, reference + " and " + plain);
  }

  private static double bytes(Experiment experiment, ErrorSpec errors, TrialPurpose purpose) {
    Trial task = new Trial(0, experiment, purpose, errors, null);
    TrialInputs inputs =
        new TrialInputs(
            Map.of(experiment.data(), DataSources.prepare(experiment.data())), List.of());
    return TrialCost.of(task, inputs).bytes();
  }
}
