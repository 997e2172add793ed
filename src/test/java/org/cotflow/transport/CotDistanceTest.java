package org.cotflow.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;
import org.junit.jupiter.api.Test;

class CotDistanceTest {
  private static final Metric PLAIN = Metric.plain();
  private static final SolverPolicy STANDARD = SolverPolicy.standard();

  static LayerClouds random(SplittableRandom random, int dimension, int... widths) {
    double[][] layers = new double[widths.length][];
    for (int k = 0; k < widths.length; k++) {
      layers[k] = Clouds.gaussian(random, widths[k], dimension);
    }
    return HeldClouds.of(dimension, layers);
  }

  /** The same measure with every slice cut in {@code parts}. */
  private static LayerClouds cut(LayerClouds clouds, int parts) {
    double[][] layers = new double[clouds.layerCount() * parts][];
    for (int k = 0; k < layers.length; k++) {
      layers[k] = clouds.points(k / parts);
    }
    return HeldClouds.of(clouds.dimension(0), layers);
  }

  private static CotDistance between(LayerClouds first, LayerClouds second) {
    return CotDistance.between(first, second, PLAIN, STANDARD, OrderedTasks.on(Runnable::run));
  }

  @Test
  void theMonitorHearsIntervalsThatNarrowToTheResult() {
    SplittableRandom random = new SplittableRandom(21);
    Heard heard = new Heard();
    CotDistance distance =
        CotDistance.between(
            random(random, 3, 300, 300),
            random(random, 3, 300, 300),
            PLAIN,
            SolverPolicy.interval(new IntervalOptions(0.01, null, 1)),
            OrderedTasks.on(Runnable::run),
            heard);
    assertEquals(List.of(0, 1), heard.solved);
    for (int layer = 0; layer < 2; layer++) {
      SquaredDistance found = distance.slices().get(layer).squaredDistance();
      List<double[]> intervals = heard.intervals.get(layer);
      assertTrue(intervals.size() > 1);
      for (double[] interval : intervals) {
        assertTrue(interval[0] <= found.lower() && found.upper() <= interval[1]);
      }
    }
  }

  private static final class Heard implements DistanceMonitor {
    private static final long serialVersionUID = 1L;

    private final transient List<List<double[]>> intervals =
        List.of(new ArrayList<>(), new ArrayList<>());
    private final transient List<Integer> solved = new ArrayList<>();

    @Override
    public void narrowed(Slice slice, double lower, double upper) {
      intervals.get(slice.sourceLayer()).add(new double[] {lower, upper});
    }

    @Override
    public void solved(Slice slice) {
      solved.add(slice.sourceLayer());
    }
  }

  @Test
  void equalDepthsGiveTheMeanOverLayers() {
    SplittableRandom random = new SplittableRandom(1);
    LayerClouds first = random(random, 3, 12, 9, 20);
    LayerClouds second = random(random, 3, 12, 15, 20);
    CotDistance distance = between(first, second);
    double mean = 0;
    for (int k = 0; k < 3; k++) {
      CotDistance.SliceDistance slice = distance.slices().get(k);
      assertEquals(new Slice(k, k, k, k + 1, 3), slice.slice());
      SquaredDistance layer =
          Transport.squaredDistance(first.cloud(k), second.cloud(k), PLAIN, STANDARD);
      assertEquals(layer, slice.squaredDistance());
      mean += layer.value() / 3;
    }
    assertEquals(mean, distance.squared(), 1e-15 * mean);
    assertEquals(Math.sqrt(mean), distance.value(), 1e-15 * mean);
    assertTrue(distance.lowerSquared() <= distance.squared());
    assertTrue(distance.squared() <= distance.upperSquared());
    assertTrue(distance.upperSquared() - distance.lowerSquared() < 1e-12);
    assertTrue(distance.converged());
  }

  @Test
  void slicesAreTheCommonRefinement() {
    assertEquals(
        List.of(
            new Slice(0, 0, 0, 2, 6),
            new Slice(0, 1, 2, 3, 6),
            new Slice(1, 1, 3, 4, 6),
            new Slice(1, 2, 4, 6, 6)),
        Slice.refinement(2, 3));
    for (int source = 1; source < 9; source++) {
      for (int target = 1; target < 9; target++) {
        double covered = 0;
        for (Slice slice : Slice.refinement(source, target)) {
          assertEquals(slice.sourceLayer(), (int) (slice.midpoint() * source));
          assertEquals(slice.targetLayer(), (int) (slice.midpoint() * target));
          covered += slice.weight();
        }
        assertEquals(1, covered, 1e-15);
      }
    }
  }

  @Test
  void networksOfDifferentDepthAreComparedAsMeasures() {
    SplittableRandom random = new SplittableRandom(2);
    LayerClouds two = random(random, 2, 7, 8);
    LayerClouds three = random(random, 2, 5, 8, 6);
    double distance = between(two, three).squared();
    assertEquals(between(cut(two, 3), cut(three, 2)).squared(), distance, 1e-14 * distance);
    assertEquals(between(three, two).squared(), distance, 1e-13 * distance);
    assertEquals(0, between(two, cut(two, 5)).squared());
  }

  @Test
  void executorsChangeNoBit() {
    SplittableRandom random = new SplittableRandom(3);
    LayerClouds first = random(random, 4, 30, 31, 32, 33, 34);
    LayerClouds second = random(random, 4, 34, 33, 32);
    CotDistance alone = between(first, second);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      assertEquals(
          alone, CotDistance.between(first, second, PLAIN, STANDARD, OrderedTasks.on(threads)));
      LayerClouds wrong =
          HeldClouds.of(4, new double[] {Double.NaN, 0, 0, 0}, new double[] {1, 2, 3, 4});
      assertThrows(
          UserInputException.class,
          () -> CotDistance.between(first, wrong, PLAIN, STANDARD, OrderedTasks.on(threads)));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void tasksTravelAsBytes() throws IOException, ClassNotFoundException {
    SplittableRandom random = new SplittableRandom(5);
    LayerClouds first = random(random, 5, 9, 7);
    CloudSource source =
        CloudSource.of(LayerCycle.everywhere(Neuron.layout(2)), random(random, 5, 8, 8, 8));
    LayerClouds second = new MeasureClouds(source.shape(4), source);
    List<CotDistance.SliceDistance> results = new ArrayList<>();
    for (CotDistance.SliceTask task :
        CotDistance.tasks(first, second, PLAIN, STANDARD, DistanceMonitor.Silent.MONITOR)) {
      CotDistance.SliceDistance result = ((CotDistance.SliceTask) copied(task)).call();
      results.add((CotDistance.SliceDistance) copied(result));
    }
    assertEquals(between(first, second), new CotDistance(results));
  }

  /** A task brings its two layers along, whatever else the measures hold. */
  @Test
  void tasksLeaveOtherLayersAtHome() throws IOException, ClassNotFoundException {
    SplittableRandom random = new SplittableRandom(6);
    LayerClouds first = random(random, 5, 4, 20_000);
    CloudSource source =
        CloudSource.of(LayerCycle.everywhere(Neuron.layout(2)), random(random, 5, 20_000, 4));
    LayerClouds second = new MeasureClouds(source.shape(16), source);
    for (CotDistance.SliceTask task :
        CotDistance.tasks(first, second, PLAIN, STANDARD, DistanceMonitor.Silent.MONITOR)) {
      int layerBytes = 20_000 * 5 * Double.BYTES;
      assertTrue(bytes(task).length < 1.01 * layerBytes + 4000, task.slice().toString());
    }
    LayerClouds one = (LayerClouds) read(bytes(first.only(0)));
    assertEquals(4, one.count(0));
    assertEquals(2, one.layerCount());
    assertThrows(IllegalArgumentException.class, () -> one.points(1));
  }

  private static Object copied(Object value) throws IOException, ClassNotFoundException {
    return read(bytes(value));
  }

  private static byte[] bytes(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  @Test
  void plainIsBelowCotIsBelowLabels() {
    for (int draw = 0; draw < 40; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      int[] widths = draw % 2 == 0 ? new int[] {6, 6, 6} : new int[] {6, 4, 12};
      LayerClouds first = random(random, 3, widths);
      LayerClouds second = random(random, 3, widths);
      Metric metric = draw % 3 == 0 ? new Metric(new double[] {0.5, 2, 1}) : PLAIN;
      CotDistance cot =
          CotDistance.between(first, second, metric, STANDARD, OrderedTasks.on(Runnable::run));
      SquaredDistance plain =
          PlainDistance.between(first, second, metric, STANDARD).squaredDistance();
      assertTrue(plain.lower() <= cot.upperSquared(), "draw " + draw);
      assertTrue(plain.value() <= cot.squared() * (1 + 1e-14), "draw " + draw);
      double labels = CotDistance.labelCoupledSquared(first, second, metric);
      assertEquals(labels, cot.labelCoupledSquared());
      assertTrue(cot.squared() <= labels * (1 + 1e-14), "draw " + draw);
      LayerClouds deeper = random(random, 3, 3, 6);
      CotDistance uneven =
          CotDistance.between(first, deeper, metric, STANDARD, OrderedTasks.on(Runnable::run));
      assertNull(uneven.labelCoupledSquared());
      assertTrue(
          PlainDistance.between(first, deeper, metric, STANDARD).squaredDistance().value()
              <= uneven.squared() * (1 + 1e-14),
          "draw " + draw);
    }
  }

  /** What the marginal constraint adds: the same particles one layer later. */
  @Test
  void shiftedLayersAreCloseInPlainAndFarInCotDistance() {
    int depth = 10;
    SplittableRandom random = new SplittableRandom(4);
    List<double[]> layers = new ArrayList<>();
    for (int k = 0; k <= depth; k++) {
      double[] layer = Clouds.gaussian(random, 8, 3);
      for (int i = 0; i < layer.length; i++) {
        layer[i] += 30 * k;
      }
      layers.add(layer);
    }
    LayerClouds first = HeldClouds.of(3, layers.subList(0, depth).toArray(double[][]::new));
    List<double[]> later = new ArrayList<>(layers.subList(1, depth));
    later.add(layers.get(0));
    LayerClouds second = HeldClouds.of(3, later.toArray(double[][]::new));
    PlainDistance plain = PlainDistance.between(first, second, PLAIN, STANDARD);
    // nine layers move by h, one by 9 h
    double expected = (9 * 0.01 + 0.81) / 10;
    assertEquals(expected, plain.squaredDistance().value(), 1e-13);
    assertEquals(2 * Math.sqrt(0.01 / 12), plain.discretizationError(), 1e-15);
    assertTrue(between(first, second).squared() > 1000);
  }

  @Test
  void labelsOfTheSameMeasureCountAgainstTheCoupling() {
    LayerClouds first = HeldClouds.of(1, new double[] {0, 1});
    LayerClouds second = HeldClouds.of(1, new double[] {1, 0}, new double[] {3, 1});
    assertEquals(0.5 + 0.25 * 9, CotDistance.labelCoupledSquared(first, second, PLAIN));
    assertEquals(0.25 * (1 + 4), between(first, second).squared());
  }

  @Test
  void refusesWhatCannotBeCompared() {
    LayerClouds plane = HeldClouds.of(2, new double[4]);
    LayerClouds space = HeldClouds.of(3, new double[6]);
    LayerClouds wider = HeldClouds.of(2, new double[6]);
    assertThrows(UserInputException.class, () -> between(plane, space));
    assertThrows(
        UserInputException.class, () -> PlainDistance.between(plane, space, PLAIN, STANDARD));
    UserInputException error =
        assertThrows(
            UserInputException.class, () -> CotDistance.labelCoupledSquared(plane, wider, PLAIN));
    assertEquals(
        "layers 0 and 0 have 2 and 3 particles: the label coupling needs equal widths",
        error.getMessage());
  }
}
