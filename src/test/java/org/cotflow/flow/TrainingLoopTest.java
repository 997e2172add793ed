package org.cotflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cotflow.base.DivergedException;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.flow.FlowSpec.Method;
import org.cotflow.flow.FlowSpec.StopSpec;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.NetworkSpec.ReadoutKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLoopTest {
  private static final StopSpec NEVER = new StopSpec(null, null, null, null, false);

  private static SmallProblem problem(double uStd, int sampleCount) {
    return SmallProblem.of(
        Activation.TANH,
        LossKind.SQUARED,
        EmbeddingKind.PAD,
        ReadoutKind.TAIL,
        new Sweep(ButcherTableau.EULER),
        sampleCount,
        uStd);
  }

  private static FlowSpec flow(double step, int steps, Integer batch, StopSpec stop) {
    return new FlowSpec(
        Method.EULER,
        step,
        1e-6,
        steps,
        null,
        batch,
        null,
        new FlowSpec.Multipliers(Neuron.parts(1, 1, 1)),
        stop);
  }

  private static List<StepRecord> run(SmallProblem problem, FlowSpec flow, int threads) {
    return run(problem, problem.measure(), flow, threads);
  }

  private static List<StepRecord> run(
      SmallProblem problem, HeldMeasure measure, FlowSpec flow, int threads) {
    List<StepRecord> rows = new ArrayList<>();
    try (InProcessEngine engine = problem.engine(measure, threads)) {
      new TrainingLoop(
              problem.problem(), flow, engine, new Sweep(ButcherTableau.EULER), 3, 1, 1_000_000)
          .run(0, true, rows::add);
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void bitsDoNotDependOnThreads(int threads) {
    for (Integer batch : new Integer[] {null, 100}) {
      SmallProblem problem = problem(0.5, 300);
      FlowSpec flow = flow(0.5, 7, batch, NEVER);
      assertEquals(run(problem, flow, 1), run(problem, flow, threads));
    }
  }

  /** A request that comes while the states are computed is not one step late. */
  @Test
  void aRequestToEndIsHeardUntilTheParticlesMove() {
    SmallProblem problem = problem(0.5, 20);
    List<Integer> stored = new ArrayList<>();
    FlowObserver observer =
        new FlowObserver() {
          private boolean requested;

          @Override
          public void evaluated(int step, Trajectory trajectory, int firstTrainRow) {
            requested = step == 2;
          }

          @Override
          public boolean interrupted() {
            return requested;
          }

          @Override
          public void store(int step, double flowTime, Map<String, double[]> memory) {
            stored.add(step);
          }

          @Override
          public void record(StepRecord row) {}
        };
    try (InProcessEngine engine = problem.engine(problem.measure(), 1)) {
      TrainingLoop.Outcome outcome =
          new TrainingLoop(
                  problem.problem(),
                  flow(0.5, 7, null, NEVER),
                  engine,
                  new Sweep(ButcherTableau.EULER),
                  3,
                  1,
                  1_000_000)
              .run(0, true, observer);
      assertEquals(TrainingLoop.End.INTERRUPTED, outcome.end());
      assertEquals(2, outcome.step());
      assertEquals(List.of(2), stored);
    }
  }

  @Test
  void riskFallsAtTheRateOfTheGradient() {
    SmallProblem problem = problem(0.5, 20);
    List<StepRecord> rows = run(problem, flow(1e-6, 1, null, NEVER), 1);
    double slope = (rows.get(1).risk() - rows.get(0).risk()) / 1e-6;
    assertEquals(-1, slope / rows.get(0).gradNormSquared(), 1e-4);
    assertEquals(rows.get(0).gradNormSquared(), rows.get(0).dissipation());
  }

  @Test
  void frozenBlocksAndMultipliersEnterTheDissipation() {
    SmallProblem problem = problem(0.5, 20);
    FlowSpec flow =
        new FlowSpec(
            Method.EULER,
            1e-6,
            1e-6,
            1,
            null,
            null,
            List.of("u", "b"),
            new FlowSpec.Multipliers(Neuron.parts(2, 1, 0.5)),
            NEVER);
    List<StepRecord> rows = run(problem, flow, 1);
    double slope = (rows.get(1).risk() - rows.get(0).risk()) / 1e-6;
    assertEquals(-1, slope / rows.get(0).dissipation(), 1e-4);
    assertNotEquals(rows.get(0).gradNormSquared(), rows.get(0).dissipation());
  }

  @Test
  void initialSlopeAtTheIdentityHasAClosedForm() {
    SmallProblem problem = problem(0.0, 9);
    double observed = run(problem, flow(1, 0, null, NEVER), 1).get(0).gradNormSquared();
    assertEquals(1, observed / closedForm(problem), 1e-12);
  }

  /** (1/N^2) sum_ij K_ij q_i . q_j with K_ij the mean of sigma(z_i) sigma(z_j). */
  private static double closedForm(SmallProblem problem) {
    Network network = problem.problem().network();
    Samples train = problem.problem().train();
    MeasureShape shape = problem.measure().shape();
    int n = train.count();
    int d = network.stateDim();
    double[] states = network.embed(train.features());
    double[] q =
        network.lastAdjoints(
            network
                .loss()
                .evaluate(network.predict(states), train.targets(), n, SmallProblem.OUTPUT_DIM)
                .gradients());
    double total = 0;
    for (ParticleBlock block : problem.measure().blocks()) {
      double mass = 1.0 / (shape.layerCount() * shape.width(block.layer()));
      for (int m = 0; m < block.count(); m++) {
        double[] sum = new double[d];
        for (int i = 0; i < n; i++) {
          double z = block.values()[Neuron.indexB(block, m)];
          for (int j = 0; j < d; j++) {
            z += block.values()[Neuron.indexW(block, m, j)] * states[i * d + j];
          }
          for (int j = 0; j < d; j++) {
            sum[j] += StrictMath.tanh(z) * q[i * d + j];
          }
        }
        for (int j = 0; j < d; j++) {
          total += mass * sum[j] * sum[j];
        }
      }
    }
    return total / n / n;
  }

  @Test
  void orderOfParticlesDoesNotMatter() {
    SmallProblem problem = problem(0.5, 30);
    FlowSpec flow = flow(0.5, 10, null, NEVER);
    List<StepRecord> rows = run(problem, flow, 1);
    List<StepRecord> permuted = run(problem, permuted(problem.measure()), flow, 1);
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(1, permuted.get(i).risk() / rows.get(i).risk(), 1e-12);
      assertEquals(1, permuted.get(i).gradNormSquared() / rows.get(i).gradNormSquared(), 1e-12);
    }
    assertNotEquals(rows, permuted, "the permutation changed nothing at all");
  }

  private static HeldMeasure permuted(HeldMeasure measure) {
    HeldMeasure result = HeldMeasure.of(measure.shape(), measure);
    for (int layer = 0; layer < measure.shape().layerCount(); layer++) {
      int k = layer;
      List<ParticleBlock> from =
          measure.blocks().stream().filter(block -> block.layer() == k).toList();
      List<ParticleBlock> to =
          result.blocks().stream().filter(block -> block.layer() == k).toList();
      List<Integer> order = new ArrayList<>();
      for (int m = 0; m < measure.shape().width(k); m++) {
        order.add(m);
      }
      Collections.shuffle(order, new Random(5));
      int size = measure.shape().blockSize();
      for (int m = 0; m < order.size(); m++) {
        ParticleBlock source = from.get(order.get(m) / size);
        ParticleBlock target = to.get(m / size);
        for (int j = 0; j < 2 * source.stateDim() + 1; j++) {
          target.values()[target.index(m % size, j)] =
              source.values()[source.index(order.get(m) % size, j)];
        }
      }
    }
    return result;
  }

  @Test
  void miniBatchesGoThroughAllSamplesOncePerEpoch() {
    BatchOrder order = new BatchOrder(10, 4, 1);
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int step = 3 * epoch; step < 3 * epoch + 3; step++) {
        for (int sample : order.samples(step)) {
          seen.add(sample);
        }
      }
      Collections.sort(seen);
      assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), seen);
    }
    assertNotEquals(
        java.util.Arrays.toString(order.samples(0)), java.util.Arrays.toString(order.samples(3)));
  }

  @Test
  void miniBatchRowsHaveTheFullRiskToo() {
    StepRecord row = run(problem(0.5, 40), flow(0.1, 1, 16, NEVER), 1).get(0);
    StepRecord full = run(problem(0.5, 40), flow(0.1, 1, null, NEVER), 1).get(0);
    assertEquals(full.risk(), row.fullRisk());
    assertNotEquals(full.risk(), row.risk());
    assertNull(full.fullRisk());
    assertNotNull(row.testRisk());
  }

  @Test
  void stopRulesEndTheRun() {
    SmallProblem problem = problem(0.5, 20);
    List<StepRecord> all = run(problem, flow(0.5, 40, null, NEVER), 1);
    double wanted = all.get(20).risk();
    List<StepRecord> byRisk =
        run(problem, flow(0.5, 40, null, new StopSpec(wanted, null, null, null, false)), 1);
    assertEquals(all.subList(0, 21), byRisk);
    double gradient = all.get(12).gradNormSquared();
    List<StepRecord> byGradient =
        run(problem, flow(0.5, 40, null, new StopSpec(null, gradient, null, null, false)), 1);
    assertEquals(all.subList(0, byGradient.size()), byGradient);
    assertTrue(byGradient.size() <= 14);
  }

  @Test
  void divergenceNamesPassAndLayer() {
    SmallProblem problem = problem(0.5, 20);
    DivergedException diverged =
        assertThrows(DivergedException.class, () -> run(problem, flow(1e150, 40, null, NEVER), 1));
    assertTrue(
        diverged
            .getMessage()
            .matches("diverged at step \\d: non-finite numbers in the \\w+ pass at layer \\d"));
  }
}
