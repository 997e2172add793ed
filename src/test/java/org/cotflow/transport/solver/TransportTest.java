package org.cotflow.transport.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Neuron;
import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.CommonUnits;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;
import org.junit.jupiter.api.Test;

class TransportTest {
  private static final Metric PLAIN = Metric.plain();
  private static final SolverPolicy STANDARD = SolverPolicy.standard();

  private static SquaredDistance between(PointCloud source, PointCloud target) {
    return Transport.squaredDistance(source, target, PLAIN, STANDARD);
  }

  @Test
  void aTranslationCostsItsSquaredLength() {
    SplittableRandom random = new SplittableRandom(1);
    for (int dimension : new int[] {1, 2, 7}) {
      double[] points = Clouds.gaussian(random, 80, dimension);
      double[] moved = points.clone();
      double length = 0;
      for (int k = 0; k < dimension; k++) {
        double shift = random.nextGaussian();
        length += shift * shift;
        for (int i = 0; i < 80; i++) {
          moved[i * dimension + k] += shift;
        }
      }
      PointCloud target = Clouds.shuffled(random, PointCloud.uniform(dimension, moved));
      assertEquals(
          length, between(PointCloud.uniform(dimension, points), target).value(), 1e-13 * length);
    }
  }

  @Test
  void manyPointsAreSolvedByAuctionsAsBySingleSearches() {
    SplittableRandom random = new SplittableRandom(12);
    for (PointCloud target :
        new PointCloud[] {
          Clouds.gaussianCloud(random, 2100, 3), Clouds.gridCloud(random, 2100, 3)
        }) {
      PointCloud source = Clouds.gaussianCloud(random, 2100, 3);
      ExactPlan plan = Transport.exactPlan(source, target, PLAIN, STANDARD);
      CostRows costs = new CostRows(source, target, PLAIN, 1L << 24);
      double expected =
          Coupling.ofPermutation(AssignmentSolver.solve(costs).columnOf()).cost(costs);
      SquaredDistance found = plan.squaredDistance();
      assertEquals(TransportMethod.ASSIGNMENT, found.method());
      assertEquals(expected, found.value(), 1e-13 * expected);
      assertEquals(found.value(), plan.coupling().cost(costs));
      assertTrue(found.upper() - found.lower() <= 1e-10 * expected, found.toString());
      for (int i = 0; i < 2100; i++) {
        int j = plan.coupling().targets()[i];
        assertEquals(
            costs.entry(i, j), plan.sourcePotentials()[i] + plan.targetPotentials()[j], 1e-10);
      }
    }
  }

  @Test
  void thePlanOfAnIntervalHasBothMarginalsAndTheCostOfItsUpperEnd() {
    SplittableRandom random = new SplittableRandom(13);
    PointCloud source = Clouds.weightedCloud(random, 60, 3, 4);
    PointCloud target = Clouds.gaussianCloud(random, 45, 3);
    TransportPlan plan =
        Transport.plan(
            source, target, PLAIN, SolverPolicy.interval(new IntervalOptions(0.05, null, 1)));
    Coupling coupling = plan.coupling();
    double[] sourceMasses = source.masses();
    double[] targetMasses = target.masses();
    for (int e = 0; e < coupling.size(); e++) {
      sourceMasses[coupling.sources()[e]] -= coupling.mass(e);
      targetMasses[coupling.targets()[e]] -= coupling.mass(e);
    }
    assertArrayEquals(new double[60], sourceMasses, 1e-15);
    assertArrayEquals(new double[45], targetMasses, 1e-15);
    double value = plan.squaredDistance().value();
    assertEquals(value, coupling.cost(new CostRows(source, target, PLAIN, 0)), 1e-13 * value);
    assertEquals(TransportMethod.AUCTION, plan.squaredDistance().method());
  }

  @Test
  void aPermutationCostsExactlyNothing() {
    SplittableRandom random = new SplittableRandom(2);
    PointCloud cloud = Clouds.gaussianCloud(random, 200, 5);
    PointCloud shuffled = Clouds.shuffled(random, cloud);
    ExactPlan plan = Transport.exactPlan(cloud, shuffled, PLAIN, STANDARD);
    assertEquals(
        new SquaredDistance(TransportMethod.IDENTICAL, 0, 0, 0, true, 0, 0),
        plan.squaredDistance());
    for (int e = 0; e < 200; e++) {
      for (int k = 0; k < 5; k++) {
        assertEquals(
            cloud.points()[plan.coupling().sources()[e] * 5 + k],
            shuffled.points()[plan.coupling().targets()[e] * 5 + k]);
      }
    }
    double[] changed = shuffled.points().clone();
    changed[17] = Math.nextUp(changed[17]);
    SquaredDistance tiny = between(cloud, PointCloud.uniform(5, changed));
    double step = changed[17] - shuffled.points()[17];
    assertEquals(step * step / 200, tiny.value(), 1e-12 * step * step);
  }

  /** x -> T x with T symmetric positive definite is optimal for any cloud. */
  @Test
  void positiveDefiniteMapsOfGaussiansApproachTheirClosedForm() {
    SplittableRandom random = new SplittableRandom(3);
    int count = 1200;
    double[] points = Clouds.gaussian(random, count, 2);
    double[] mapped = new double[points.length];
    double expected = 0;
    for (int i = 0; i < count; i++) {
      double x = points[2 * i];
      double y = points[2 * i + 1];
      mapped[2 * i] = 1.5 * x + 0.4 * y + 2;
      mapped[2 * i + 1] = 0.4 * x + 0.7 * y - 1;
      double dx = mapped[2 * i] - x;
      double dy = mapped[2 * i + 1] - y;
      expected += (dx * dx + dy * dy) / count;
    }
    PointCloud source = PointCloud.uniform(2, points);
    PointCloud target = Clouds.shuffled(random, PointCloud.uniform(2, mapped));
    double value = between(source, target).value();
    assertEquals(expected, value, 1e-12);
    // |m|^2 + |T - I|_F^2, to the sampling error of 1200 draws
    double limit = 5 + 0.25 + 0.09 + 2 * 0.16;
    assertEquals(limit, value, 4 * Math.sqrt(4 * limit * 0.5 / count));
  }

  /** Quantiles of N(0, 1) and N(1, 4): W_2^2 = 1 + (2 - 1)^2. */
  @Test
  void quantilesOfGaussiansConvergeToTheClosedForm() {
    double previous = Double.POSITIVE_INFINITY;
    for (int count : new int[] {100, 1000, 10000}) {
      double[] narrow = normalQuantiles(count);
      double[] wide = normalQuantiles(2 * count);
      for (int i = 0; i < wide.length; i++) {
        wide[i] = 1 + 2 * wide[i];
      }
      SquaredDistance squared = between(PointCloud.uniform(1, narrow), PointCloud.uniform(1, wide));
      assertEquals(TransportMethod.SORTED, squared.method());
      double error = Math.abs(squared.value() - 2);
      assertTrue(error < previous / 5, count + " points: error " + error);
      previous = error;
    }
    assertTrue(previous < 1e-3, "error " + previous);
  }

  /** The quantiles (i + 1/2) / count of N(0, 1), by integrating its density in small steps. */
  private static double[] normalQuantiles(int count) {
    double[] quantiles = new double[count];
    double step = 1e-4;
    double mass = 0;
    int next = 0;
    for (double x = -9; next < count; x += step) {
      double middle = x + step / 2;
      double added = step * StrictMath.exp(-middle * middle / 2) / Math.sqrt(2 * Math.PI);
      while (next < count && mass + added >= (next + 0.5) / count) {
        quantiles[next] = x + step * ((next + 0.5) / count - mass) / added;
        next++;
      }
      mass += added;
    }
    return quantiles;
  }

  @Test
  void isAMetricOnRandomTriples() {
    for (int draw = 0; draw < 150; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      int dimension = 1 + random.nextInt(4);
      PointCloud[] cloud = new PointCloud[3];
      for (int c = 0; c < 3; c++) {
        cloud[c] =
            draw % 3 == 0
                ? Clouds.weightedCloud(random, 1 + random.nextInt(20), dimension, 3)
                : Clouds.gaussianCloud(random, 1 + random.nextInt(20), dimension);
      }
      double first = between(cloud[0], cloud[1]).distance();
      double second = between(cloud[1], cloud[2]).distance();
      double direct = between(cloud[0], cloud[2]).distance();
      assertTrue(direct <= (first + second) * (1 + 1e-14), "triangle, draw " + draw);
      assertEquals(direct, between(cloud[2], cloud[0]).distance(), 1e-13 * direct, "draw " + draw);
      assertTrue(direct > 0);
      assertEquals(0, between(cloud[0], cloud[0]).distance(), "draw " + draw);
    }
  }

  /** Prices of the simplex span 10^16 here; those of shortest paths stay within a cluster. */
  @Test
  void clustersFarApartKeepTheirSmallDistances() {
    SplittableRandom random = new SplittableRandom(12);
    double[][] cluster = new double[4][];
    double[][] both = new double[2][];
    for (int c = 0; c < 4; c++) {
      cluster[c] = Clouds.gaussian(random, 150, 2);
    }
    for (int s = 0; s < 2; s++) {
      both[s] = Arrays.copyOf(cluster[s], 600);
      for (int i = 0; i < 300; i++) {
        cluster[2 + s][i] += 0x1p27;
        both[s][300 + i] = cluster[2 + s][i];
      }
    }
    double near = between(cloud(cluster[0]), cloud(cluster[1])).value();
    double far = between(cloud(cluster[2]), cloud(cluster[3])).value();
    SquaredDistance squared = between(cloud(both[0]), cloud(both[1]));
    assertEquals(0.5 * (near + far), squared.value(), 1e-12);
    assertTrue(squared.error() < 1e-10);
  }

  private static PointCloud cloud(double[] points) {
    return PointCloud.uniform(2, points);
  }

  @Test
  void multipliersWeighTheBlocks() {
    Metric metric = Metric.ofMultipliers(Neuron.layout(2), 4, 0.5, 2);
    assertArrayEquals(new double[] {0.25, 0.25, 2, 2, 0.5}, metric.weights());
    PointCloud source = PointCloud.uniform(5, new double[5]);
    PointCloud target = PointCloud.uniform(5, new double[] {1, 2, 3, 4, 5});
    double value = Transport.squaredDistance(source, target, metric, STANDARD).value();
    assertEquals(0.25 * 5 + 2 * 25 + 0.5 * 25, value);
  }

  @Test
  void thePolicyChoosesBySizeAndSaysSo() {
    SplittableRandom random = new SplittableRandom(6);
    SolverPolicy small =
        new SolverPolicy(
            SolverPolicy.Choice.BY_SIZE,
            400,
            400,
            EntropicOptions.standard(),
            IntervalOptions.standard());
    int[] counts = {20, 21};
    for (int count : counts) {
      PointCloud source = Clouds.gaussianCloud(random, count, 9);
      PointCloud target = Clouds.gaussianCloud(random, 20, 9);
      SquaredDistance exact =
          Transport.squaredDistance(source, target, PLAIN, SolverPolicy.exact());
      SquaredDistance chosen = Transport.squaredDistance(source, target, PLAIN, small);
      assertEquals(
          count == 20 ? TransportMethod.ASSIGNMENT : TransportMethod.AUCTION, chosen.method());
      assertEquals(count == 20, chosen.error() < 1e-12);
      assertTrue(chosen.lower() <= exact.upper() && exact.lower() <= chosen.upper());
      assertTrue(Math.abs(chosen.value() - exact.value()) <= chosen.error() + exact.error());
    }
    PointCloud line = Clouds.gaussianCloud(random, 500, 1);
    PointCloud other = Clouds.gaussianCloud(random, 400, 1);
    SquaredDistance sorted = Transport.squaredDistance(line, other, PLAIN, small);
    assertEquals(TransportMethod.SORTED, sorted.method());
    assertFalse(TransportMethod.ENTROPIC.isExact());
    assertFalse(TransportMethod.AUCTION.isExact());
    assertEquals("network-simplex", TransportMethod.NETWORK_SIMPLEX.keyword());
  }

  @Test
  void refusesWhatIsNotACloud() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e150}) {
      UserInputException error =
          assertThrows(
              UserInputException.class, () -> PointCloud.uniform(2, new double[] {0, 1, 2, bad}));
      assertTrue(error.getMessage().startsWith("point 1 has coordinate 1 = " + bad));
    }
    PointCloud plane = PointCloud.uniform(2, new double[4]);
    PointCloud space = PointCloud.uniform(3, new double[6]);
    assertThrows(UserInputException.class, () -> between(plane, space));
    assertThrows(
        IllegalArgumentException.class,
        () -> Transport.exactPlan(plane, plane, new Metric(new double[3]), STANDARD));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PointCloud(2, 1, new double[2], new long[] {1, 0}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SquaredDistance(TransportMethod.ENTROPIC, Double.NaN, 0, 1, true, 1, 0));
    PointCloud huge = new PointCloud(1, 2, new double[2], new long[] {(1L << 61) - 1});
    PointCloud odd = new PointCloud(1, 2, new double[2], new long[] {(1L << 60) - 1});
    assertThrows(UserInputException.class, () -> CommonUnits.of(huge, odd));
  }
}
