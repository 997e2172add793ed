package org.cotflow.experiment.law;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;

class RichardsonTest {
  @Test
  void aPolynomialInOneOverTheDepthIsExtrapolatedExactly() {
    double[] sizes = {8, 2, 4};
    double[][] values =
        at(sizes, k -> new double[] {3 + 2 / k - 5 / (k * k), -1 + 0.5 / (k * k), 7});
    Richardson richardson = Richardson.extrapolate(sizes, values, 1);
    assertArrayEquals(new double[] {3, -1, 7}, richardson.limit(), 1e-13);
    // Without K = 2: 2 f(8) - f(4) misses by -5 (2/64 - 1/16) and 0.5 of the same.
    double missed = 1 / 16.0 - 2 / 64.0;
    assertArrayEquals(new double[] {5 * missed, 0.5 * missed, 0}, richardson.errorBar(), 1e-13);
    assertEquals(missed * Math.sqrt((25 + 0.25) / 3), richardson.errorBarRms(), 1e-13);
  }

  @Test
  void theErrorBarHoldsForAFunctionThatIsNoPolynomial() {
    for (int from = 2; from <= 16; from *= 2) {
      double[] sizes = {from, 2 * from, 4 * from};
      double[][] values = at(sizes, k -> new double[] {Math.pow(1 + 1 / k, k)});
      Richardson richardson = Richardson.extrapolate(sizes, values, 1);
      double error = Math.abs(richardson.limit()[0] - Math.E);
      assertTrue(error < richardson.errorBar()[0], from + ": " + error);
      assertTrue(error < 0.1 * Math.abs(values[2][0] - Math.E), from + ": " + error);
    }
  }

  @Test
  void errorsFallWithThePowerThatExtrapolationLeaves() {
    double[] errors = new double[2];
    for (int i = 0; i < 2; i++) {
      double from = i == 0 ? 16 : 32;
      double[] sizes = {from, 2 * from, 4 * from};
      double[][] values = at(sizes, k -> new double[] {Math.pow(1 + 1 / k, k)});
      errors[i] = Math.abs(Richardson.extrapolate(sizes, values, 1).limit()[0] - Math.E);
    }
    assertEquals(3, Math.log(errors[0] / errors[1]) / Math.log(2), 0.1);
  }

  @Test
  void aHalfIntegerOrderIsFound() {
    double[] sizes = {5, 12, 100};
    double[][] values =
        at(sizes, k -> new double[] {1 + 4 * Math.pow(k, -1.5), 2 - Math.pow(k, -1.5)});
    Richardson richardson = Richardson.withFittedOrder(sizes, values);
    assertEquals(1.5, richardson.order(), 1e-9);
    assertEquals(1, richardson.limit()[0], 1e-10);
    assertEquals(2, richardson.limit()[1], 1e-10);
  }

  @Test
  void whatDoesNotConvergeIsRefused() {
    double[] sizes = {2, 4, 8};
    double[][] growing = at(sizes, k -> new double[] {k});
    assertTrue(
        assertThrows(UserInputException.class, () -> Richardson.withFittedOrder(sizes, growing))
            .getMessage()
            .contains("do not converge"));
    assertThrows(
        UserInputException.class,
        () -> Richardson.withFittedOrder(new double[] {1, 2}, new double[][] {{1}, {2}}));
    assertThrows(
        UserInputException.class,
        () -> Richardson.extrapolate(new double[] {2, 2}, new double[][] {{1}, {2}}, 1));
    assertThrows(
        UserInputException.class,
        () -> Richardson.extrapolate(new double[] {2}, new double[][] {{1}}, 1));
  }

  @Test
  void depthAndWidthTogetherAreExtrapolatedExactlyWithoutNoise() {
    GridLimit limit = grid(0, 1, 1);
    assertArrayEquals(new double[] {4, -2}, limit.limit(), 1e-12);
    assertArrayEquals(new double[] {0, 0}, limit.errorBar(), 1e-12);
  }

  @Test
  void noiseOfParticlesIsCoveredByTheErrorBar() {
    int inside = 0;
    for (int seed = 0; seed < 100; seed++) {
      GridLimit limit = grid(1, 5, seed);
      assertTrue(limit.errorBar()[0] >= limit.standardError()[0]);
      inside += Math.abs(limit.limit()[0] - 4) < 2 * limit.errorBar()[0] ? 1 : 0;
    }
    assertTrue(inside >= 90, inside + " of 100");
  }

  @Test
  void aSingleDepthLeavesTheDepthTermOut() {
    double[] depths = {4, 4, 4, 4};
    double[] widths = {1, 2, 4, 8};
    double[][] values = new double[4][];
    for (int i = 0; i < 4; i++) {
      values[i] = new double[] {1 + 3 / widths[i]};
    }
    assertEquals(1, GridLimit.of(depths, widths, values).limit()[0], 1e-13);
    assertThrows(
        UserInputException.class,
        () -> GridLimit.of(new double[] {4, 4}, new double[] {1, 2}, new double[][] {{1}, {2}}));
    double[] tied = {1, 2, 4, 8, 16};
    assertThrows(UserInputException.class, () -> GridLimit.of(tied, tied, new double[5][1]));
  }

  private static GridLimit grid(double noise, int replicas, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] sizes = {4, 16, 64};
    int n = 9 * replicas;
    double[] depths = new double[n];
    double[] widths = new double[n];
    double[][] values = new double[n][];
    int i = 0;
    for (double depth : sizes) {
      for (double width : sizes) {
        for (int r = 0; r < replicas; r++) {
          depths[i] = depth;
          widths[i] = width;
          double scatter = noise / Math.sqrt(depth * width);
          values[i++] =
              new double[] {
                4 + 1 / depth - 2 / width + scatter * (random.nextDouble() - 0.5),
                -2 + 3 / depth + scatter * (random.nextDouble() - 0.5)
              };
        }
      }
    }
    return GridLimit.of(depths, widths, values);
  }

  private static double[][] at(double[] sizes, DoubleFunction<double[]> function) {
    double[][] values = new double[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      values[i] = function.apply(sizes[i]);
    }
    return values;
  }
}
