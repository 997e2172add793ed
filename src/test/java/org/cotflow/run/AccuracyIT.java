package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.run.store.RunSummary;
import org.junit.jupiter.api.Test;

/** The built-in experiments learn what they are for, on every one of five splits of real data. */
class AccuracyIT {
  private static final int SPLITS = 5;

  private static RunSummary[] summaries(String experiment) {
    return IntStream.range(0, SPLITS)
        .mapToObj(
            seed ->
                TrainedMeasure.of(
                        ExperimentConfig.load(
                            experiment, "data.seed=" + seed, "output.record-every=1000"))
                    .summary())
        .toArray(RunSummary[]::new);
  }

  private static double mean(double... values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
  }

  @Test
  void digitsAreRead() {
    RunSummary[] splits = summaries("digits");
    double[] train = new double[SPLITS];
    double[] test = new double[SPLITS];
    for (int seed = 0; seed < SPLITS; seed++) {
      assertEquals(200, splits[seed].steps());
      train[seed] = splits[seed].trainAccuracy();
      test[seed] = splits[seed].testAccuracy();
    }
    assertTrue(mean(test) >= 0.976, () -> "mean test accuracy " + mean(test));
    assertTrue(mean(train) >= 0.997, () -> "mean train accuracy " + mean(train));
  }

  @Test
  void diabetesIsPredictedBetterThanByItsMean() {
    RunSummary[] splits = summaries("diabetes");
    double[] test = new double[SPLITS];
    for (int seed = 0; seed < SPLITS; seed++) {
      test[seed] = splits[seed].testR2();
      assertTrue(splits[seed].trainR2() > 0.5, "train R^2 of split " + seed);
      assertTrue(test[seed] > 0.35, "test R^2 of split " + seed);
    }
    assertTrue(mean(test) >= 0.43, () -> "mean test R^2 " + mean(test));
  }
}
