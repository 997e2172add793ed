package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.EngineLayers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainedMeasure;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.junit.jupiter.api.Test;

/** One proof with the larger g of both kernels at each radius proves no less than either alone. */
class BothKernelsTest {
  /** Of the search for the smallest radius. */
  private static final double ACCURACY = 1e-6;

  private static final List<String> ACTIVATIONS = List.of("tanh", "cos");

  /**
   * How much more is proved from the particles of a run after some steps than by the better of the
   * kernels: of the reach, or of the root at the end of a shorter way.
   */
  private static double gain(String experiment, String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("engine.threads=1");
    RunProblem problem =
        RunProblem.of(ExperimentConfig.load(experiment, all.toArray(String[]::new)));
    HeldMeasure measure =
        TrainedMeasure.of(problem, EngineFactory.inProcess(1), RunMonitor.NONE).measure();
    MeasureShape sums = ParticleSums.shape(measure.shape());
    try (Engine engine =
        EngineFactory.inProcess(1).start(measure.shape(), measure, problem.network().maps())) {
      KernelTasks kernels =
          KernelTasks.inBlocks(
              sums, problem.network().maps(), new EngineLayers(engine, sums.blockSize()));
      int blockSize = measure.shape().blockSize();
      PartMultipliers multipliers =
          PartMultipliers.of(problem.experiment().flow(), measure.shape().layout(0), true);
      StartingPoint start =
          StartingPoint.of(
                  problem.network(),
                  problem.data().train(),
                  engine,
                  blockSize,
                  kernels,
                  multipliers)
              .published();
      TangentKernel kernel =
          TangentKernel.of(
              problem.network(), problem.data().train(), engine, blockSize, kernels, start);
      assertTrue(kernel.smallest() > 0);
      return gain(start.ball(), TangentEstimate.of(start, kernel.published()));
    }
  }

  private static double gain(BallBound layers, TangentEstimate tangent) {
    List<BallLoss> ends = layers.with(tangent).eachFarthest();
    BallBound alone = new BallBound(true, Double.POSITIVE_INFINITY, List.of(tangent));
    List<BallBound> former = List.of(layers, alone);
    double reach = former.stream().mapToDouble(one -> one.farthest().reach()).max().orElseThrow();
    assertTrue(ends.get(0).reach() >= reach, ends + " " + reach);
    double wanted = 0.9 * reach;
    BallLoss both = layers.with(tangent).eachSmallest(wanted, ends).get(0);
    assertTrue(both.reach() >= wanted && both.root() > 0, both.toString());
    double best = 0;
    for (BallBound one : former) {
      BallLoss other = one.smallest(wanted);
      if (other.reach() >= wanted) {
        assertTrue(both.root() >= other.root() * (1 - ACCURACY), both + " " + other);
        assertTrue(both.radius() <= other.radius() * (1 + ACCURACY), both + " " + other);
        best = Math.max(best, other.root());
      }
    }
    return Math.max(ends.get(0).reach() / reach, both.root() / best);
  }

  /** As for `certified`, and with tanh. */
  @Test
  void fromTheIdentity() {
    for (String activation : ACTIVATIONS) {
      double gain = gain("certified", "network.activation=" + activation, "flow.steps=1");
      assertTrue(gain > 1, activation + " " + gain);
    }
  }

  /** Fifty real digits. */
  @Test
  void fromTrainedDigits() {
    for (String activation : ACTIVATIONS) {
      double gain =
          gain(
              "digits",
              "data.test-fraction=0.97215",
              "network.activation=" + activation,
              "init.w.std=1.5",
              "init.b.std=3",
              "network.depth=8",
              "network.width=64",
              "flow.step=3",
              "flow.steps=10");
      assertTrue(gain > 1.1, activation + " " + gain);
    }
  }

  /** Eight samples of moons with both activations, and sixteen. */
  @Test
  void fromTrainedMoons() {
    for (String set : List.of("activation=tanh 8", "activation=cos 8", "activation=cos 16")) {
      String[] words = set.split(" ");
      double gain =
          gain(
              "moons",
              "network." + words[0],
              "data.samples=" + words[1],
              "data.test-fraction=0",
              "data.scaling=standard",
              "network.width=64",
              "init.w.std=6",
              "init.b.std=3",
              "flow.steps=300");
      assertTrue(gain > 1.1, set + " " + gain);
    }
  }
}
