package org.cotflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.ListSink;
import org.cotflow.flow.FlowSpec.Method;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** |u|^2/m_u - |w|^2/m_w - b^2/m_b of each particle, which the gradient flow keeps. */
class ParticleInvariantsTest {
  private static final int[] HALVINGS = {1, 2, 4, 8};

  private static double[] invariants(List<ParticleBlock> blocks) {
    List<Double> all = new ArrayList<>();
    for (ParticleBlock block : blocks) {
      for (int m = 0; m < block.count(); m++) {
        double u = 0;
        double w = 0;
        for (int j = 0; j < block.stateDim(); j++) {
          u += square(block.values()[block.index(m, j)]);
          w += square(block.values()[Neuron.indexW(block, m, j)]);
        }
        double b = square(block.values()[Neuron.indexB(block, m)]);
        all.add(u / 2 - w - b / 0.5);
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double square(double x) {
    return x * x;
  }

  /** The largest drift over particles, for steps that halve. */
  private static double[] drifts(SmallProblem problem, Method method, double time, int steps) {
    double[] before = invariants(problem.measure().blocks());
    double[] drifts = new double[HALVINGS.length];
    for (int i = 0; i < drifts.length; i++) {
      FlowRun run = FlowRun.of(problem, FlowRun.flow(method, time, steps * HALVINGS[i]));
      double[] after = invariants(run.last());
      for (int m = 0; m < after.length; m++) {
        drifts[i] = Math.max(drifts[i], Math.abs(after[m] - before[m]));
      }
    }
    return drifts;
  }

  /** The signs of all pre-activations at every step; a kink is crossed where there are several. */
  private static Set<String> signs(SmallProblem problem, FlowSpec flow) {
    Set<String> patterns = new HashSet<>();
    FlowRun.of(problem, flow, engine -> patterns.add(signs(problem, engine)));
    return patterns;
  }

  private static String signs(SmallProblem problem, Engine engine) {
    TrainingProblem training = problem.problem();
    double[] first = training.network().embed(training.train().features());
    double[][] states =
        new Sweep(ButcherTableau.EULER).forward(engine, first, training.train().count()).states();
    StringBuilder pattern = new StringBuilder();
    for (ParticleBlock block : ListSink.read(engine)) {
      double[] rows = states[block.layer()];
      int d = block.stateDim();
      for (int m = 0; m < block.count(); m++) {
        for (int row = 0; row < rows.length / d; row++) {
          double z = block.values()[Neuron.indexB(block, m)];
          for (int j = 0; j < d; j++) {
            z += block.values()[Neuron.indexW(block, m, j)] * rows[row * d + j];
          }
          pattern.append(z > 0 ? '+' : '-');
        }
      }
    }
    return pattern.toString();
  }

  @ParameterizedTest
  @EnumSource(names = {"RELU", "LINEAR"})
  void eulerDriftsInProportionToItsStep(Activation activation) {
    double[] drifts = drifts(FlowRun.problem(activation, 0.8, 4), Method.EULER, 1, 16);
    assertEquals(1, FlowRun.slope(drifts), 0.1, Arrays.toString(drifts));
  }

  @Test
  void rk4KeepsThemOfLinearParticlesToItsOrder() {
    double[] drifts = drifts(FlowRun.problem(Activation.LINEAR, 0.8, 4), Method.RK4, 1, 32);
    assertEquals(4, FlowRun.slope(drifts), 0.2, Arrays.toString(drifts));
    assertTrue(drifts[HALVINGS.length - 1] < 1e-8);
  }

  @Test
  void rk4KeepsThemOfReluParticlesWhereNoKinkIsCrossed() {
    SmallProblem problem = FlowRun.problem(Activation.RELU, 0.3, 4);
    assertEquals(1, signs(problem, FlowRun.flow(Method.RK4, 0.1, 64)).size(), "a kink is crossed");
    double[] drifts = drifts(problem, Method.RK4, 0.1, 2);
    assertEquals(4, FlowRun.slope(drifts), 0.2, Arrays.toString(drifts));
  }

  /** Where kinks are crossed the order is lost: what is left falls with the step. */
  @Test
  void reluParticlesThatCrossKinksDriftWithTheStep() {
    SmallProblem problem = FlowRun.problem(Activation.RELU, 0.8, 12);
    assertTrue(signs(problem, FlowRun.flow(Method.RK4, 2, 64)).size() > 1, "no kink is crossed");
    double[] drifts = drifts(problem, Method.RK4, 2, 32);
    double slope = FlowRun.slope(drifts);
    assertTrue(slope > 0.8 && slope < 2.2, Arrays.toString(drifts));
    assertTrue(drifts[HALVINGS.length - 1] < 1e-3, Arrays.toString(drifts));
  }
}
