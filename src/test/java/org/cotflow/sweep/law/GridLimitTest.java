package org.cotflow.sweep.law;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;

class GridLimitTest {
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
    assertEquals(1, limit(depths, widths, values, 1).limit()[0], 1e-13);
    assertThrows(
        UserInputException.class,
        () -> limit(new double[] {4, 4}, new double[] {1, 2}, new double[][] {{1}, {2}}, 1));
    double[] tied = {1, 2, 4, 8, 16};
    assertThrows(UserInputException.class, () -> limit(tied, tied, new double[5][1], 1));
  }

  private static GridLimit limit(double[] depths, double[] widths, double[][] values, double p) {
    return GridLimit.of(new GridSizes(depths, widths, new int[depths.length], p), values, 0);
  }

  @Test
  void theOrderOfTheSchemeIsTaken() {
    double[] depths = {2, 4, 8, 16, 32};
    double[] widths = {1, 1, 1, 1, 1};
    for (int order : new int[] {1, 2, 4}) {
      double[][] values = new double[5][];
      for (int i = 0; i < 5; i++) {
        values[i] = new double[] {7 + 3 * Math.pow(depths[i], -order)};
      }
      assertEquals(7, limit(depths, widths, values, order).limit()[0], 1e-12);
    }
    double[][] squares = {{7 + 3 / 4.0}, {7 + 3 / 16.0}, {7 + 3 / 64.0}, {7 + 3 / 256.0}, {7}};
    assertTrue(Math.abs(limit(depths, widths, squares, 1).limit()[0] - 7) > 1e-2);
  }

  /** What one seed adds to all its sizes is no scatter around a fit, but it is one of limits. */
  @Test
  void whatReplicasShareIsPartOfTheErrorBar() {
    int inside = 0;
    double bootstrapped = 0;
    double independent = 0;
    for (int seed = 0; seed < 100; seed++) {
      Shared shared = Shared.drawn(seed);
      GridLimit limit = GridLimit.of(shared.sizes, shared.values, 0);
      bootstrapped += limit.standardError()[0] / 100;
      independent += shared.sizes.standardError(shared.values)[0] / 100;
      inside += Math.abs(limit.limit()[0] - 4) < 2.3 * limit.errorBar()[0] ? 1 : 0;
    }
    assertTrue(inside >= 88, inside + " of 100");
    // Of a mean of 8 numbers of variance 1/12.
    assertEquals(Math.sqrt(1 / 12.0 / 8), bootstrapped, 0.015);
    assertTrue(independent < 0.7 * bootstrapped, independent + " and " + bootstrapped);
  }

  private record Shared(GridSizes sizes, double[][] values) {
    static Shared drawn(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] all = {4, 16, 64};
      int n = 9 * 8;
      Shared shared =
          new Shared(new GridSizes(new double[n], new double[n], new int[n], 1), new double[n][]);
      int i = 0;
      for (int r = 0; r < 8; r++) {
        double common = random.nextDouble() - 0.5;
        for (double depth : all) {
          for (double width : all) {
            shared.sizes.depths()[i] = depth;
            shared.sizes.widths()[i] = width;
            shared.sizes.replicaGroups()[i] = r;
            shared.values[i++] = new double[] {4 + common + 1 / depth - 2 / width};
          }
        }
      }
      return shared;
    }
  }

  private static GridLimit grid(double noise, int replicas, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] sizes = {4, 16, 64};
    int n = 9 * replicas;
    double[] depths = new double[n];
    double[] widths = new double[n];
    double[][] values = new double[n][];
    int[] groups = new int[n];
    int i = 0;
    for (double depth : sizes) {
      for (double width : sizes) {
        for (int r = 0; r < replicas; r++) {
          depths[i] = depth;
          widths[i] = width;
          groups[i] = r;
          double scatter = noise / Math.sqrt(depth * width);
          values[i++] =
              new double[] {
                4 + 1 / depth - 2 / width + scatter * (random.nextDouble() - 0.5),
                -2 + 3 / depth + scatter * (random.nextDouble() - 0.5)
              };
        }
      }
    }
    return GridLimit.of(new GridSizes(depths, widths, groups, 1), values, 0);
  }
}
