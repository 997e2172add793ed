package org.cotflow.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.cotflow.sweep.grid.Expression;
import org.cotflow.sweep.grid.LawSpec;
import org.cotflow.sweep.law.Combination;
import org.cotflow.sweep.law.Interval;
import org.cotflow.sweep.law.LawFit;
import org.cotflow.sweep.law.PowerLaw;
import org.cotflow.sweep.law.Replicates;
import org.cotflow.sweep.law.StretchedLaw;
import org.junit.jupiter.api.Test;

class FittedLawTest {
  private static final Replicates NONE = new Replicates(new double[0][], 1);

  private static LawSpec law(boolean quadrature, boolean exponents, List<String> powers) {
    Map<String, Expression> terms = new LinkedHashMap<>();
    if (powers.isEmpty()) {
      terms.put("a", new Expression.Constant(1));
      terms.put("c", new Expression.Constant(1));
    }
    return new LawSpec(
        "law", "risk", null, terms, powers, quadrature, exponents, null, null, List.of());
  }

  private static double value(LawSpec law, double[] constants, double... variables) {
    return new FittedLaw(law, "", constants, NONE).value(variables);
  }

  @Test
  void termsAreAddedUpOrInQuadrature() {
    double[] constants = {2, 5};
    assertEquals(
        2 * 0.5 + 5 * 0.1, value(law(false, false, List.of()), constants, 0.5, 0.1), 1e-15);
    assertEquals(5, value(law(true, false, List.of()), new double[] {3, 4}, 1, 1), 1e-15);
  }

  @Test
  void exponentsAreApplied() {
    double[] stretched = {2, 2, 3, 2};
    assertEquals(2 * 8 + 2 * 25, value(law(false, true, List.of()), stretched, 2, 5), 1e-12);
    double[] power = {2, 2, -1};
    assertEquals(2 * 9 / 4.0, value(law(false, false, List.of("k", "m")), power, 3, 4), 1e-12);
  }

  @Test
  void withoutReplicasThereIsNoBand() {
    FittedLaw law = new FittedLaw(law(false, false, List.of()), "", new double[] {1, 1}, NONE);
    assertFalse(law.band(new double[] {1, 1}).isKnown());
  }

  /** Where all constants move together by one factor, the band is that of the factor. */
  @Test
  void aBandIsThatOfTheResampledFits() {
    double[][] resampled = new double[2000][];
    for (int b = 0; b < resampled.length; b++) {
      double factor = 1 + (b - 999.5) / 10000;
      resampled[b] = new double[] {2 * factor, -1};
    }
    FittedLaw law =
        new FittedLaw(
            law(false, false, List.of("k")),
            "",
            new double[] {2, -1},
            new Replicates(resampled, 1_000));
    Interval band = law.band(new double[] {4});
    assertEquals(0.5 * (1 - 0.095), band.low(), 1e-3);
    assertEquals(0.5 * (1 + 0.095), band.high(), 1e-3);
  }

  @Test
  void whereAPowerOverflowsThereIsNoBand() {
    double[][] resampled = new double[2000][];
    Arrays.setAll(resampled, b -> new double[] {b % 2 == 0 ? 0 : 1, 400});
    FittedLaw law =
        new FittedLaw(
            law(false, false, List.of("k")), "", new double[] {1, 1}, new Replicates(resampled, 9));
    assertFalse(law.band(new double[] {1e300}).isKnown());
  }

  /** Bands hold the true law about as often as they promise, in the middle and at the end. */
  @Test
  void bandsOfPowersAndFreeExponentsHoldTheTrueLaw() {
    Map<String, Integer> inside = new TreeMap<>();
    int trials = 60;
    for (int trial = 0; trial < trials; trial++) {
      Data data = Data.drawn(trial, 12);
      LawFit power = PowerLaw.fit(data.variables, data.values, null, data.groups, 0);
      double[] constants = {power.constants().get(0).value(), power.constants().get(1).value()};
      count(
          inside,
          "power",
          new FittedLaw(law(false, false, List.of("k")), "", constants, power.replicates()));
      LawFit free =
          StretchedLaw.fit(Combination.SUM, data.variables, data.values, null, data.groups, 0);
      double[] stretched = {free.constants().get(0).value(), free.constants().get(1).value()};
      LawSpec one =
          new LawSpec(
              "law",
              "risk",
              null,
              Map.of("a", new Expression.Constant(1)),
              List.of(),
              false,
              true,
              null,
              null,
              List.of());
      count(inside, "free", new FittedLaw(one, "", stretched, free.replicates()));
    }
    inside.forEach((name, count) -> assertTrue(count >= 0.88 * 2 * trials, name + ": " + count));
    assertEquals(2, inside.size());
  }

  private static void count(Map<String, Integer> inside, String name, FittedLaw law) {
    for (double x : new double[] {0.25, 1 / 64.0}) {
      inside.merge(name, law.band(new double[] {x}).contains(3 * x) ? 1 : 0, Integer::sum);
    }
  }

  /** Values 3 x with an error of each replica group and one of each value. */
  private record Data(double[][] variables, double[] values, int[] groups) {
    static Data drawn(long seed, int replicas) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 5 * replicas;
      Data data = new Data(new double[n][], new double[n], new int[n]);
      for (int r = 0; r < replicas; r++) {
        double common = 0.2 * gaussian(random);
        for (int i = 0; i < 5; i++) {
          int at = 5 * r + i;
          double x = Math.pow(4, -i);
          data.variables[at] = new double[] {x};
          data.values[at] = 3 * x * (1 + common + 0.1 * gaussian(random));
          data.groups[at] = r;
        }
      }
      return data;
    }

    private static double gaussian(SplittableRandom random) {
      double sum = -6;
      for (int i = 0; i < 12; i++) {
        sum += random.nextDouble();
      }
      return sum;
    }
  }
}
