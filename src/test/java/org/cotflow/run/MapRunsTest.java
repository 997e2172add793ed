package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.base.Locations;
import org.cotflow.data.Samples;
import org.cotflow.depth.AdjointTest;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.flow.KeptGradients;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Loss;
import org.cotflow.network.Network;
import org.cotflow.run.npz.MeasureNpz;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.StoredMeasure;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.MeasureClouds;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.solver.SolverPolicy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What networks of any residual map, and of lists of maps, owe to the theory. */
class MapRunsTest {
  private static final String MAPS = "org.cotflow.run.SmallRuns#ofMaps";
  private static final double DIFFERENCE = 2e-3;

  @TempDir Path directory;

  private RunProblem problem(SmallRuns run, String... further) {
    return RunBits.problem("moons", run.sets(further), directory.resolve("run"));
  }

  private RunProblem small(SmallRuns run) {
    return problem(run, "network.width=3", "data.samples=5", "data.test-fraction=0");
  }

  /** The particles of a problem with no part of them at 0. */
  private static HeldMeasure moving(RunProblem problem) {
    HeldMeasure measure = HeldMeasure.of(problem.shape(), problem.initial());
    SplittableRandom random = new SplittableRandom(1);
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < block.size(); j++) {
          block.values()[block.index(m, j)] += random.nextDouble(-0.4, 0.4);
        }
      }
    }
    return measure;
  }

  private static Engine engine(RunProblem problem, HeldMeasure measure) {
    return EngineFactory.inProcess(1).start(problem.shape(), measure, problem.network().maps());
  }

  private static Trajectory forward(RunProblem problem, Sweep sweep, Engine engine) {
    Samples train = problem.data().train();
    return sweep.forward(engine, problem.network().embed(train.features()), train.count());
  }

  private static Loss.Evaluation loss(RunProblem problem, Trajectory trajectory) {
    Network network = problem.network();
    Samples train = problem.data().train();
    double[] predictions = network.predict(trajectory.last());
    return network
        .loss()
        .evaluate(predictions, train.targets(), train.count(), network.outputDim());
  }

  private static double risk(RunProblem problem, Sweep sweep, HeldMeasure measure) {
    try (Engine engine = engine(problem, measure)) {
      return loss(problem, forward(problem, sweep, engine)).risk();
    }
  }

  @ParameterizedTest
  @MethodSource(MAPS)
  void gradientsOfAllPartsAgreeWithCentralDifferences(SmallRuns run) {
    RunProblem problem = small(run);
    Sweep sweep = new Sweep(ButcherTableau.MIDPOINT, 2);
    HeldMeasure measure = moving(problem);
    HeldMeasure gradient = HeldMeasure.of(problem.shape(), measure);
    try (Engine engine = engine(problem, measure)) {
      Trajectory trajectory = forward(problem, sweep, engine);
      double[] last = problem.network().lastAdjoints(loss(problem, trajectory).gradients());
      KeptGradients keep = new KeptGradients(gradient.blocks(), problem.data().train().count());
      sweep.backward(engine, trajectory, last, keep);
    }
    SplittableRandom random = new SplittableRandom(2);
    double errorSquared = 0;
    double normSquared = 0;
    for (int layer = 0; layer < problem.shape().layerCount(); layer++) {
      for (int part = 0; part < problem.shape().layout(layer).parts().size(); part++) {
        HeldMeasure direction = direction(measure, layer, part, random);
        double slope = difference(problem, sweep, measure, direction);
        double width = problem.shape().width(layer) * problem.shape().layerCount();
        double expected = product(gradient, direction) / width;
        errorSquared += (slope - expected) * (slope - expected);
        normSquared += expected * expected;
        assertNotEquals(0, expected, "layer " + layer + ", part " + part);
      }
    }
    assertEquals(0, Math.sqrt(errorSquared / normSquared), 1e-7);
  }

  /** Random numbers for one part of a layer's particles, and zeros. */
  private static HeldMeasure direction(
      HeldMeasure like, int layer, int part, SplittableRandom random) {
    ParticleLayout layout = like.shape().layout(layer);
    HeldMeasure direction = HeldMeasure.of(like.shape(), like);
    for (ParticleBlock block : direction.blocks()) {
      Arrays.fill(block.values(), 0);
      for (int m = 0; block.layer() == layer && m < block.count(); m++) {
        for (int j = layout.offset(part); j < layout.offset(part + 1); j++) {
          block.values()[block.index(m, j)] = random.nextDouble(-1, 1);
        }
      }
    }
    return direction;
  }

  private static double product(HeldMeasure one, HeldMeasure other) {
    double sum = 0;
    for (int b = 0; b < one.blocks().size(); b++) {
      for (int i = 0; i < one.blocks().get(b).values().length; i++) {
        sum += one.blocks().get(b).values()[i] * other.blocks().get(b).values()[i];
      }
    }
    return sum;
  }

  private static HeldMeasure moved(HeldMeasure measure, double way, HeldMeasure direction) {
    HeldMeasure moved = HeldMeasure.of(measure.shape(), measure);
    for (int b = 0; b < moved.blocks().size(); b++) {
      double[] values = moved.blocks().get(b).values();
      for (int i = 0; i < values.length; i++) {
        values[i] += way * direction.blocks().get(b).values()[i];
      }
    }
    return moved;
  }

  /** Fourth-order central difference. */
  private static double difference(
      RunProblem problem, Sweep sweep, HeldMeasure measure, HeldMeasure direction) {
    double[] risks = new double[4];
    int[] offsets = {-2, -1, 1, 2};
    for (int i = 0; i < 4; i++) {
      risks[i] = risk(problem, sweep, moved(measure, offsets[i] * DIFFERENCE, direction));
    }
    return (risks[0] - 8 * risks[1] + 8 * risks[2] - risks[3]) / (12 * DIFFERENCE);
  }

  @ParameterizedTest
  @MethodSource(MAPS)
  void tangentsAndAdjointsAreDual(SmallRuns run) {
    RunProblem problem = problem(run);
    try (Engine engine = engine(problem, moving(problem))) {
      AdjointTest.assertDual(engine);
    }
  }

  /** Trains from other particles. */
  private RunBits train(RunProblem problem, HeldMeasure initial, String name) throws IOException {
    RunProblem from =
        new RunProblem(
            problem.experiment(), problem.data(), problem.network(), problem.shape(), initial);
    Path run = directory.resolve(name);
    TrainingRun.start(
        from, Locations.of(run.toString()), EngineFactory.inProcess(1), RunMonitor.NONE);
    return RunBits.of(run);
  }

  /** Each layer's last particle first. */
  private static HeldMeasure reversed(HeldMeasure measure) {
    MeasureShape shape = measure.shape();
    HeldMeasure reversed = HeldMeasure.of(shape, measure);
    for (ParticleBlock block : reversed.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        int other = shape.width(block.layer()) - 1 - (block.first() + m);
        int number = shape.firstBlock(block.layer()) + other / shape.blockSize();
        ParticleBlock from = measure.blocks().get(number);
        for (int j = 0; j < block.size(); j++) {
          block.values()[block.index(m, j)] =
              from.values()[from.index(other % shape.blockSize(), j)];
        }
      }
    }
    return reversed;
  }

  @ParameterizedTest
  @MethodSource(MAPS)
  void orderOfParticlesDoesNotMatter(SmallRuns run) throws IOException {
    RunProblem problem = problem(run, "engine.propagation=sweep", "flow.steps=4");
    HeldMeasure drawn = HeldMeasure.of(problem.shape(), problem.initial());
    RunBits bits = train(problem, drawn, "drawn");
    RunBits other = train(problem, reversed(drawn), "reversed");
    for (String column : List.of("risk", "test_risk", "grad_norm_sq")) {
      List<Double> numbers = bits.column(column);
      for (int step = 0; step < 5; step++) {
        assertEquals(1, other.column(column).get(step) / numbers.get(step), 1e-12, column);
      }
    }
    assertNotEquals(bits.digest(), other.digest(), "nothing was permuted");
    CotDistance apart = distance(stored("drawn"), stored("reversed"), Metric.plain());
    assertEquals(0, apart.value(), 1e-12);
  }

  private MeasureClouds stored(String name) throws IOException {
    return StoredMeasure.open(directory.resolve(name).toString(), null).clouds();
  }

  private static CotDistance distance(MeasureClouds one, MeasureClouds other, Metric metric) {
    return CotDistance.between(
        one, other, metric, SolverPolicy.exact(), OrderedTasks.on(Runnable::run));
  }

  @ParameterizedTest
  @MethodSource(MAPS)
  void theEnergyBalanceCloses(SmallRuns run) throws IOException {
    RunProblem problem =
        problem(
            run,
            "data.samples=20",
            "network.width=5",
            "flow.method=adaptive",
            "flow.tolerance=1e-8",
            "flow.step=0.5",
            "flow.batch=full",
            "diagnostics.every=null");
    RunBits bits = train(problem, HeldMeasure.of(problem.shape(), problem.initial()), "balance");
    List<Double> defects = bits.column("balance_defect");
    assertEquals(SmallRuns.STEPS, defects.size());
    assertEquals(0, defects.get(SmallRuns.STEPS - 1), 1e-6);
    List<Double> risks = bits.column("risk");
    assertTrue(risks.get(SmallRuns.STEPS) < 0.9 * risks.get(0), risks.toString());
  }

  /** Where a layer's particles all move alike, W_2^2 is the squared way, part by part. */
  @ParameterizedTest
  @MethodSource(MAPS)
  void theDistanceIsThatOfTheParts(SmallRuns run) throws IOException {
    RunProblem problem = problem(run);
    MeasureShape shape = problem.shape();
    HeldMeasure drawn = HeldMeasure.of(shape, problem.initial());
    HeldMeasure moved = HeldMeasure.of(shape, drawn);
    double squared = 0;
    double weighted = 0;
    for (ParticleBlock block : moved.blocks()) {
      ParticleLayout layout = shape.layout(block.layer());
      double share = (double) block.count() / shape.width(block.layer()) / shape.layerCount();
      for (int part = 0; part < layout.parts().size(); part++) {
        double way = 0.25 * (part + 1);
        double squares = share * layout.parts().get(part).size() * way * way;
        squared += squares;
        weighted += squares / multiplier(part);
        for (int m = 0; m < block.count(); m++) {
          for (int j = layout.offset(part); j < layout.offset(part + 1); j++) {
            block.values()[block.index(m, j)] += way;
          }
        }
      }
    }
    MeasureClouds one = exported(problem, drawn, "drawn.npz");
    MeasureClouds other = exported(problem, moved, "moved.npz");
    double found = distance(one, other, Metric.plain()).value();
    assertEquals(1, found * found / squared, 1e-12);
    if (shape.layouts().isUniform()) {
      ParticleLayout layout = shape.layout(0);
      double[] multipliers = new double[layout.parts().size()];
      Arrays.setAll(multipliers, MapRunsTest::multiplier);
      Metric ofFlow = Metric.ofMultipliers(layout, multipliers);
      double inMetric = distance(one, other, ofFlow).value();
      assertEquals(1, inMetric * inMetric / weighted, 1e-12);
    }
  }

  private static double multiplier(int part) {
    return 2 - 0.3 * part;
  }

  private MeasureClouds exported(RunProblem problem, HeldMeasure measure, String name)
      throws IOException {
    Path file = directory.resolve(name);
    NetworkFile network = problem.networkFile();
    MeasureNpz.write(
        Locations.of(file.toString()), measure.shape(), measure, network.surroundings());
    return StoredMeasure.open(file.toString(), null).clouds();
  }
}
