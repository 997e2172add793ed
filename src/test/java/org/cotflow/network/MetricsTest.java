package org.cotflow.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.network.Metrics.ClassScore;
import org.cotflow.network.NetworkSpec.LossKind;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Loss SQUARED = new Loss(LossKind.SQUARED, false);

  @Test
  void ofClasses() {
    double[] predictions = {3, 1, 0, 5, 2, 0, 0, 1, 0, 0, 4, 1};
    double[] targets = {1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0};
    Metrics metrics = Metrics.ofClasses(SQUARED, predictions, targets, List.of("a", "b", "c"));
    assertEquals(4, metrics.samples());
    assertEquals(0.75, metrics.accuracy());
    assertEquals(
        List.of(List.of(1, 0, 0), List.of(1, 2, 0), List.of(0, 0, 0)), metrics.confusion());
    assertEquals(
        List.of(
            new ClassScore("a", 1, 0.5, 1.0, 2.0 / 3),
            new ClassScore("b", 3, 1.0, 2.0 / 3, 0.8),
            new ClassScore("c", 0, null, null, null)),
        metrics.classes());
    assertEquals(((4 + 1) + (25 + 1) + 0 + (9 + 1)) / 8.0, metrics.risk());
    assertNull(metrics.r2());
    assertNull(metrics.outputs());
  }

  @Test
  void ofNumbersByOutputInItsUnits() {
    double[] predictions = {1, 10, 2, 30, 6, 20};
    double[] targets = {1, 20, 3, 20, 5, 20};
    Metrics metrics =
        Metrics.ofNumbers(SQUARED, predictions, targets, List.of("y", "z"), new double[] {1, 10});
    Metrics.OutputErrors first = metrics.outputs().get(0);
    assertEquals(new Metrics.OutputErrors("y", 0.75, 2.0 / 3, Math.sqrt(2.0 / 3)), first);
    Metrics.OutputErrors second = metrics.outputs().get(1);
    assertNull(second.r2());
    assertNull(metrics.r2());
    assertEquals(200.0 / 3, second.mae(), 1e-13);
    assertEquals(10 * Math.sqrt(200.0 / 3), second.rmse(), 1e-13);
    assertEquals(202 / 6.0, metrics.risk(), 1e-14);
  }

  /** All pairs, as the definition has them. */
  private static double pairs(double[] scores, boolean[] own) {
    double count = 0;
    double won = 0;
    for (int i = 0; i < own.length; i++) {
      for (int j = 0; j < own.length; j++) {
        if (own[i] && !own[j]) {
          count++;
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    return won / count;
  }

  @Test
  void areaOfTwoClasses() {
    double[] scores = {0.1, 0.4, 0.35, 0.8};
    boolean[] own = {false, false, true, true};
    double[] predictions = new double[8];
    double[] targets = new double[8];
    for (int i = 0; i < 4; i++) {
      predictions[2 * i + 1] = scores[i];
      targets[2 * i + (own[i] ? 1 : 0)] = 1;
    }
    for (LossKind kind : LossKind.values()) {
      assertEquals(0.75, RocArea.of(kind, predictions, targets, 2));
      assertEquals(Double.NaN, RocArea.of(kind, new double[] {1, 2}, new double[] {0, 1}, 2));
      assertEquals(0.5, RocArea.of(kind, new double[8], targets, 2));
    }
  }

  @Test
  void areaOfMoreClassesIsTheMeanOfOneAgainstTheRest() {
    int count = 60;
    RandomStream stream = new RandomStream(5, Purpose.DATA_FEATURES);
    double[] predictions = new double[4 * count];
    double[] targets = new double[4 * count];
    for (int i = 0; i < count; i++) {
      int label = (int) (3 * stream.uniform(0, i, 9)); // none of the fourth class
      targets[4 * i + label] = 1;
      for (int o = 0; o < 4; o++) {
        predictions[4 * i + o] = Math.rint(4 * stream.normal(0, i, o)) / 4 + (o == label ? 1 : 0);
      }
    }
    double[] probabilities = Loss.softmax(predictions, 4);
    assertEquals(mean(predictions, targets), RocArea.of(LossKind.SQUARED, predictions, targets, 4));
    assertEquals(
        mean(probabilities, targets),
        RocArea.of(LossKind.CROSS_ENTROPY, predictions, targets, 4),
        1e-3);
  }

  private static double mean(double[] scores, double[] targets) {
    double sum = 0;
    for (int a = 0; a < 3; a++) {
      double[] own = new double[scores.length / 4];
      boolean[] is = new boolean[own.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = scores[4 * i + a];
        is[i] = targets[4 * i + a] == 1;
      }
      sum += pairs(own, is);
    }
    return sum / 3;
  }
}
