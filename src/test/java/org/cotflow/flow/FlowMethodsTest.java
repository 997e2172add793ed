package org.cotflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.DivergedException;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.ListSink;
import org.cotflow.flow.FlowSpec.Method;
import org.cotflow.flow.FlowSpec.StopSpec;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.HeldMeasure;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Order in flow time, the dissipation balance and the energy identity, through the real loop. */
class FlowMethodsTest {
  private static final double TIME = 2;
  private static SmallProblem problem;
  private static FlowRun reference;

  @BeforeAll
  static void solveFinely() {
    problem = FlowRun.problem(Activation.TANH, 0.5, 6);
    reference = FlowRun.of(problem, FlowRun.flow(Method.RK4, TIME, 1024));
  }

  @ParameterizedTest
  @CsvSource({"EULER, 32, 1", "HEUN, 16, 2", "RK4, 32, 4"})
  void methodsHaveTheirOrderInFlowTime(Method method, int steps, int order) {
    double[] errors = new double[4];
    double[] defects = new double[4];
    for (int i = 0; i < errors.length; i++) {
      FlowRun run = FlowRun.of(problem, FlowRun.flow(method, TIME, steps << i));
      errors[i] = run.distance(reference);
      StepRecord last = run.lastRow();
      defects[i] = Math.abs(last.balance().defect(last.risk()));
      assertEquals(TIME, last.flowTime(), 1e-12);
    }
    assertEquals(order, FlowRun.slope(errors), 0.1, Arrays.toString(errors));
    assertEquals(order, FlowRun.slope(defects), 0.1, Arrays.toString(defects));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-8, 1e-10})
  void theAdaptiveMethodIsAsExactAsItsTolerance(double tolerance) {
    FlowRun run = FlowRun.of(problem, FlowRun.adaptive(tolerance, 1, TIME));
    assertEquals(TIME, run.lastRow().flowTime());
    assertTrue(run.distance(reference) < 10 * tolerance, run.distance(reference) + " away");
    int rejected = run.rows().stream().mapToInt(StepRecord::rejected).sum();
    assertTrue(rejected >= 1 && rejected < run.rows().size(), rejected + " rejected");
  }

  @Test
  void theBalanceOfTheAdaptiveMethodCloses() {
    FlowRun run = FlowRun.of(problem, FlowRun.adaptive(1e-10, 0.1, 10));
    assertTrue(run.rows().size() > 20);
    assertNull(run.rows().get(0).balance().defect(run.rows().get(0).risk()));
    for (StepRecord row : run.rows().subList(1, run.rows().size())) {
      assertEquals(0, row.balance().defect(row.risk()), 1e-8, "step " + row.step());
      assertEquals(1, row.balance().speed() / row.balance().dissipation(), 1e-7);
    }
    StepRecord last = run.lastRow();
    assertTrue(last.risk() < 0.5 * last.balance().initialRisk(), "the risk hardly fell");
  }

  @Test
  void theBalanceOfFrozenBlocksCloses() {
    StopSpec never = new StopSpec(null, null, null, null, false);
    FlowSpec flow =
        new FlowSpec(
            Method.ADAPTIVE,
            1,
            1e-10,
            999,
            5.0,
            null,
            List.of("u", "b"),
            new FlowSpec.Multipliers(Neuron.parts(3, 1, 0.2)),
            never);
    FlowRun run = FlowRun.of(problem, flow);
    StepRecord last = run.lastRow();
    assertEquals(0, last.balance().defect(last.risk()), 1e-8);
    assertTrue(last.balance().dissipation() > 0);
  }

  @Test
  void theSpeedIsThatOfTheParticles() {
    List<HeldMeasure> watched = new ArrayList<>();
    FlowSpec flow = FlowRun.flow(Method.EULER, TIME, 10);
    FlowRun run =
        FlowRun.of(
            problem,
            flow,
            engine -> watched.add(new HeldMeasure(engine.shape(), ListSink.read(engine))));
    double speed = 0;
    for (int n = 0; n < 10; n++) {
      speed += FlowRun.squaredWay(watched.get(n), watched.get(n + 1)) / (2 * flow.step());
    }
    assertEquals(1, run.lastRow().balance().speed() / speed, 1e-13);
    assertEquals(1, run.lastRow().balance().dissipation() / speed, 1e-12);
  }

  /** Particles that a step is too short to move have no speed, whatever their gradient. */
  @Test
  void theSpeedIsNotTheGradient() {
    for (Method method : new Method[] {Method.EULER, Method.HEUN, Method.RK4}) {
      Balance balance = FlowRun.of(problem, FlowRun.flow(method, 3e-18, 3)).lastRow().balance();
      assertTrue(balance.dissipation() > 0, method + " " + balance);
      assertTrue(balance.speed() < 0.1 * balance.dissipation(), method + " " + balance);
    }
  }

  /** dL/dt = -D along the flow, by a central difference of fourth order. */
  @Test
  void theRiskFallsAtTheRateOfTheDissipation() {
    FlowRun run = FlowRun.of(problem, FlowRun.flow(Method.RK4, TIME, 100));
    double tau = TIME / 100;
    for (int n = 2; n < 99; n++) {
      double difference =
          run.rows().get(n - 2).risk()
              - 8 * run.rows().get(n - 1).risk()
              + 8 * run.rows().get(n + 1).risk()
              - run.rows().get(n + 2).risk();
      double slope = difference / (12 * tau);
      assertEquals(-1, slope / run.rows().get(n).dissipation(), 1e-6, "step " + n);
    }
  }

  /** A first step that goes astray is taken back; the second attempt is that of a shorter step. */
  @Test
  void aRejectedStepLeavesNothingBehind() {
    FlowRun wild = FlowRun.of(problem, FlowRun.adaptive(1e-6, 1e200, TIME));
    int rejected = wild.rows().get(0).rejected();
    double step = 1e200;
    for (int i = 0; i < rejected - 1; i++) {
      step *= 0.2;
    }
    assertTrue(rejected > 1, rejected + " rejected");
    assertEquals(TIME, wild.lastRow().flowTime());
    assertTrue(wild.distance(reference) < 1e-5);
    double taken = wild.rows().get(1).flowTime();
    FlowRun tame = FlowRun.of(problem, FlowRun.adaptive(1e-6, taken, TIME));
    assertEquals(0, tame.rows().get(0).rejected());
    assertEquals(wild.rows().get(1).risk(), tame.rows().get(1).risk());
    assertEquals(wild.rows().get(1).balance(), tame.rows().get(1).balance());
    assertTrue(step > taken);
  }

  @Test
  void aToleranceBelowRoundingIsTheUsersError() {
    UserInputException error =
        assertThrows(
            UserInputException.class, () -> FlowRun.of(problem, FlowRun.adaptive(1e-300, 1, TIME)));
    assertTrue(error.getMessage().startsWith("flow.tolerance = 1.0E-300: at step 0, "));
  }

  @Test
  void fixedStepsThatDivergeSaySo() {
    for (Method method : new Method[] {Method.HEUN, Method.RK4}) {
      DivergedException diverged =
          assertThrows(
              DivergedException.class, () -> FlowRun.of(problem, FlowRun.flow(method, 1e201, 10)));
      assertTrue(diverged.getMessage().startsWith("diverged at step "), diverged.getMessage());
    }
  }

  @Test
  void miniBatchesHaveNoBalance() {
    StopSpec never = new StopSpec(null, null, null, null, false);
    for (Method method : new Method[] {Method.EULER, Method.RK4}) {
      FlowSpec flow =
          new FlowSpec(
              method,
              0.1,
              1e-6,
              3,
              null,
              4,
              null,
              new FlowSpec.Multipliers(Neuron.parts(1, 1, 1)),
              never);
      FlowRun run = FlowRun.of(problem, flow);
      assertNull(run.lastRow().balance());
      assertNotNull(run.lastRow().fullRisk());
    }
  }
}
