package org.cotflow.transport;

import java.io.Serializable;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.transport.cloud.Divisors;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;

/**
 * The Wasserstein distance on [0, 1] x R^p, where mass may also move in layer time: what the COT
 * distance would be without its constraint on the marginal.
 *
 * <p>The measures are uniform in layer time over each slice; what is computed is W_2 between the
 * measures with each slice of the common refinement gathered at its midpoint,
 *
 * <pre>
 *   mu_mid = sum over slices of weight (1/M) sum_m delta_(midpoint, omega_m)
 *   c((s, omega), (s', omega')) = (s - s')^2 + c(omega, omega')
 * </pre>
 *
 * <p>Coupling equal midpoints layer by layer costs exactly d^2, so the value never exceeds the COT
 * distance (with an entropic method on either side: its lower bound never exceeds the other's upper
 * bound). Moving each slice to its midpoint costs the square root of sum length^3 / 12 at most per
 * measure, so W_2 of the measures themselves differs from the value by at most {@link
 * #discretizationError} (our derivation).
 *
 * @param squaredDistance W_2^2 of the gathered measures
 * @param discretizationError 2 sqrt(sum over slices of length^3 / 12), a bound of |W_2 - value|
 */
public record PlainDistance(SquaredDistance squaredDistance, double discretizationError)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * W_2 between the gathered measures. All layers enter one problem: n is the number of particles
   * of all slices together.
   *
   * @throws UserInputException where the particles are not of one kind, or the widths of the layers
   *     have no common multiple that fits
   */
  public static PlainDistance between(
      LayerClouds first, LayerClouds second, Metric metric, SolverPolicy policy) {
    requireComparable(first, second);
    List<Slice> slices = Slice.refinement(first.layerCount(), second.layerCount());
    PointCloud source = gathered(first, slices, true);
    PointCloud target = gathered(second, slices, false);
    double cubes = 0;
    for (Slice slice : slices) {
      cubes += slice.weight() * slice.weight() * slice.weight();
    }
    return new PlainDistance(
        Transport.squaredDistance(source, target, metric.withLeadingCoordinate(), policy),
        2 * Math.sqrt(cubes / 12));
  }

  /** {@link #between} as a task, for measures that the caller has no room for. */
  public record Task(LayerClouds first, LayerClouds second, Metric metric, SolverPolicy policy)
      implements OrderedTasks.Task<PlainDistance> {
    private static final long serialVersionUID = 1L;

    /**
     * @throws UserInputException where the particles are not of one kind
     */
    public Task {
      requireComparable(first, second);
    }

    @Override
    public PlainDistance call() {
      return between(first, second, metric, policy);
    }
  }

  /** W_2. */
  public double value() {
    return squaredDistance.distance();
  }

  private static void requireComparable(LayerClouds first, LayerClouds second) {
    CotDistance.requireComparable(first, second);
    for (int layer = 1; layer < first.layerCount(); layer++) {
      if (!CotDistance.alike(first, 0, first, layer)) {
        boolean sizes = first.dimension(layer) != first.dimension(0);
        throw new UserInputException(
            "layers 0 and %s have particles of %s and %s%s: W_2 over all layers needs particles of one map"
                .formatted(
                    layer,
                    sizes ? first.dimension(0) : first.parts(0),
                    sizes ? first.dimension(layer) : first.parts(layer),
                    sizes ? " numbers" : ""));
      }
    }
  }

  private static PointCloud gathered(LayerClouds clouds, List<Slice> slices, boolean isSource) {
    int dimension = clouds.dimension(0);
    long[] unitOfSlice = unitOfSlice(clouds, slices, isSource);
    int count = 0;
    for (Slice slice : slices) {
      count = Math.addExact(count, clouds.count(layerOf(slice, isSource)));
    }
    double[] points = new double[ArraySize.of("the particles of all layers", count, dimension + 1)];
    long[] units = new long[count];
    int row = 0;
    for (int index = 0; index < unitOfSlice.length; index++) {
      Slice slice = slices.get(index);
      int layer = layerOf(slice, isSource);
      double[] layerPoints = clouds.points(layer);
      for (int particle = 0; particle < clouds.count(layer); particle++) {
        int at = row * (dimension + 1);
        points[at] = slice.midpoint();
        System.arraycopy(layerPoints, particle * dimension, points, at + 1, dimension);
        units[row++] = unitOfSlice[index];
      }
    }
    return new PointCloud(count, dimension + 1, points, units);
  }

  /** The mass of a particle in each slice, length / width, as whole numbers of a common unit. */
  private static long[] unitOfSlice(LayerClouds clouds, List<Slice> slices, boolean isSource) {
    try {
      long common = 1;
      for (Slice slice : slices) {
        long width = clouds.count(layerOf(slice, isSource));
        common = Divisors.leastCommonMultiple(common, width);
      }
      long[] units = new long[slices.size()];
      for (int index = 0; index < units.length; index++) {
        Slice slice = slices.get(index);
        units[index] =
            Math.multiplyExact(slice.length(), common / clouds.count(layerOf(slice, isSource)));
      }
      return units;
    } catch (ArithmeticException overflow) {
      throw new UserInputException(
          "the widths of the layers have no common multiple below 2^63: W_2 over all layers needs"
              + " widths with common factors",
          overflow);
    }
  }

  private static int layerOf(Slice slice, boolean isSource) {
    return isSource ? slice.sourceLayer() : slice.targetLayer();
  }
}
