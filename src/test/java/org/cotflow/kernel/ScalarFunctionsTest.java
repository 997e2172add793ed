package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalarFunctionsTest {
  private static final long SEED = 20260523L;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final int POINTS = 600;

  @Test
  void expIsWithinTwoUlp(TestReporter report) {
    double[] points = points(1, -746, 709.78, k -> (k + 0.5) * StrictMath.log(2));
    assertWithin(report, "exp", ScalarFunctions::exp, ExactFunctions::exp, points, 2, 0);
  }

  @Test
  void log1pIsWithinTwoUlp(TestReporter report) {
    double[] points =
        DoubleStream.concat(
                DoubleStream.of(points(2, -0.999, 50, k -> StrictMath.scalb(0x1.6a09e6p-1, k) - 1)),
                DoubleStream.of(1e-17 - 1, -1 + 0x1p-53, 1e16, 1e17, 1e300, Double.MAX_VALUE))
            .filter(x -> x > -1)
            .toArray();
    assertWithin(
        report,
        "log1p",
        ScalarFunctions::log1p,
        x -> ExactFunctions.log1p(new BigDecimal(x)),
        points,
        2,
        0);
  }

  @Test
  void tanhIsWithinTwoUlp(TestReporter report) {
    double[] points = points(3, -23, 23, k -> (k + 0.5) * StrictMath.log(2) / 2);
    assertActivation(report, Activation.TANH, ExactFunctions::tanh, points);
    double[] slopes = points(4, -60, 60, k -> (k + 0.5) * StrictMath.log(2) / 2);
    assertSlope(report, Activation.TANH, ExactFunctions::tanhDerivative, slopes);
  }

  @Test
  void sigmoidIsWithinTwoUlp(TestReporter report) {
    double[] points = points(5, -750, 40, k -> (k + 0.5) * StrictMath.log(2));
    assertActivation(report, Activation.SIGMOID, ExactFunctions::sigmoid, points);
    double[] slopes = points(6, -60, 60, k -> (k + 0.5) * StrictMath.log(2));
    assertSlope(report, Activation.SIGMOID, ExactFunctions::sigmoidDerivative, slopes);
  }

  @Test
  void softplusIsWithinTwoUlp(TestReporter report) {
    double[] points = points(7, -750, 40, k -> (k + 0.5) * StrictMath.log(2));
    assertActivation(report, Activation.SOFTPLUS, ExactFunctions::softplus, points);
    assertSlope(report, Activation.SOFTPLUS, ExactFunctions::sigmoid, points);
  }

  @Test
  void geluIsWithinTwoUlp(TestReporter report) {
    double[] points =
        points(8, -39, 10, k -> -StrictMath.sqrt((2 * Math.abs(k) + 1) * StrictMath.log(2)));
    assertActivation(report, Activation.GELU, ExactFunctions::gelu, points);
    assertSlope(report, Activation.GELU, ExactFunctions::geluDerivative, points);
  }

  @Test
  void slopeOfGeluKeepsItsDigitsBesideItsZero(TestReporter report) {
    double[] points =
        new SplittableRandom(SEED)
            .doubles(300, -1, 1)
            .map(u -> -0.7517915246935645 + Math.scalb(u, -(int) (Math.abs(u) * 1e6) % 53))
            .toArray();
    assertSlope(report, Activation.GELU, ExactFunctions::geluDerivative, points);
  }

  @Test
  void cosIsWithinTwoUlpAtEveryScale(TestReporter report) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] besideMultiples =
        random
            .longs(POINTS, 1, 1L << 45)
            .mapToDouble(k -> (k >> (int) (k % 46)) * (StrictMath.PI / 2))
            .toArray();
    double[] anyExponent =
        random.longs(POINTS, 1, 0x7FEL << 52).mapToDouble(Double::longBitsToDouble).toArray();
    // The double closest to a multiple of pi/2 of all (Muller et al., section 11.3), and the seam.
    double[] hard = {6381956970095103.0 * 0x1p797, 0x1p40, Math.nextDown(0x1p40), Double.MAX_VALUE};
    double[] moderate = points(9, -40, 40, k -> k * StrictMath.PI / 4);
    double[] all =
        Stream.of(moderate, besideMultiples, anyExponent, hard)
            .flatMapToDouble(DoubleStream::of)
            .toArray();
    assertActivation(report, Activation.COS, ExactFunctions::cos, all);
    assertSlope(report, Activation.COS, ExactFunctions::minusSin, all);
  }

  @Test
  void manyMorePointsAgreeWithThePlatform() {
    new SplittableRandom(SEED)
        .doubles(100_000, -30, 30)
        .forEach(
            x -> {
              assertEquals(
                  StrictMath.exp(x), ScalarFunctions.exp(x), 2 * Math.ulp(StrictMath.exp(x)));
              assertEquals(
                  StrictMath.tanh(x), ScalarFunctions.tanh(x), 4 * Math.ulp(StrictMath.tanh(x)));
              assertEquals(
                  StrictMath.cos(x), Activation.COS.value(x), 2 * Math.ulp(StrictMath.cos(x)));
              assertEquals(
                  StrictMath.log1p(x + 30),
                  ScalarFunctions.log1p(x + 30),
                  2 * Math.ulp(StrictMath.log1p(x + 30)));
            });
  }

  @Test
  void expAndLog1pAreRightAtTheEnds() {
    assertAll(
        () -> assertEquals(INFINITY, ScalarFunctions.exp(709.79)),
        () -> assertEquals(INFINITY, ScalarFunctions.exp(INFINITY)),
        () -> assertEquals(0.0, ScalarFunctions.exp(-INFINITY)),
        () -> assertEquals(0.0, ScalarFunctions.exp(-745.2)),
        () -> assertEquals(Double.MIN_VALUE, ScalarFunctions.exp(-745)),
        () -> assertEquals(1.0, ScalarFunctions.exp(-0.0)),
        () -> assertEquals(Double.NaN, ScalarFunctions.exp(Double.NaN)),
        () -> assertEquals(-0.0, ScalarFunctions.log1p(-0.0)),
        () -> assertEquals(0.0, ScalarFunctions.log1p(0.0)),
        () -> assertEquals(-INFINITY, ScalarFunctions.log1p(-1.0)),
        () -> assertEquals(Double.NaN, ScalarFunctions.log1p(-1.0000000000000002)),
        () -> assertEquals(INFINITY, ScalarFunctions.log1p(INFINITY)),
        () -> assertEquals(Double.NaN, ScalarFunctions.log1p(Double.NaN)));
  }

  /** Rows: activation; value at -inf, -0, 0, inf; derivative at the same. */
  @Test
  void activationsAreRightAtZerosAndInfinities() {
    double ln2 = 0x1.62e42fefa39efp-1;
    assertEnds(Activation.TANH, -1, -0.0, 0, 1, 0, 1, 1, 0);
    assertEnds(Activation.RELU, 0, 0, 0, INFINITY, 0, 0, 0, 1);
    assertEnds(Activation.GELU, -0.0, -0.0, 0, INFINITY, -0.0, 0.5, 0.5, 1);
    assertEnds(Activation.SIGMOID, 0, 0.5, 0.5, 1, 0, 0.25, 0.25, 0);
    assertEnds(Activation.SOFTPLUS, 0, ln2, ln2, INFINITY, 0, 0.5, 0.5, 1);
    assertEnds(Activation.COS, Double.NaN, 1, 1, Double.NaN, Double.NaN, 0, -0.0, Double.NaN);
    assertEnds(Activation.LINEAR, -INFINITY, -0.0, 0, INFINITY, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @EnumSource
  void nanStaysNan(Activation activation) {
    assertEquals(Double.NaN, activation.value(Double.NaN));
    if (activation != Activation.LINEAR) {
      assertEquals(Double.NaN, activation.derivative(Double.NaN, Double.NaN));
    }
  }

  @Test
  void oddFunctionsAreOddAndSubnormalsPassThrough() {
    assertEquals(Double.MIN_VALUE, ScalarFunctions.tanh(Double.MIN_VALUE));
    assertEquals(-3 * Double.MIN_VALUE, ScalarFunctions.tanh(-3 * Double.MIN_VALUE));
    assertEquals(Double.MIN_NORMAL / 2, Activation.GELU.value(Double.MIN_NORMAL));
    assertEquals(-Double.MIN_NORMAL / 8, Activation.GELU.value(-Double.MIN_NORMAL / 4));
    assertEquals(-Double.MIN_VALUE, Activation.COS.derivative(Double.MIN_VALUE, 1.0));
    assertEquals(1e300, Activation.SOFTPLUS.value(1e300));
    assertEquals(1e300, Activation.GELU.value(1e300));
    assertEquals(-0.0, Activation.GELU.value(-1e300));
  }

  private static void assertEnds(Activation activation, double... expected) {
    double[] ends = {-INFINITY, -0.0, 0.0, INFINITY};
    for (int i = 0; i < 4; i++) {
      double value = activation.value(ends[i]);
      assertEquals(expected[i], value, activation + " at " + ends[i]);
      assertEquals(
          expected[i + 4],
          activation.derivative(ends[i], value),
          activation + " derivative at " + ends[i]);
    }
  }

  /**
   * Points of [from, to]: uniform, near 0, log-uniform magnitudes down to the subnormals, and both
   * sides of the breaks.
   */
  private static double[] points(int stream, double from, double to, IntToDoubleFunction breaks) {
    SplittableRandom random = new SplittableRandom(SEED + stream);
    double[] points = new double[5 * POINTS];
    for (int i = 0; i < POINTS; i++) {
      points[i] = random.nextDouble(from, to);
      points[i + POINTS] = random.nextDouble(-0.9, 0.9);
      points[i + 2 * POINTS] = random.nextDouble(-9, 9);
      double magnitude = Math.scalb(random.nextDouble(1, 2), random.nextInt(-1074, 3));
      points[i + 3 * POINTS] = random.nextBoolean() ? magnitude : -magnitude;
      double at = breaks.applyAsDouble(random.nextInt(-60, 60));
      points[i + 4 * POINTS] = at + random.nextInt(-3, 4) * Math.ulp(at);
    }
    return DoubleStream.of(points).filter(x -> x >= from && x <= to).toArray();
  }

  private static void assertActivation(
      TestReporter report, Activation activation, DoubleFunction<BigDecimal> exact, double[] at) {
    assertWithin(report, activation.keyword(), activation::value, exact, at, 2, 0);
  }

  private static void assertSlope(
      TestReporter report, Activation activation, DoubleFunction<BigDecimal> exact, double[] at) {
    assertWithin(
        report,
        activation.keyword() + " derivative",
        x -> activation.derivative(x, activation.value(x)),
        exact,
        at,
        4,
        0x1p-52);
  }

  private static void assertWithin(
      TestReporter report,
      String name,
      DoubleUnaryOperator function,
      DoubleFunction<BigDecimal> exact,
      double[] points,
      double bound,
      double floor) {
    double worst = 0;
    double worstPoint = Double.NaN;
    for (double x : points) {
      double error = ulps(function.applyAsDouble(x), exact.apply(x), floor);
      if (!(error <= worst)) {
        worst = error;
        worstPoint = x;
      }
    }
    String found = worst + " ulp at " + worstPoint + ", " + points.length + " points, seed " + SEED;
    report.publishEntry(name, found);
    assertTrue(worst <= bound, name + ": " + found);
  }

  /**
   * |computed - exact| in units in the last place of max(|exact|, floor), infinite for no number.
   */
  private static double ulps(double computed, BigDecimal exact, double floor) {
    if (!Double.isFinite(computed)) {
      return INFINITY;
    }
    double magnitude = Math.abs(exact.doubleValue());
    if (new BigDecimal(magnitude).compareTo(exact.abs()) > 0) {
      magnitude = Math.nextDown(magnitude);
    }
    double ulp = Math.ulp(Math.max(magnitude, floor));
    BigDecimal error = new BigDecimal(computed).subtract(exact).abs();
    return error.divide(new BigDecimal(ulp), MathContext.DECIMAL64).doubleValue();
  }
}
