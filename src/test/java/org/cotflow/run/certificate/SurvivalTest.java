package org.cotflow.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.analysis.CertifiedRun;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.EngineLayers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.ProvedRun;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainedMeasure;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.certificate.BallLoss;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.NaiveFlow;
import org.cotflow.theory.certificate.Perturbation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Certificates of a trained start, by the kernels of the layers and by the tangent kernel of the
 * whole network, a few steps after they first hold: their balls are nearly as large as they can be.
 * Nothing that the flow may reach in them breaks the bounds, and the run goes on inside of them.
 */
class SurvivalTest {
  private static final double STEP = 2;

  private static RunProblem problem;
  private static HeldMeasure measure;
  private static int steps;
  private static Certificate certificate;
  private static WholeKernel whole;

  private static RunProblem problem(double step, String... further) {
    List<String> sets =
        ProvedRun.sets(
            "flow.multipliers.w=0.7",
            "flow.multipliers.b=1.5",
            "engine.block=8",
            "engine.threads=1",
            "flow.step=" + step);
    sets.addAll(List.of(further));
    return RunProblem.of(ExperimentConfig.load("moons", sets.toArray(String[]::new)));
  }

  @BeforeAll
  static void trainUntilItIsCertified() {
    problem =
        problem(STEP, "flow.steps=500", "flow.stop.certified=true", "diagnostics.certify-every=4");
    TrainedMeasure trained =
        TrainedMeasure.of(problem, EngineFactory.inProcess(1), RunMonitor.NONE);
    assertEquals(TrainingLoop.End.CERTIFIED, trained.end());
    steps = trained.summary().steps() + 40;
    assertTrue(steps > 30, steps + " steps");
    measure =
        TrainedMeasure.of(
                problem(STEP, "flow.steps=" + steps), EngineFactory.inProcess(1), RunMonitor.NONE)
            .measure();
    MeasureShape shape = measure.shape();
    try (Engine engine =
        EngineFactory.inProcess(1).start(shape, measure, problem.network().maps())) {
      KernelTasks kernels =
          KernelTasks.inBlocks(
              ParticleSums.shape(shape),
              problem.network().maps(),
              new EngineLayers(engine, ParticleSums.shape(shape).blockSize()));
      certificate = problem.certifier().at(engine, shape.blockSize(), kernels);
      whole =
          problem.certifier().whole(engine, shape.blockSize(), kernels, certificate).orElseThrow();
    }
    assertTrue(certificate.holds() && whole.flow().holds());
    assertTrue(certificate.bound() > 0.01 * certificate.boundAtStart(), certificate.toString());
  }

  private static PartMultipliers multipliers() {
    return PartMultipliers.of(problem.experiment().flow(), problem.shape().layout(0), true);
  }

  private static NaiveFlow flow() {
    return new NaiveFlow(problem.network(), problem.data().train(), multipliers());
  }

  @Test
  void fiveHundredMeasuresInTheBallOfTheLayersDoNotBreakTheBound() {
    assertNothingBreaks(flow(), measure, certificate.bound(), certificate.loss());
  }

  @Test
  void fiveHundredMeasuresInTheBallOfTheWholeKernelDoNotBreakTheBound() {
    assertNothingBreaks(flow(), measure, whole.flow().bound(), whole.flow().loss());
    assertNothingBreaks(flow(), measure, whole.steps().bound(), whole.steps().loss());
  }

  /**
   * Any move, one layer alone, one particle alone, every particle in three that move apart, one
   * third of a particle alone (which no coupling of equal numbers has), and moves along which the
   * quotient falls.
   */
  static void assertNothingBreaks(
      NaiveFlow flow, HeldMeasure measure, double bound, BallLoss ball) {
    double radius = ball.radius();
    Perturbation moves = new Perturbation(measure, flow.multipliers());
    Perturbation tripled = new Perturbation(Perturbation.tripled(measure), flow.multipliers());
    assertTrue(bound > 0 && bound <= flow.ratio(measure));
    int numbers = 2 * measure.shape().stateDim() + 1;
    int ofFirst = measure.shape().width(0) * numbers;
    for (int index = 0; index < 490; index++) {
      SplittableRandom random = new SplittableRandom(300 + index);
      int kind = index % 5;
      Perturbation from = kind < 3 ? moves : tripled;
      double[] move = from.draw(random);
      if (kind == 1) {
        boolean last = random.nextBoolean();
        for (int i = 0; i < move.length; i++) {
          move[i] = last == i >= ofFirst ? random.nextDouble(-1, 1) : 0;
        }
      } else if (kind == 2 || kind == 4) {
        double[] one = new double[move.length];
        int at = random.nextInt(move.length / numbers) * numbers;
        for (int j = 0; j < numbers; j++) {
          one[at + j] = random.nextDouble(-1, 1);
        }
        move = one;
      }
      double[] reached = from.inputsWithin(ball.inputs(), from.to(radius, move));
      double ratio = flow.ratio(from.moved(reached));
      assertTrue(bound <= ratio, index + ": " + bound + " " + ratio);
    }
    int below = 0;
    for (int index = 0; index < 10; index++) {
      double[] firstAndLeast = descended(flow, moves, ball, index);
      double least = firstAndLeast[1];
      assertTrue(bound <= least, index + ": " + bound + " " + least);
      below += least < 0.999 * firstAndLeast[0] ? 1 : 0;
    }
    assertTrue(below > 5, "the descents descend: " + below);
  }

  /** The first and the least quotient on the way of a gradient descent that stays in the ball. */
  private static double[] descended(NaiveFlow flow, Perturbation moves, BallLoss ball, int index) {
    double radius = ball.radius();
    SplittableRandom random = new SplittableRandom(index);
    double[] drawn = moves.to(radius * random.nextDouble(), moves.draw(random));
    double[] at = moves.inputsWithin(ball.inputs(), drawn);
    double first = flow.ratio(moves.moved(at));
    double least = first;
    double size = radius / 4;
    for (int step = 0; step < 12; step++) {
      double[] slope = new double[at.length];
      for (int i = 0; i < at.length; i++) {
        double[] beside = at.clone();
        beside[i] += radius * 1e-3;
        slope[i] = flow.ratio(moves.moved(beside)) - least;
      }
      double[] next = at.clone();
      double[] down = moves.to(size, slope);
      for (int i = 0; i < at.length; i++) {
        next[i] -= down[i];
      }
      next = moves.radius(next) > radius ? moves.to(radius, next) : next;
      next = moves.inputsWithin(ball.inputs(), next);
      double found = flow.ratio(moves.moved(next));
      if (found < least) {
        least = found;
        at = next;
      } else {
        size /= 4;
      }
    }
    return new double[] {first, least};
  }

  /** Both inequalities of both certificates, and the reduction of every step. */
  @Test
  void theRunStaysInsideForTenTimesItsLength() {
    double step = Math.min(STEP, 0.9 * whole.steps().largestStep());
    RunProblem longer = problem(step, "flow.steps=" + 10 * steps, "output.record-every=1");
    RunProblem on =
        new RunProblem(
            longer.experiment(), longer.data(), longer.network(), measure.shape(), measure);
    CertifiedRun run = CertifiedRun.of(on, certificate, RunMonitor.NONE);
    assertEquals(10 * steps + 1, run.rows().size());
    assertTrue(run.holds());
    double rounding = Math.sqrt(certificate.riskRounding());
    assertTrue(whole.steps().holdsFor(step), whole.steps() + " for " + step);
    double reduced = whole.flow().risk();
    for (CertifiedRun.Row row : run.rows()) {
      double decayed = whole.flow().risk() * Math.exp(-whole.flow().bound() * row.flowTime());
      double root = Math.sqrt(decayed) + rounding;
      assertTrue(row.risk() <= root * root * (1 + 1e-9), row.toString());
      assertTrue(row.distance() <= whole.flow().travelled(), row.toString());
      double rootOfSteps = Math.sqrt(reduced) + rounding;
      assertTrue(row.risk() <= rootOfSteps * rootOfSteps * (1 + 1e-9), row.toString());
      reduced *= whole.steps().reduction(step);
    }
  }
}
