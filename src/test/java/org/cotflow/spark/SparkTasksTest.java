package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.flow.LayerMultipliers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.run.ProvedRun;
import org.cotflow.run.RunBits;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.PlDiagnostics;
import org.cotflow.theory.certificate.StartingPoint;
import org.cotflow.theory.certificate.TangentKernel;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.MeasureClouds;
import org.cotflow.transport.SlicedDistance;
import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.solver.SolverPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks and sums over blocks on two threads of a local master, against this process. */
class SparkTasksTest {
  private static final RandomMeasure SOURCE = new RandomMeasure(11);
  private static JavaSparkContext context;

  @BeforeAll
  static void startContext() {
    context = TestContexts.local(2);
  }

  @AfterAll
  static void stopContext() {
    context.stop();
  }

  /** Later tasks end first. */
  private record Slow(int number, int count) implements OrderedTasks.Task<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer call() {
      try {
        Thread.sleep(5L * (count - number));
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return number * number;
    }
  }

  @Test
  void resultsComeInTheOrderOfTheTasksFromOneJob() {
    List<Slow> tasks = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int number = 0; number < 9; number++) {
      tasks.add(new Slow(number, 9));
      expected.add(number * number);
    }
    try (JobRecorder jobs = new JobRecorder(context)) {
      assertEquals(expected, new SparkTasks(context).results("squares", tasks));
      assertEquals(List.of(9), jobs.taskCounts());
      assertEquals(List.of("squares"), jobs.descriptions());
    }
    assertEquals(expected, OrderedTasks.onThreads(3).results("squares", tasks));
    assertEquals(List.of(), new SparkTasks(context).results("nothing", List.<Slow>of()));
  }

  @Test
  void failuresAreTheUsersOrNameTheJob() {
    OrderedTasks.Task<Integer> wrong =
        () -> {
          throw new UserInputException("point 3 has coordinate 0 = NaN");
        };
    OrderedTasks.Task<Integer> broken =
        () -> {
          throw new IllegalStateException("disk on fire");
        };
    SparkTasks tasks = new SparkTasks(context);
    UserInputException users =
        assertThrows(
            UserInputException.class, () -> tasks.results("distance", List.of(wrong, wrong)));
    assertEquals("point 3 has coordinate 0 = NaN", users.getMessage());
    SparkFailureException other =
        assertThrows(SparkFailureException.class, () -> tasks.results("distance", List.of(broken)));
    assertTrue(other.getMessage().startsWith("the Spark job \"distance\""), other.getMessage());
    assertTrue(other.getMessage().contains("disk on fire"), other.getMessage());
  }

  @Test
  void distancesHaveTheBitsOfThisProcess() {
    MeasureClouds first =
        new MeasureClouds(new MeasureShape(Neuron.layout(2), new int[] {20, 31, 20}, 8), SOURCE);
    MeasureClouds second =
        new MeasureClouds(
            new MeasureShape(Neuron.layout(2), new int[] {20, 24}, 8), new RandomMeasure(12));
    for (SolverPolicy policy :
        List.of(
            SolverPolicy.standard(), SolverPolicy.entropic(SolverPolicy.standard().entropic()))) {
      CotDistance here =
          CotDistance.between(
              first, second, Metric.plain(), policy, OrderedTasks.on(Runnable::run));
      CotDistance there =
          CotDistance.between(first, second, Metric.plain(), policy, new SparkTasks(context));
      assertEquals(here, there);
      assertTrue(here.value() > 0);
    }
    assertEquals(
        SlicedDistance.between(
            first, second, Metric.plain(), 20, 3, OrderedTasks.on(Runnable::run)),
        SlicedDistance.between(first, second, Metric.plain(), 20, 3, new SparkTasks(context)));
  }

  /** A wide layer is cut into cells, narrow ones are tasks. */
  @Test
  void intervalsHaveTheBitsOfThisProcess() {
    MeasureShape shape = new MeasureShape(Neuron.layout(1), new int[] {300, 4200}, 256);
    MeasureClouds first = new MeasureClouds(shape, SOURCE);
    MeasureClouds second = new MeasureClouds(shape, new RandomMeasure(12));
    SolverPolicy policy = SolverPolicy.interval(new IntervalOptions(0.05, null, 1, 4000));
    CotDistance here =
        CotDistance.between(first, second, Metric.plain(), policy, OrderedTasks.onThreads(2));
    try (JobRecorder jobs = new JobRecorder(context)) {
      CotDistance there =
          CotDistance.between(first, second, Metric.plain(), policy, new SparkTasks(context));
      assertEquals(here, there);
      assertEquals(List.of(1, 2), jobs.taskCounts().subList(0, 2));
    }
    assertTrue(here.converged());
  }

  /** sum of a block's parameters and states, scaled; order matters to the last bit. */
  private static double[] term(double[] view, double[] argument) {
    double sum = 0;
    for (double value : view) {
      sum += value * argument[0];
    }
    return new double[] {sum, view.length, sum / 3};
  }

  private static double[] view(ParticleBlock block, double[] states) {
    double[] values = Arrays.copyOf(block.values(), block.values().length + 1);
    values[values.length - 1] = states[1];
    return values;
  }

  @Test
  void sumsOverBlocksHaveTheBitsOfThisProcess() {
    MeasureShape shape = new MeasureShape(Neuron.layout(3), new int[] {5, 700, 64, 1}, 8);
    double[] states = RandomMeasure.rows(2, 3, 5);
    int before = Held.rdds(context);
    for (int layer = 0; layer < shape.layerCount(); layer++) {
      try (LayerBlocks<double[]> here =
              new InProcessBlocks(shape, SOURCE).of(layer, states, SparkTasksTest::view);
          LayerBlocks<double[]> there =
              new SparkBlocks(context, shape, SOURCE).of(layer, states, SparkTasksTest::view)) {
        for (double factor : new double[] {1, -0.7}) {
          double[] argument = {factor};
          assertArrayEquals(
              here.sum(SparkTasksTest::term, argument, 3),
              there.sum(SparkTasksTest::term, argument, 3),
              "layer " + layer);
        }
      }
    }
    assertEquals(before, Held.rdds(context));
  }

  /** Narrow layers as tasks, wide ones cut in blocks, here and on Spark. */
  @ParameterizedTest
  @ValueSource(strings = {"euler", "midpoint"})
  void diagnosticsHaveTheBitsOfThisProcess(String scheme) {
    Discretization discretization = new Discretization(ButcherTableau.depthScheme(scheme), 1);
    MeasureShape shape = new MeasureShape(Neuron.layout(3), new int[] {40, 9, 70}, 8);
    Network network =
        new Network(
            new Matrix(3, 3, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}),
            new Matrix(1, 3, new double[] {0.3, -1, 0.5}),
            1.3,
            Activation.GELU,
            true,
            new Loss(LossKind.SQUARED, false));
    Samples samples =
        new Samples(12, 3, 1, RandomMeasure.rows(12, 3, 1), RandomMeasure.rows(12, 1, 2));
    PlDiagnostics expected = null;
    TangentKernel tangent = null;
    for (long room : new long[] {InProcessBlocks.ROOM, 1000, 0}) {
      KernelTasks here =
          new KernelTasks(
              shape,
              SOURCE,
              MapSpec.neuron(Activation.GELU),
              OrderedTasks.onThreads(2),
              new InProcessBlocks(shape, SOURCE),
              room);
      KernelTasks there =
          new KernelTasks(
              shape,
              SOURCE,
              MapSpec.neuron(Activation.GELU),
              new SparkTasks(context),
              new SparkBlocks(context, shape, SOURCE),
              room);
      PlDiagnostics found = diagnostics(network, discretization, samples, shape, here);
      expected = expected == null ? found : expected;
      assertEquals(expected, found, "in process, room " + room);
      assertEquals(
          expected, diagnostics(network, discretization, samples, shape, there), "room " + room);
      TangentKernel whole = tangent(network, samples, shape, here);
      tangent = tangent == null ? whole : tangent;
      assertEquals(tangent, whole, "in process, room " + room);
      try (JobRecorder jobs = new JobRecorder(context)) {
        assertEquals(tangent, tangent(network, samples, shape, there), "room " + room);
        if (room == InProcessBlocks.ROOM) {
          assertEquals(List.of(3, 3, 3), jobs.taskCounts(), "the layers are tasks");
        }
      }
    }
    assertTrue(tangent.smallest() > 0);
    assertTrue(expected.gradNormSquared() > 0);
  }

  private static PlDiagnostics diagnostics(
      Network network,
      Discretization discretization,
      Samples samples,
      MeasureShape shape,
      KernelTasks inspection) {
    try (InProcessEngine engine =
        new InProcessEngine(shape, SOURCE, BlockKernels.of(3, Activation.GELU), 1)) {
      LayerMultipliers multipliers =
          new LayerMultipliers(
              shape.layouts(), LayerCycle.everywhere(new PartMultipliers(1, 2, 0.5)));
      return PlDiagnostics.of(network, discretization, samples, engine, inspection, multipliers);
    }
  }

  private static TangentKernel tangent(
      Network network, Samples samples, MeasureShape shape, KernelTasks kernels) {
    try (InProcessEngine engine =
        new InProcessEngine(shape, SOURCE, BlockKernels.of(3, Activation.GELU), 1)) {
      StartingPoint start =
          StartingPoint.of(
              network, samples, engine, shape.blockSize(), kernels, new PartMultipliers(1, 2, 0.5));
      return TangentKernel.of(network, samples, engine, shape.blockSize(), kernels, start);
    }
  }

  /** A run tries certificates, ends with one that holds, and writes it down. */
  @Test
  void certificatesDuringARunHaveTheBitsOfThisProcess(@TempDir Path directory) throws IOException {
    List<String> sets =
        ProvedRun.sets(
            "flow.steps=300",
            "output.snapshot-every=100",
            "engine.block=8",
            "flow.stop.certified=true",
            "diagnostics.certify-every=12");
    Path here = directory.resolve("one");
    Path there = directory.resolve("two");
    RunBits expected = RunBits.train("moons", sets, here, EngineFactory.inProcess(1));
    RunBits found =
        RunBits.train(
            "moons",
            sets,
            there,
            (shape, source, activation) ->
                SparkEngine.start(
                    context, shape, source, activation, TestContexts.cutEvery(20), 3));
    expected.assertSame(found, "on Spark");
    assertTrue(expected.steps().size() > 12, expected.steps().toString());
    String rows = Files.readString(here.resolve("certificates.csv"));
    assertTrue(rows.contains(",true,") && rows.contains(",false,"), rows);
    assertEquals(rows, Files.readString(there.resolve("certificates.csv")));
    String certificate = Files.readString(here.resolve("certificate.json"));
    assertTrue(certificate.contains("\"smallestTangent\""), certificate);
    assertEquals(
        certificate.replace(here.toString(), there.toString()),
        Files.readString(there.resolve("certificate.json")));
  }
}
