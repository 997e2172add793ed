package org.cotflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.cotflow.depth.ButcherTableau;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order conditions of Butcher's theory, one for each rooted tree. */
class FlowTableauTest {
  static List<FlowTableau> tableaus() {
    return List.of(FlowTableau.HEUN, FlowTableau.RK4, FlowTableau.DORMAND_PRINCE);
  }

  /** A rooted tree by the subtrees of its root. */
  private record Tree(List<Tree> branches) {
    int size() {
      return 1 + branches.stream().mapToInt(Tree::size).sum();
    }

    double density() {
      return branches.stream().mapToDouble(Tree::density).reduce(size(), (x, y) -> x * y);
    }

    /** Its elementary weight at each stage. */
    double[] weights(double[][] a) {
      double[] weights = new double[a.length];
      Arrays.fill(weights, 1);
      for (Tree branch : branches) {
        double[] inner = branch.weights(a);
        for (int i = 0; i < a.length; i++) {
          double sum = 0;
          for (int j = 0; j < i; j++) {
            sum += a[i][j] * inner[j];
          }
          weights[i] *= sum;
        }
      }
      return weights;
    }

    double sum(double[][] a, double[] b) {
      double[] weights = weights(a);
      double sum = 0;
      for (int i = 0; i < b.length; i++) {
        sum += b[i] * weights[i];
      }
      return sum;
    }
  }

  /** All trees of so many vertices, some more than once. */
  private static List<Tree> trees(int size) {
    List<Tree> trees = new ArrayList<>();
    for (List<Tree> branches : forests(size - 1)) {
      trees.add(new Tree(branches));
    }
    return trees;
  }

  private static List<List<Tree>> forests(int size) {
    List<List<Tree>> forests = new ArrayList<>();
    if (size == 0) {
      forests.add(List.of());
    }
    for (int first = 1; first <= size; first++) {
      for (Tree tree : trees(first)) {
        for (List<Tree> rest : forests(size - first)) {
          List<Tree> forest = new ArrayList<>(List.of(tree));
          forest.addAll(rest);
          forests.add(forest);
        }
      }
    }
    return forests;
  }

  private static double worst(double[][] a, double[] b, double theta, int size) {
    double worst = 0;
    for (Tree tree : trees(size)) {
      double wanted = 1 / tree.density();
      for (int n = 0; n < size; n++) {
        wanted *= theta;
      }
      worst = Math.max(worst, Math.abs(tree.sum(a, b) - wanted));
    }
    return worst;
  }

  @ParameterizedTest
  @MethodSource("tableaus")
  void weightsFulfillEveryConditionOfTheirOrderAndNotOfTheNext(FlowTableau tableau) {
    for (int size = 1; size <= tableau.method().order(); size++) {
      assertEquals(
          0, worst(tableau.method().a(), tableau.method().b(), 1, size), 1e-14, "order " + size);
    }
    assertTrue(
        worst(tableau.method().a(), tableau.method().b(), 1, tableau.method().order() + 1) > 1e-5);
  }

  @Test
  void theEmbeddedWeightsAreOfOrderFour() {
    FlowTableau pair = FlowTableau.DORMAND_PRINCE;
    for (int size = 1; size <= 4; size++) {
      assertEquals(0, worst(pair.method().a(), pair.embedded(), 1, size), 1e-14, "order " + size);
    }
    assertTrue(worst(pair.method().a(), pair.embedded(), 1, 5) > 1e-5);
    double[] error = pair.errorWeights();
    assertEquals(0, Arrays.stream(error).sum(), 1e-15);
  }

  @ParameterizedTest
  @MethodSource("tableaus")
  void pathsAreOfTheOrderTheBalanceNeeds(FlowTableau tableau) {
    int order = tableau == FlowTableau.HEUN ? 2 : tableau.method().order() - 1;
    for (double theta : new double[] {0.0, 0.1, 0.5, 0.77, 1.0}) {
      double[] b = new double[tableau.method().stages()];
      for (int j = 0; j < b.length; j++) {
        double power = 1;
        for (double coefficient : tableau.path()[j]) {
          power *= theta;
          b[j] += coefficient * power;
        }
      }
      for (int size = 1; size <= order; size++) {
        assertEquals(
            0, worst(tableau.method().a(), b, theta, size), 1e-13, theta + ", order " + size);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tableaus")
  void variationIsThatOfTheSlopeAroundItsMean(FlowTableau tableau) {
    SplittableRandom random = new SplittableRandom(3);
    double[] slopes = random.doubles(tableau.method().stages(), -1, 1).toArray();
    double rows = 0;
    for (double[] row : tableau.slopeVariation()) {
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        sum += row[j] * slopes[j];
      }
      rows += sum * sum;
    }
    int cells = 20_000;
    double integral = 0;
    for (int cell = 0; cell < cells; cell++) {
      double theta = (cell + 0.5) / cells;
      double deviation = 0;
      for (int j = 0; j < slopes.length; j++) {
        double slope = -tableau.method().b()[j];
        double power = 1;
        for (int n = 0; n < tableau.path()[j].length; n++) {
          slope += (n + 1) * tableau.path()[j][n] * power;
          power *= theta;
        }
        deviation += slope * slopes[j];
      }
      integral += deviation * deviation / cells;
    }
    assertTrue(integral > 1e-3);
    assertEquals(1, rows / integral, 1e-7);
  }

  /** Every coefficient of every scheme, changed by a millionth. */
  @ParameterizedTest
  @MethodSource("tableaus")
  void aWrongCoefficientIsRefused(FlowTableau tableau) {
    ButcherTableau method = tableau.method();
    for (double[] row : method.a()) {
      refuseChanged(row, () -> copy(method), tableau);
    }
    refuseChanged(method.b(), () -> copy(method), tableau);
    for (double[] coefficients : tableau.path()) {
      refuseChanged(coefficients, () -> copy(method), tableau);
    }
    if (tableau.embedded() != null) {
      refuseChanged(tableau.embedded(), () -> copy(method), tableau);
    }
  }

  private static ButcherTableau copy(ButcherTableau method) {
    return new ButcherTableau(method.name(), method.order(), method.a(), method.b());
  }

  private static void refuseChanged(
      double[] coefficients, Supplier<ButcherTableau> method, FlowTableau tableau) {
    for (int i = 0; i < coefficients.length; i++) {
      double right = coefficients[i];
      coefficients[i] += 1e-6;
      try {
        assertThrows(
            IllegalArgumentException.class,
            () -> new FlowTableau(method.get(), tableau.embedded(), tableau.path()),
            tableau.method().name() + " with " + coefficients[i] + " for " + right);
      } finally {
        coefficients[i] = right;
      }
    }
  }

  @Test
  void onlyDormandPrinceEndsAtItsLastStage() {
    assertTrue(FlowTableau.DORMAND_PRINCE.method().endsAtLastStage());
    assertFalse(FlowTableau.RK4.method().endsAtLastStage());
    assertFalse(FlowTableau.HEUN.method().endsAtLastStage());
  }

  @Test
  void whatIsNoMethodOfItsOrderIsRefused() {
    double[][] line = {{1.0, -0.5}, {0.0, 0.5}};
    double[][] a = {{}, {1.0}};
    double[] b = {0.5, 0.5};
    refuse(2, new double[][] {{}, {1.0, 0.0}}, b, null, line);
    refuse(2, a, new double[] {0.5, 0.6}, null, line);
    refuse(3, a, b, null, line);
    refuse(2, a, b, new double[] {0.5, 0.6}, line);
    refuse(2, a, b, new double[] {1.0}, line);
    refuse(2, a, b, null, new double[][] {{1.0, -0.5}, {0.0, 0.6}});
    refuse(2, a, b, null, new double[][] {{0.5}, {0.5, 0.0, 0.0, 0.0, 0.0}});
    refuse(2, a, b, null, new double[][] {{0.0, 0.5}, {0.0, 0.5}});
    new FlowTableau(new ButcherTableau("mean", 2, a, b), new double[] {1.0, 0.0}, line);
  }

  private static void refuse(
      int order, double[][] a, double[] b, double[] embedded, double[][] path) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new FlowTableau(new ButcherTableau("wrong", order, a, b), embedded, path));
  }
}
