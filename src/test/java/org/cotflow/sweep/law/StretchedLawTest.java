package org.cotflow.sweep.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;

class StretchedLawTest {
  private static final double[] DIMS = {4, 14, 45, 141, 439, 1369};
  private static final double[] WIDTHS = {14, 66, 301, 1369};

  /** (0.15 x^first)^2 + (0.9 y^second)^2 with x = D/(50 M), y = 1/sqrt(D). */
  private static LawFit fit(
      Combination combination, double first, double second, double noise, int replicas) {
    int n = DIMS.length * WIDTHS.length * replicas;
    double[][] terms = new double[n][];
    double[] values = new double[n];
    int[] groups = new int[n];
    SplittableRandom random = new SplittableRandom(21);
    int i = 0;
    for (double dim : DIMS) {
      for (double width : WIDTHS) {
        for (int r = 0; r < replicas; r++) {
          double x = dim / (50 * width);
          double y = 1 / Math.sqrt(dim);
          double one = 0.15 * Math.pow(x, first);
          double two = 0.9 * Math.pow(y, second);
          values[i] = combination == Combination.SUM ? one + two : Math.sqrt(one * one + two * two);
          values[i] *= 1 + noise * (random.nextDouble() - 0.5);
          terms[i] = new double[] {x, y};
          groups[i++] = r;
        }
      }
    }
    return StretchedLaw.fit(combination, terms, values, null, groups, 3);
  }

  @Test
  void exactConstantsAndExponentsAreRecovered() {
    for (Combination combination : Combination.values()) {
      LawFit law = fit(combination, 1, 1, 0, 1);
      assertEquals(0.15, law.constants().get(0).value(), 1e-9);
      assertEquals(0.9, law.constants().get(1).value(), 1e-9);
      assertEquals(1, law.constants().get(2).value(), 1e-9);
      assertEquals(1, law.constants().get(3).value(), 1e-9);
    }
  }

  @Test
  void exponentsFarFromThoseOfTheTermsAreFound() {
    LawFit law = fit(Combination.QUADRATURE, 0.5, 1.4, 0, 1);
    assertEquals(0.5, law.constants().get(2).value(), 1e-8);
    assertEquals(1.4, law.constants().get(3).value(), 1e-8);
    assertEquals(1, law.goodness().logRSquared(), 1e-12);
  }

  @Test
  void withNoiseTheTruthIsInTheIntervals() {
    LawFit law = fit(Combination.QUADRATURE, 1, 1, 0.3, 5);
    assertTrue(law.constants().get(2).ninetyFive().contains(1), law.toString());
    assertTrue(law.constants().get(3).ninetyFive().contains(1), law.toString());
    assertTrue(law.constants().get(2).ninetyFive().length() < 0.5, law.toString());
    assertTrue(law.constants().get(2).ninetyFive().length() > 0.005, law.toString());
    LawFit other = fit(Combination.QUADRATURE, 0.6, 1, 0.3, 5);
    assertTrue(!other.constants().get(2).ninetyFive().contains(1), other.toString());
  }

  @Test
  void tooFewPointsAndTermsThatAreEqualAreRefused() {
    double[][] few = {{1, 1}, {2, 1}, {4, 3}};
    assertThrows(
        UserInputException.class,
        () -> StretchedLaw.fit(Combination.SUM, few, new double[] {1, 2, 3}, null, new int[3], 0));
    double[][] equal = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}};
    double[] values = {1, 2, 3, 4, 5};
    assertThrows(
        UserInputException.class,
        () -> StretchedLaw.fit(Combination.SUM, equal, values, null, new int[5], 0));
    assertThrows(
        UserInputException.class,
        () ->
            StretchedLaw.fit(
                Combination.SUM, new double[][] {{1, -1}}, new double[] {1}, null, new int[1], 0));
  }
}
