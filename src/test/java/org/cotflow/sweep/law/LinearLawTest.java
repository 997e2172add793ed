package org.cotflow.sweep.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.cotflow.sweep.law.LawWarning.Kind;
import org.junit.jupiter.api.Test;

class LinearLawTest {
  private static final double[] DEPTHS = {6, 24, 87, 316};
  private static final double[] WIDTHS = {6, 46, 316};

  @Test
  void exactDataAreRecovered() {
    GridPoints grid = new GridPoints(DEPTHS, WIDTHS, 3, 0, false, 1);
    LawFit law =
        LinearLaw.fit(
            Combination.SUM, grid.design, grid.values, grid.relativeWeights(), grid.groups, 0);
    assertEquals(GridPoints.A, law.constants().get(0).value(), 1e-10);
    assertEquals(GridPoints.C, law.constants().get(1).value(), 1e-10);
    assertEquals(1, law.goodness().rSquared(), 1e-12);
    assertEquals(1, law.goodness().logRSquared(), 1e-12);
    assertEquals(12, law.pointCount());
    assertEquals(36, law.observationCount());
    assertEquals(3, law.groupCount());
    assertEquals(0, law.constants().get(0).ninetyFive().length(), 1e-10);
  }

  @Test
  void exactDataInQuadratureAreRecovered() {
    GridPoints grid = new GridPoints(DEPTHS, WIDTHS, 2, 0, true, 1);
    LawFit law =
        LinearLaw.fit(
            Combination.QUADRATURE,
            grid.design,
            grid.values,
            grid.relativeWeights(),
            grid.groups,
            0);
    assertEquals(GridPoints.A, law.constants().get(0).value(), 1e-10);
    assertEquals(GridPoints.C, law.constants().get(1).value(), 1e-10);
    assertEquals(1, law.goodness().logRSquared(), 1e-12);
  }

  @Test
  void replicasAreAveragedBeforeTheFit() {
    double[][] design = {{1}, {1}, {2}, {2}};
    double[] values = {1, 3, 5, 9};
    double[] weights = {1, 0.5, 1, 1};
    // Averages 2 and 7; weights 2/(mean of 1, 2) = 4/3 and 2: c = (4/3*2 + 2*2*7)/(4/3 + 2*4).
    LawFit law = LinearLaw.fit(Combination.SUM, design, values, weights, new int[] {0, 1, 0, 1}, 0);
    assertEquals((8 / 3.0 + 28) / (4 / 3.0 + 8), law.constants().get(0).value(), 1e-14);
    double c = law.constants().get(0).value();
    double around = 4 / 3.0 * (2 - c) * (2 - c) + 2 * (7 - 2 * c) * (7 - 2 * c);
    double among = (2 / 3.0 * (1 + 1) + 4 + 4) / 2;
    assertEquals(around / among, law.goodness().reducedChiSquared(), 1e-13);
    // c = 23/7; the weighted mean is 5, so R^2 = 1 - (18/7) / (4/3 * 9 + 2 * 4).
    assertEquals(61 / 70.0, law.goodness().rSquared(), 1e-14);
    double[] g = {4 / 3.0 * 4, 2.0 * 49};
    double[] logs = {Math.log(2), Math.log(7)};
    double mean = (g[0] * logs[0] + g[1] * logs[1]) / (g[0] + g[1]);
    double left = g[0] * square(logs[0] - Math.log(c)) + g[1] * square(logs[1] - Math.log(2 * c));
    double total = g[0] * square(logs[0] - mean) + g[1] * square(logs[1] - mean);
    assertEquals(1 - left / total, law.goodness().logRSquared(), 1e-13);
  }

  private static double square(double value) {
    return value * value;
  }

  /** Three replicas of 2, one of 7: c = (3*2 + 2*7) / (3 + 4) and the mean is 13/4. */
  @Test
  void withoutWeightsReplicasCount() {
    double[][] design = {{1}, {1}, {1}, {2}};
    double[] values = {1, 2, 3, 7};
    LawFit law = LinearLaw.fit(Combination.SUM, design, values, null, new int[] {0, 1, 2, 0}, 0);
    double c = 20 / 7.0;
    assertEquals(c, law.constants().get(0).value(), 1e-14);
    double left = 3 * square(2 - c) + square(7 - 2 * c);
    assertEquals(
        1 - left / (3 * square(2 - 3.25) + square(7 - 3.25)), law.goodness().rSquared(), 1e-14);
  }

  @Test
  void aReplicatedExactLawWithNoiseHasChiSquaredNearOne() {
    GridPoints grid =
        new GridPoints(new double[] {4, 8, 16, 32, 64, 128}, WIDTHS, 40, 0.2, false, 8);
    double[] weights = new double[grid.values.length];
    for (int i = 0; i < weights.length; i++) {
      double exact = GridPoints.A * grid.design[i][0] + GridPoints.C * grid.design[i][1];
      weights[i] = 1 / (exact * exact);
    }
    LawFit law = LinearLaw.fit(Combination.SUM, grid.design, grid.values, weights, grid.groups, 0);
    // Half the variance is common to all sizes, which the law absorbs: 0.5 or so is expected.
    double chi = law.goodness().reducedChiSquared();
    assertTrue(chi > 0.2 && chi < 1.5, "reduced chi squared " + chi);
    double[] wrong = new double[grid.values.length];
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = grid.values[i] * Math.sqrt(grid.sizes[i][0]);
    }
    LawFit bad = LinearLaw.fit(Combination.SUM, grid.design, wrong, weights, grid.groups, 0);
    assertTrue(bad.goodness().reducedChiSquared() > 10);
  }

  @Test
  void intervalsCoverTheTruthAboutAsOftenAsTheySay() {
    int sets = 120;
    int in95 = 0;
    int in90 = 0;
    for (int s = 0; s < sets; s++) {
      GridPoints grid = new GridPoints(DEPTHS, WIDTHS, 5, 0.3, false, 1000 + s);
      LawFit law =
          LinearLaw.fit(
              Combination.SUM, grid.design, grid.values, grid.relativeWeights(), grid.groups, s);
      in95 += law.constants().get(1).ninetyFive().contains(GridPoints.C) ? 1 : 0;
      in90 += law.constants().get(1).ninety().contains(GridPoints.C) ? 1 : 0;
    }
    assertTrue(in95 > 0.88 * sets && in95 < sets, in95 + " of " + sets);
    assertTrue(in90 > 0.80 * sets && in90 < 0.98 * sets, in90 + " of " + sets);
  }

  @Test
  void theSameSeedGivesTheSameIntervalsAndAnotherSeedOthers() {
    GridPoints grid = new GridPoints(DEPTHS, WIDTHS, 5, 0.3, false, 3);
    LawFit one = LinearLaw.fit(Combination.SUM, grid.design, grid.values, null, grid.groups, 7);
    assertEquals(
        one, LinearLaw.fit(Combination.SUM, grid.design, grid.values, null, grid.groups, 7));
    LawFit other = LinearLaw.fit(Combination.SUM, grid.design, grid.values, null, grid.groups, 8);
    assertEquals(one.constants().get(0).value(), other.constants().get(0).value());
    assertNotEquals(one.constants().get(0).ninetyFive(), other.constants().get(0).ninetyFive());
  }

  @Test
  void wholeGroupsAreDrawnSoThatCommonNoiseIsSeen() {
    GridPoints grid = new GridPoints(DEPTHS, WIDTHS, 5, 0.3, false, 3);
    int[] separate = new int[grid.groups.length];
    for (int i = 0; i < separate.length; i++) {
      separate[i] = i;
    }
    Interval together =
        LinearLaw.fit(Combination.SUM, grid.design, grid.values, null, grid.groups, 7)
            .constants()
            .get(1)
            .ninetyFive();
    Interval apart =
        LinearLaw.fit(Combination.SUM, grid.design, grid.values, null, separate, 7)
            .constants()
            .get(1)
            .ninetyFive();
    assertTrue(together.length() > 1.2 * apart.length());
  }

  @Test
  void oneGroupLeavesTheIntervalsUnknownAndSaysSo() {
    GridPoints grid = new GridPoints(DEPTHS, WIDTHS, 1, 0.1, false, 3);
    LawFit law = LinearLaw.fit(Combination.SUM, grid.design, grid.values, null, grid.groups, 7);
    assertFalse(law.constants().get(0).ninetyFive().isKnown());
    assertEquals(List.of(Kind.FEW_REPLICAS), kinds(law));
    assertTrue(Double.isNaN(law.goodness().reducedChiSquared()));
  }

  @Test
  void aShortRangeIsNamedWithItsTerm() {
    GridPoints grid =
        new GridPoints(new double[] {10, 20, 30}, new double[] {4, 64, 1024}, 5, 0.01, false, 3);
    LawFit law = LinearLaw.fit(Combination.SUM, grid.design, grid.values, null, grid.groups, 7);
    assertEquals(List.of(Kind.SHORT_RANGE), kinds(law));
    assertEquals(
        "a varies by a factor 3 only: widen its range",
        law.warnings().get(0).describe(List.of("a", "c")).replace("3.00", "3"));
  }

  @Test
  void nearlyEqualTermsAndWideIntervalsAreDoubted() {
    GridPoints grid = new GridPoints(new double[] {1, 10, 100}, new double[] {4}, 5, 0.3, false, 3);
    SplittableRandom random = new SplittableRandom(9);
    double[][] near = grid.design.clone();
    double[] values = new double[near.length];
    for (int i = 0; i < near.length; i++) {
      near[i] = new double[] {near[i][0], near[i][0] * (1 + 1e-3 * near[i][1])};
      values[i] = near[i][0] * (0.9 + 0.2 * random.nextDouble());
    }
    LawFit law = LinearLaw.fit(Combination.SUM, near, values, null, grid.groups, 7);
    assertTrue(kinds(law).contains(Kind.COLLINEAR));
    assertTrue(kinds(law).contains(Kind.WIDE_INTERVAL));
  }

  @Test
  void inQuadratureAConstantThatWouldBeImaginaryIsHeldAtZero() {
    double[][] design = {{1, 1}, {2, 1}, {4, 1}, {8, 1}};
    double[] values = {2, 5, 10.5, 21.3};
    LawFit law = LinearLaw.fit(Combination.QUADRATURE, design, values, null, new int[4], 0);
    assertEquals(0, law.constants().get(1).value());
    assertTrue(kinds(law).contains(Kind.AT_BOUND));
  }

  @Test
  void whatCannotBeFittedIsRefusedInOneLine() {
    String few = refusal(new double[][] {{1, 2}}, new double[] {1}, null);
    assertTrue(few.contains("there are 1 sizes"), few);
    String dependent =
        refusal(new double[][] {{1, 2}, {2, 4}, {3, 6}}, new double[] {1, 2, 3}, null);
    assertTrue(dependent.contains("linearly dependent"), dependent);
    String value = refusal(new double[][] {{1}}, new double[] {Double.NaN}, null);
    assertTrue(value.contains("observation 0"), value);
    assertTrue(
        refusal(new double[][] {{1}}, new double[] {1}, new double[] {0}).contains("weight"));
    assertTrue(refusal(new double[0][], new double[0], null).contains("0 sizes"));
  }

  private static List<Kind> kinds(LawFit law) {
    return law.warnings().stream().map(LawWarning::kind).toList();
  }

  private static String refusal(double[][] design, double[] values, double[] weights) {
    String message =
        assertThrows(
                UserInputException.class,
                () ->
                    LinearLaw.fit(
                        Combination.SUM, design, values, weights, new int[values.length], 0))
            .getMessage();
    assertFalse(message.contains("\n"));
    return message;
  }
}
