package org.cotflow.run.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;

class ScalingModelTest {
  /** K = 10, M = 1024, d = 2, R = 250 of which N = 200, blocks of 256. */
  private static final ProblemSize SIZE = new ProblemSize(10, 10240, 2, 250, 200, 256);

  private static final KernelRates RATES = new KernelRates(1e-9, 2e-9, 4e-9, 5e-9, 3e-9, 7e-9);
  private static final SparkRates SPARK = new SparkRates(0.02, 0.001, 1e-9, 2e-9);
  private static final Machines TWO = new Machines(1, 2, 1e9, false);
  private static final double PAIRS = 10240 * 250;
  private static final double LEADING = 10240 * 200;
  private static final double MOVE = 10240 * 5 * 7e-9;

  private static void assertClose(double expected, double actual) {
    assertEquals(expected, actual, 1e-12 * Math.abs(expected));
  }

  @Test
  void theSweepVisitsEachPairOnceForwardAndOnceOrTwiceBackward() {
    double fused = ScalingModel.kernelSeconds(SIZE, Propagation.SWEEP, RATES, true);
    assertClose(PAIRS * 1e-9 + LEADING * 5e-9 + MOVE, fused);
    double apart = ScalingModel.kernelSeconds(SIZE, Propagation.SWEEP, RATES, false);
    assertClose(PAIRS * 1e-9 + LEADING * (2e-9 + 4e-9) + MOVE, apart);
  }

  /** Forward S R rows; back S - 1 times N rows again, then a pullback and a gradient each. */
  @Test
  void stagesAreEvaluatedForwardAndAgainOnTheWayBack() {
    ProblemSize staged =
        new ProblemSize(10, 10240, 2, 5, 5, 250, 200, 256, 8, 1, 0, HeldSamples.ofStates(250));
    double seconds = ScalingModel.kernelSeconds(staged, Propagation.SWEEP, RATES, true);
    assertClose(8 * PAIRS * 1e-9 + LEADING * (7 * 1e-9 + 8 * (2e-9 + 4e-9)) + MOVE, seconds);
    assertEquals(10 * (8 + 7 + 8) + 1, ScalingModel.jobs(staged, Propagation.SWEEP));
    double adjoints = 8 * 10 * 200 * 2;
    assertClose(
        8 * staged.stateBytes() + (7 + 8 + 8) * adjoints + 2 * 8 * adjoints,
        ScalingModel.bytesBroadcast(staged, Propagation.SWEEP));
    Forecast forecast = Forecast.of(staged, RATES, SPARK, TWO, 20, null, 2, 1e9);
    assertEquals(6, forecast.lines().size());
    assertEquals(Propagation.SWEEP, forecast.fastest(true).cost().propagation());
    assertTrue(
        MemoryModel.inProcess(staged, Propagation.SWEEP, 2)
            > MemoryModel.inProcess(SIZE, Propagation.SWEEP, 2));
  }

  @Test
  void depthParallelStepsRepeatTheForwardPasses() {
    double newton = ScalingModel.kernelSeconds(SIZE, Propagation.NEWTON, RATES, true);
    double e = ScalingModel.NEWTON_EVALUATIONS;
    assertClose(e * PAIRS * 3e-9 + LEADING * 4e-9 + MOVE, newton);
    double picard = ScalingModel.kernelSeconds(SIZE, Propagation.PICARD, RATES, true);
    e = ScalingModel.PICARD_EVALUATIONS;
    assertClose(e * (PAIRS * 1e-9 + LEADING * 2e-9) + LEADING * 4e-9 + MOVE, picard);
  }

  @Test
  void jobsOfTheSweepGrowWithDepthAndThoseOfNewtonDoNot() {
    ProblemSize deep = new ProblemSize(1000, 10240, 2, 250, 200, 256);
    assertEquals(2000, ScalingModel.jobs(deep, Propagation.SWEEP));
    assertEquals(
        ScalingModel.jobs(SIZE, Propagation.NEWTON), ScalingModel.jobs(deep, Propagation.NEWTON));
    assertEquals(
        ScalingModel.jobs(SIZE, Propagation.PICARD), ScalingModel.jobs(deep, Propagation.PICARD));
  }

  @Test
  void bytesAreThoseOfStatesAndAdjoints() {
    double states = 8 * 10 * 250 * 2;
    double adjoints = 8 * 10 * 200 * 2;
    assertClose(states + adjoints, ScalingModel.bytesBroadcast(SIZE, Propagation.SWEEP));
    assertClose(
        ScalingModel.NEWTON_EVALUATIONS * states + adjoints,
        ScalingModel.bytesBroadcast(SIZE, Propagation.NEWTON));
    // Velocity and Jacobian: R d (1 + d) numbers a layer and node, two partitions a layer.
    assertClose(
        ScalingModel.NEWTON_EVALUATIONS * 3 * states * 2,
        ScalingModel.bytesReduced(SIZE, Propagation.NEWTON, 20));
  }

  @Test
  void sumsOfManyPartitionsAreMergedBeforeTheDriver() {
    ProblemSize wide = new ProblemSize(10, 1e9, 8, 1000, 1000, 256);
    double once = ScalingModel.NEWTON_EVALUATIONS * wide.stateBytes() * (1 + 8);
    assertClose(once, ScalingModel.bytesReduced(wide, Propagation.NEWTON, 10_000));
  }

  @Test
  void aStepOnSparkIsKernelsJobsTasksAndBytes() {
    StepCost cost = ScalingModel.onSpark(SIZE, Propagation.NEWTON, RATES, SPARK, TWO, 4);
    double kernels = ScalingModel.kernelSeconds(SIZE, Propagation.NEWTON, RATES, false);
    assertClose(kernels / 2, cost.kernelSeconds());
    assertClose(ScalingModel.NEWTON_EVALUATIONS * (0.02 + 3 * 0.001), cost.latencySeconds());
    assertClose(1e-9 * cost.bytesBroadcast() + 2e-9 * cost.bytesReduced(), cost.trafficSeconds());
    assertClose(
        cost.kernelSeconds() + cost.latencySeconds() + cost.trafficSeconds() + cost.driverSeconds(),
        cost.seconds());
    assertEquals("job latency", cost.bottleneck());
  }

  @Test
  void tasksThatDoNotDivideEvenlyTakeLonger() {
    assertEquals(1, ScalingModel.imbalance(4, 2));
    assertEquals(4.0 / 3, ScalingModel.imbalance(3, 2));
    assertEquals(2, ScalingModel.imbalance(1, 2));
    assertEquals(8, ScalingModel.imbalance(1, 8));
  }

  @Test
  void memoryOfAWideMeasureIsItsParametersAndTwiceThatWhileTheyMove() {
    ProblemSize wide = new ProblemSize(50, 5e7, 2, 64, 64, 256);
    assertClose(2e9, wide.parameterBytes());
    double process = MemoryModel.inProcess(wide, Propagation.SWEEP, 2);
    assertTrue(process > 2e9 && process < 2.1e9, process + " bytes");
    Machines cluster = new Machines(2, 1, 4e9, true);
    double executor = MemoryModel.executor(wide, Propagation.SWEEP, cluster);
    assertTrue(executor > 2e9 && executor < 2.2e9, executor + " bytes");
    double driver = MemoryModel.driver(wide, Propagation.SWEEP, 100, 20);
    assertTrue(driver < 0.2e9, driver + " bytes");
  }

  private static double memory(HeldSamples held) {
    ProblemSize size = new ProblemSize(10, 10240, 2, 5, 5, 250, 250, 256, 1, 1, 0, held);
    return MemoryModel.inProcess(size, Propagation.SWEEP, 2);
  }

  @Test
  void memoryIsThatOfReadingOrOfAStep() {
    double none = memory(HeldSamples.ofStates(250));
    double twice = memory(new HeldSamples(250, 0, 1e7, 2, 0, 1));
    assertClose(MemoryModel.PROCESS + 2 * 8e7, twice);
    assertClose(twice + 8e7, memory(new HeldSamples(250, 0, 1e7, 3, 0, 1)));
    assertClose(none + 8e7 + 1.6e8, memory(new HeldSamples(250, 0, 1e7, 2, 2e7, 1)));
    assertClose(none + 8 * 4 * 1000 * 2, memory(new HeldSamples(250, 1000, 0, 2, 0, 1)));
  }

  /** Alone in a layer of many blocks, the sums of wide states are nearly as large as the layer. */
  @Test
  void memoryHoldsTheSumsOfAPass() {
    ProblemSize wide = new ProblemSize(1, 1e6, 64, 10_000, 10_000, 256);
    double states = 8.0 * 64 * 10_000 * 3;
    double scratch = 2.0 * 2 * 256 * 129 * 8;
    assertClose(
        MemoryModel.PROCESS
            + wide.parameterBytes()
            + states
            + scratch
            + 2 * 2 * (8 << 20)
            + 8.0 * 4096 * 64 * (62 * 7 + 2 + 2 * 2),
        MemoryModel.inProcess(wide, Propagation.SWEEP, 2));
  }

  /** 5 percent, a part of the young generation, and what is needed in any case. */
  @Test
  void theHeapIsWhatIsAliveAndRoomForTheCollector() {
    assertClose(1.05 * 30e6 + 10e6 + 30e6, MemoryModel.heap(30e6));
    assertClose(1.05 * 2e9 + 80e6 + 30e6, MemoryModel.heap(2e9));
  }

  /** 10,000 samples of 74 numbers are 5.9 MB a layer: 5.9 GB for 1000 layers. */
  @Test
  void layersAreLeftOutWhereTheHeapIsTooSmallForAll() {
    ProblemSize deep = new ProblemSize(1000, 8000, 74, 10_000, 10_000, 256);
    EngineSpec auto =
        new EngineSpec(Kind.IN_PROCESS, 2, 256, null, Propagation.SWEEP, 1e-12, "auto");
    assertEquals(1, MemoryModel.keepEvery(auto, deep, 9e9));
    assertEquals(32, MemoryModel.keepEvery(auto, deep, 1.5e9));
    double few = MemoryModel.inProcess(deep.keepingEvery(32), Propagation.SWEEP, 2);
    assertTrue(few < 70 * 5.92e6 + 40e6, few + " bytes");
    for (Propagation other : List.of(Propagation.NEWTON, Propagation.PICARD)) {
      assertEquals(1, MemoryModel.keepEvery(auto.withPropagation(other), deep, 1.5e9));
    }
    EngineSpec five = new EngineSpec(Kind.IN_PROCESS, 2, 256, null, Propagation.SWEEP, 1, "5");
    assertEquals(5, MemoryModel.keepEvery(five, deep, 9e9));
    EngineSpec spark = new EngineSpec(Kind.SPARK, 2, 256, null, Propagation.SWEEP, 1, "auto");
    assertEquals(1, MemoryModel.keepEvery(spark, deep, 1.5e9));
  }

  @Test
  void stagesMultiplyTheStepAndRegistersTheParticles() {
    ProblemSize rk4 =
        new ProblemSize(10, 10240, 2, 5, 5, 250, 200, 256, 1, 4, 4, HeldSamples.ofStates(250));
    StepCost here = ScalingModel.inProcess(SIZE, Propagation.SWEEP, RATES, 2);
    assertClose(
        4 * here.seconds(), ScalingModel.inProcess(rk4, Propagation.SWEEP, RATES, 2).seconds());
    StepCost there = ScalingModel.onSpark(SIZE, Propagation.NEWTON, RATES, SPARK, TWO, 4);
    StepCost four = ScalingModel.onSpark(rk4, Propagation.NEWTON, RATES, SPARK, TWO, 4);
    assertClose(4 * there.jobs(), four.jobs());
    assertClose(4 * there.bytesBroadcast(), four.bytesBroadcast());
    double registers = 4 * SIZE.parameterBytes();
    assertClose(
        MemoryModel.inProcess(SIZE, Propagation.SWEEP, 2) + registers,
        MemoryModel.inProcess(rk4, Propagation.SWEEP, 2));
    assertClose(
        MemoryModel.executor(SIZE, Propagation.SWEEP, TWO) + registers,
        MemoryModel.executor(rk4, Propagation.SWEEP, TWO));
    assertEquals(4, rk4.wider(10).flowStages());
  }

  @Test
  void theForecastNamesWhatLimitsWiderMeasures() {
    Forecast forecast = Forecast.of(SIZE, RATES, SPARK, TWO, 20, null, 2, 1e9);
    assertEquals(18, forecast.lines().size());
    assertEquals("job latency", forecast.line(true, Propagation.SWEEP).bottleneck());
    assertEquals(Propagation.NEWTON, forecast.fastest(true).cost().propagation());
    Forecast.Line wide = forecast.lines().get(forecast.lines().size() - 2);
    assertEquals(100, wide.factor());
    assertEquals("kernels", wide.bottleneck());
    Machines small = new Machines(1, 2, 2e7, false);
    Forecast cramped = Forecast.of(SIZE, RATES, SPARK, small, 20, null, 2, 1e9);
    assertEquals("executor memory", cramped.line(true, Propagation.SWEEP).bottleneck());
  }

  @Test
  void theEngineLaysOutWhatTheModelSays() {
    for (int width : new int[] {64, 1024, 100_000}) {
      int[] widths = {width, width, width};
      MeasureShape shape = new MeasureShape(Neuron.layout(2), widths, 64);
      ProblemSize size = new ProblemSize(3, 3.0 * width, 2, 10, 10, 64);
      double partitions = ScalingModel.partitions(size, Propagation.SWEEP, 4);
      assertTrue(partitions >= 3 && partitions <= shape.blockCount(), partitions + " partitions");
      assertTrue(ScalingModel.partitions(size, Propagation.NEWTON, 4) <= 8);
    }
  }

  @Test
  void theChoiceOfPropagationFollowsTheSameModel() {
    assertEquals(Propagation.NEWTON, PropagationChoice.onSpark(128, 2, 250, 128 * 256));
    // Five jobs fewer are not worth three passes with Jacobians over so many particles.
    assertEquals(Propagation.SWEEP, PropagationChoice.onSpark(4, 8, 1000, 400_000_000));
    // 8 K R d^2 bytes of Jacobians are too many here.
    assertEquals(Propagation.PICARD, PropagationChoice.onSpark(512, 64, 2000, 512 * 8));
  }

  /** How the rates compare is a question of the load of the machine, and so not of a test. */
  @Test
  void calibrationTakesARateOfEveryPassOnThisMachine() {
    for (int stateDim : new int[] {2, 48}) {
      KernelRates rates =
          Calibration.measure(
              new ProblemSize(2, 256, stateDim, 64, 64, 128),
              org.cotflow.kernel.map.MapSpec.neuron(org.cotflow.kernel.Activation.TANH),
              1,
              0.2);
      double[] seconds = {
        rates.velocity(),
        rates.pullback(),
        rates.gradient(),
        rates.gradientWithPullback(),
        rates.velocityAndJacobian(),
        rates.move()
      };
      for (double rate : seconds) {
        assertTrue(rate > 1e-12 && rate < 1e-3, rates.toString());
      }
    }
  }
}
