package org.cotflow.sweep.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;

class PowerLawTest {
  private static final double[] SIZES = {1, 3, 12, 46, 166, 1000};

  private static final class Data {
    final double[][] variables = new double[SIZES.length * SIZES.length * 5][];
    final double[] values = new double[variables.length];
    final int[] groups = new int[variables.length];

    Data(double noise, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int i = 0;
      for (double depth : SIZES) {
        for (double width : SIZES) {
          for (int r = 0; r < 5; r++) {
            variables[i] = new double[] {depth, width};
            values[i] = 3 * Math.pow(depth, -1) * Math.pow(width, 0.25);
            values[i] *= 1 + noise * (random.nextDouble() - 0.5);
            groups[i++] = r;
          }
        }
      }
    }

    LawFit fit() {
      return PowerLaw.fit(variables, values, null, groups, 1);
    }
  }

  @Test
  void exactExponentsAreRecovered() {
    LawFit law = new Data(0, 0).fit();
    assertEquals(3, law.constants().get(0).value(), 1e-10);
    assertEquals(-1, law.constants().get(1).value(), 1e-11);
    assertEquals(0.25, law.constants().get(2).value(), 1e-11);
    assertEquals(1, law.goodness().logRSquared(), 1e-12);
    assertEquals(1, law.goodness().rSquared(), 1e-12);
    // A balanced grid: centered logarithms are orthogonal.
    assertEquals(1, law.conditionNumber(), 1e-10);
    assertTrue(law.warnings().isEmpty(), law.warnings().toString());
  }

  @Test
  void noiseMovesExponentsWithinTheirIntervals() {
    LawFit law = new Data(0.4, 11).fit();
    Estimate depth = law.constants().get(1);
    assertTrue(depth.ninetyFive().contains(-1), depth.toString());
    assertTrue(depth.ninetyFive().length() > 0.001 && depth.ninetyFive().length() < 0.1);
    assertTrue(depth.ninety().length() < depth.ninetyFive().length());
    double chi = law.goodness().reducedChiSquared();
    assertTrue(chi > 0.4 && chi < 2, "reduced chi squared " + chi);
  }

  @Test
  void relativeWeightsAreTheDefault() {
    Data data = new Data(0.4, 12);
    double[] weights = new double[data.values.length];
    double[] doubled = data.values.clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 / (data.values[i] * data.values[i]);
      doubled[i] *= 2;
    }
    LawFit law = data.fit();
    LawFit weighted = PowerLaw.fit(data.variables, data.values, weights, data.groups, 1);
    // 1/v^2 of each replica against 1/v^2 of their average: close, not equal.
    assertEquals(law.constants().get(1).value(), weighted.constants().get(1).value(), 1e-3);
    LawFit twice = PowerLaw.fit(data.variables, doubled, null, data.groups, 1);
    assertEquals(2 * law.constants().get(0).value(), twice.constants().get(0).value(), 1e-12);
    assertEquals(law.constants().get(2).value(), twice.constants().get(2).value(), 1e-12);
  }

  @Test
  void whatHasNoLogarithmOrNoSpreadIsRefused() {
    double[][] variables = {{1}, {2}, {4}};
    int[] groups = {0, 0, 0};
    String zero = refusal(variables, new double[] {1, 0, 1}, groups);
    assertTrue(zero.contains("above 0"), zero);
    String negative = refusal(new double[][] {{1}, {-2}, {4}}, new double[] {1, 1, 1}, groups);
    assertTrue(negative.contains("above 0"), negative);
    String single = refusal(new double[][] {{2}, {2}, {2}}, new double[] {1, 1, 1}, groups);
    assertTrue(single.contains("there are 1 sizes"), single);
    String tied = refusal(new double[][] {{1, 1}, {2, 4}, {4, 16}}, new double[] {1, 1, 1}, groups);
    assertTrue(tied.contains("linearly dependent"), tied);
  }

  private static String refusal(double[][] variables, double[] values, int[] groups) {
    return assertThrows(
            UserInputException.class, () -> PowerLaw.fit(variables, values, null, groups, 0))
        .getMessage();
  }

  @Test
  void logarithmsHaveTheWeightsOfTheFit() {
    double[] values = {1, 4, 2};
    double[] weights = {1, 0.5, 3};
    double[][] variables = {{2}, {4}, {8}};
    LawFit law = PowerLaw.fit(variables, values, weights, new int[] {0, 1, 2}, 1);
    double coefficient = law.constants().get(0).value();
    double power = law.constants().get(1).value();
    double[] g = new double[3];
    double left = 0;
    double logLeft = 0;
    double mean = 0;
    double logMean = 0;
    for (int p = 0; p < 3; p++) {
      double f = coefficient * Math.pow(variables[p][0], power);
      g[p] = weights[p] * values[p] * values[p];
      left += weights[p] * (values[p] - f) * (values[p] - f);
      logLeft += g[p] * Math.pow(Math.log(values[p] / f), 2);
      mean += weights[p] * values[p] / 4.5;
      logMean += g[p] * Math.log(values[p]) / (1 + 8 + 12);
    }
    double total = 0;
    double logTotal = 0;
    for (int p = 0; p < 3; p++) {
      total += weights[p] * (values[p] - mean) * (values[p] - mean);
      logTotal += g[p] * Math.pow(Math.log(values[p]) - logMean, 2);
    }
    assertEquals(1 - left / total, law.goodness().rSquared(), 1e-12);
    assertEquals(1 - logLeft / logTotal, law.goodness().logRSquared(), 1e-12);
  }
}
