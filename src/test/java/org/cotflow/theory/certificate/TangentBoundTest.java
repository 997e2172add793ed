package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.data.Samples;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.theory.HeldNetwork;
import org.cotflow.theory.PlDiagnostics;
import org.cotflow.theory.certificate.BallBoundTest.Case;
import org.junit.jupiter.api.Test;

class TangentBoundTest {
  private static final long SEED = 20251128;

  private static TangentKernel kernel(Case one) {
    HeldMeasure measure = one.held().measure();
    try (InProcessEngine engine =
        new InProcessEngine(measure.shape(), measure, one.held().kernel(), 1)) {
      return TangentKernel.of(
          one.held().network(),
          one.samples(),
          engine,
          measure.shape().blockSize(),
          one.held().kernels(),
          one.start());
    }
  }

  private static Case at(Case one, HeldMeasure measure) {
    return new Case(
        new HeldNetwork(one.held().network(), measure), one.samples(), one.multipliers());
  }

  /** dissipation / L in the units of the kernel. */
  private static double quotient(Case one) {
    double scale = one.held().network().scale();
    return one.at(one.held().measure()).flowRatio() * one.samples().count() / (2 * scale * scale);
  }

  private static Case withTargets(Case one, double[] targets) {
    Samples samples = one.samples();
    return new Case(
        one.held(),
        new Samples(
            samples.count(), samples.inputDim(), samples.outputDim(), samples.features(), targets),
        one.multipliers());
  }

  /** The Rayleigh quotients of residuals lie between the ends, and reach both. */
  @Test
  void theEndsAreThoseOfTheQuadraticForm() {
    int reached = 0;
    for (int index = 0; index < 40; index++) {
      SplittableRandom random = new SplittableRandom(SEED + index);
      Case one = BallBoundTest.trained(random);
      TangentKernel kernel = kernel(one);
      int rows = one.samples().targets().length;
      double least = Double.POSITIVE_INFINITY;
      double most = 0;
      for (int attempt = 0; attempt < 40; attempt++) {
        double[] targets = random.doubles(rows, -1e6, 1e6).toArray();
        double quotient = quotient(withTargets(one, targets));
        assertTrue(kernel.smallest() <= quotient && quotient <= kernel.largest(), "at " + index);
        least = Math.min(least, quotient);
        most = Math.max(most, quotient);
      }
      if (rows == 1) {
        assertEquals(1, kernel.smallest() / least, 1e-9);
        assertEquals(1, kernel.largest() / least, 1e-9);
      }
      if (rows <= 2 && least < 1.3 * kernel.smallest() && most > kernel.largest() / 1.3) {
        reached++;
      }
    }
    assertTrue(reached > 8, reached + " kernels have quotients near both ends");
  }

  /** Moves of all particles, of one layer or of few particles, that climb down to the least. */
  @Test
  void noMoveInTheBallBreaksTheBound() {
    int said = 0;
    int sharper = 0;
    for (int index = 0; index < 30; index++) {
      SplittableRandom random = new SplittableRandom(3 * SEED + index);
      Case one = index % 2 == 0 ? BallBoundTest.trained(random) : BallBoundTest.random(random);
      StartingPoint start = one.start();
      BallBound ball = new BallBound(true, 1, List.of(TangentEstimate.of(start, kernel(one))));
      sharper += ball.at(0).root() > start.ball().at(0).root() ? 1 : 0;
      Perturbation moves = new Perturbation(one.held().measure(), one.multipliers());
      BallLoss farthest = ball.farthest();
      for (double part : new double[] {0.1, 0.5, 0.85}) {
        double radius = part * farthest.radius();
        double root = Math.max(0, ball.at(radius).root());
        double bound = start.factor(one.held().network().scale()) * root * root;
        said += bound > 0 ? 1 : 0;
        double least = bound > 0 ? leastConstant(one, moves, radius, random) : 1;
        assertTrue(bound <= least, "network " + index + " at " + part + ": " + bound + " " + least);
      }
    }
    assertTrue(said > 45, said + " bounds say anything");
    assertTrue(sharper > 15, sharper + " times it starts from more than the kernels");
  }

  private static double leastConstant(
      Case one, Perturbation moves, double radius, SplittableRandom random) {
    double scale = one.held().network().scale();
    double least = Double.POSITIVE_INFINITY;
    double[] best = null;
    for (int attempt = 0; attempt < 8; attempt++) {
      double[] move = moves.draw(random);
      if (attempt % 4 == 1) {
        Arrays.fill(move, 0, random.nextInt(move.length), 0);
      }
      for (int i = 0; best != null && attempt > 3 && i < move.length; i++) {
        move[i] = best[i] / radius + 0.5 * move[i];
      }
      if (!(moves.radius(move) > 0)) {
        continue;
      }
      double[] to = moves.to(radius, move);
      Case moved = at(one, moves.moved(to));
      // the largest number that is sure to be below the smallest eigenvalue, up to its rounding
      double constant =
          Math.min(
              moved.at(moved.held().measure()).flowRatio(),
              2.0 / one.samples().count() * scale * scale * kernel(moved).smallest() * (1 + 1e-9));
      if (constant < least) {
        least = constant;
        best = to;
      }
    }
    return least;
  }

  /** Along lines at points of the ball where the risk is not above that of the start. */
  @Test
  void noLineInTheBallIsCurvedMore() {
    int compared = 0;
    double tightest = 0;
    for (int index = 0; index < 40; index++) {
      SplittableRandom random = new SplittableRandom(5 * SEED + index);
      Case one = BallBoundTest.trained(random);
      StartingPoint start = one.start();
      double scale = one.held().network().scale();
      Perturbation moves = new Perturbation(one.held().measure(), one.multipliers());
      double radius = StrictMath.pow(10, random.nextDouble(-3, -0.7));
      double curvature = RiskCurvature.of(start, kernel(one)).over(radius, scale);
      for (int attempt = 0; attempt < 6; attempt++) {
        double[] center = moves.to(0.9 * radius, moves.draw(random));
        double[] line = moves.to(radius * 0.05, moves.draw(random));
        double here = risk(one, moves, center, line, 0);
        if (here <= start.risk().upper(scale)) {
          double ahead = risk(one, moves, center, line, 1);
          double behind = risk(one, moves, center, line, -1);
          double step = radius * 0.05;
          double second = (ahead - 2 * here + behind) / step / step;
          double slack = 1e-2 * curvature + 1e-14 * here / step / step;
          assertTrue(second <= curvature + slack, index + ": " + second + " " + curvature);
          tightest = Math.max(tightest, second / curvature);
          compared++;
        }
      }
    }
    assertTrue(compared > 60, compared + " lines");
    assertTrue(tightest > 0.01, "the bound is never near: " + tightest);
  }

  private static double risk(
      Case one, Perturbation moves, double[] center, double[] line, double at) {
    double[] move = center.clone();
    for (int i = 0; i < move.length; i++) {
      move[i] += at * line[i];
    }
    PlDiagnostics found = one.at(moves.moved(move));
    return found.risk();
  }

  /** What the kernel measures of particles and states, where it is known. */
  @Test
  void theSizesOfTheKernelAreThoseOfParticlesAndStates() {
    HeldMeasure measure = HeldNetwork.zeros(2, 2, 2);
    HeldNetwork.set(measure, 1, 0, 0, 3, 1, 2);
    HeldNetwork.set(measure, 1, 1, 1, 4, 1, 4);
    HeldNetwork held =
        HeldNetwork.of(HeldNetwork.identity(2), HeldNetwork.identity(2), Activation.TANH, measure);
    Case one =
        new Case(
            held,
            new Samples(2, 2, 2, new double[] {3, 0, 0, 2}, new double[] {1, 0, 0, 1}),
            new PartMultipliers(1, 0.25, 4));
    TangentKernel kernel = kernel(one);
    assertEquals(4, kernel.largestOutgoing(), 1e-7);
    assertEquals(Math.sqrt(9 / 4.0 + 4), kernel.largestInput(), 1e-7);
    assertEquals(1 + one.start().layers().get(1).jacobianNorm() / 2, kernel.growth(), 1e-7);
    // sum |e|^2 e e^T for e = (1.5, 0, 2) and (0, 1, 2)
    double[][] e = {{1.5, 0, 2}, {0, 1, 2}};
    double[] y = {0.5, 0.2, 0.8};
    for (int step = 0; step < 200; step++) {
      double[] next = new double[3];
      for (double[] input : e) {
        double size = input[0] * input[0] + input[1] * input[1] + 4;
        double along = input[0] * y[0] + input[1] * y[1] + input[2] * y[2];
        for (int j = 0; j < 3; j++) {
          next[j] += size * along * input[j];
        }
      }
      double norm = Math.sqrt(next[0] * next[0] + next[1] * next[1] + next[2] * next[2]);
      assertTrue(step < 199 || Math.abs(Math.sqrt(norm) - kernel.inputSquare()) < 1e-6);
      for (int j = 0; j < 3; j++) {
        y[j] = next[j] / norm;
      }
    }
  }
}
