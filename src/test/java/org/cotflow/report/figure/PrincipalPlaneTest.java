package org.cotflow.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalPlaneTest {
  /** Points on axes of known lengths, turned by a known rotation. */
  @Test
  void axesOfAnEllipsoidAreFound() {
    double c = 0.6;
    double s = 0.8;
    double[] points = new double[6 * 3];
    double[] lengths = {3, 2, 1};
    for (int axis = 0; axis < 3; axis++) {
      for (int side = 0; side < 2; side++) {
        double[] at = new double[3];
        at[axis] = (1 - 2 * side) * lengths[axis];
        int row = (2 * axis + side) * 3;
        points[row] = 5 + c * at[0] - s * at[1];
        points[row + 1] = -7 + s * at[0] + c * at[1];
        points[row + 2] = at[2];
      }
    }
    PrincipalPlane plane = PrincipalPlane.of(points, 3);
    assertArrayEquals(new double[] {5, -7, 0}, plane.mean(), 1e-12);
    assertEquals(1, Math.abs(plane.first()[0] * c + plane.first()[1] * s), 1e-6);
    assertEquals(1, Math.abs(-plane.second()[0] * s + plane.second()[1] * c), 1e-6);
    assertEquals(9 / 14.0, plane.firstShare(), 1e-9);
    assertEquals(4 / 14.0, plane.secondShare(), 1e-9);
    double[][] coordinates = plane.coordinates(points);
    assertEquals(3, Math.abs(coordinates[0][0]), 1e-6);
    assertEquals(2, Math.abs(coordinates[1][2]), 1e-6);
  }

  @Test
  void directionsAreOrthonormal() {
    SplittableRandom random = new SplittableRandom(3);
    double[] points = random.doubles(200 * 7, -1, 1).toArray();
    PrincipalPlane plane = PrincipalPlane.of(points, 7);
    double overlap = 0;
    double norm = 0;
    for (int k = 0; k < 7; k++) {
      overlap += plane.first()[k] * plane.second()[k];
      norm += plane.second()[k] * plane.second()[k];
    }
    assertEquals(0, overlap, 1e-9);
    assertEquals(1, norm, 1e-9);
  }

  /** Squares of such coordinates are no numbers, or 0. */
  @ParameterizedTest
  @ValueSource(ints = {-900, -250, 250, 900})
  void theUnitOfLengthChangesNoDirection(int power) {
    double[] points = new SplittableRandom(5).doubles(50 * 4, -1, 1).toArray();
    double[] far = Arrays.stream(points).map(value -> Math.scalb(value, power)).toArray();
    PrincipalPlane near = PrincipalPlane.around(new double[4], points);
    PrincipalPlane plane = PrincipalPlane.around(new double[4], far);
    assertArrayEquals(near.first(), plane.first(), 1e-12);
    assertArrayEquals(near.second(), plane.second(), 1e-12);
    assertEquals(near.firstShare(), plane.firstShare(), 1e-12);
    assertEquals(near.secondShare(), plane.secondShare(), 1e-12);
    double[] coordinates = plane.coordinates(far)[0];
    assertEquals(near.coordinates(points)[0][7], Math.scalb(coordinates[7], -power), 1e-12);
    assertFalse(plane.isPoint());
  }

  @Test
  void noShareIsAllButAll() {
    double[] any = {1};
    assertEquals("99.9 % and 0.04 %", new PrincipalPlane(any, any, any, 0.9996, 4e-4).shares());
    assertEquals("100 % and 0 %", new PrincipalPlane(any, any, any, 1, 3e-16).shares());
    assertEquals("96 % and 3.1 %", new PrincipalPlane(any, any, any, 0.96, 0.031).shares());
  }

  @Test
  void pointsThatAreOneHaveNoVariance() {
    PrincipalPlane plane = PrincipalPlane.of(new double[] {1, 2, 1, 2}, 2);
    assertTrue(plane.isPoint());
    assertArrayEquals(new double[] {0, 0}, plane.coordinates(new double[] {1, 2, 1, 2})[0], 1e-12);
  }
}
