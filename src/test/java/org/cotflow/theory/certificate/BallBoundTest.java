package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.theory.HeldNetwork;
import org.cotflow.theory.PlDiagnostics;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.spectrum.SymmetricMatrix;
import org.junit.jupiter.api.Test;

class BallBoundTest {
  private static final long SEED = 20251123;

  record Case(HeldNetwork held, Samples samples, PartMultipliers multipliers) {
    StartingPoint start() {
      HeldMeasure measure = held.measure();
      try (InProcessEngine engine =
          new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
        return StartingPoint.of(
            held.network(),
            samples,
            engine,
            measure.shape(),
            new InProcessBlocks(measure.shape(), measure),
            multipliers);
      }
    }

    double[][] states(HeldMeasure measure) {
      try (InProcessEngine engine =
          new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
        return new Sweep(ButcherTableau.EULER)
            .forward(engine, held.network().embed(samples.features()), samples.count())
            .states();
      }
    }

    PlDiagnostics at(HeldMeasure measure) {
      return new HeldNetwork(held.network(), measure).diagnostics(samples, multipliers);
    }
  }

  /** A random small network: identity or not, any multipliers and frozen blocks, any widths. */
  static Case random(SplittableRandom random) {
    int inputs = 1 + random.nextInt(2);
    int outputs = 1 + random.nextInt(2);
    int d = inputs + outputs;
    int n = 1 + random.nextInt(3);
    int[] widths = random.ints(1 + random.nextInt(4), n + 3, n + 12).toArray();
    Activation[] bounded = {Activation.TANH, Activation.COS, Activation.SIGMOID};
    Network network =
        new Network(
            rectangle(d, inputs, 0),
            rectangle(outputs, d, inputs),
            random.nextDouble(0.5, 3),
            bounded[random.nextInt(3)],
            true,
            new Loss(LossKind.SQUARED, random.nextBoolean()));
    HeldMeasure measure =
        HeldMeasure.of(
            new MeasureShape(Neuron.layout(d), widths, 4),
            new RandomMeasure(random.nextInt(1000), random.nextDouble(1, 3)));
    double u = random.nextBoolean() ? 0 : random.nextDouble(0, 0.4);
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < d; j++) {
          block.values()[block.index(m, j)] *= u;
        }
      }
    }
    PartMultipliers multipliers =
        new PartMultipliers(
            random.nextDouble(0.3, 2),
            random.nextInt(3) == 0 ? 0 : random.nextDouble(0.1, 2),
            random.nextInt(3) == 0 ? 0 : random.nextDouble(0.1, 2));
    Samples samples =
        new Samples(n, inputs, outputs, numbers(random, n * inputs), numbers(random, n * outputs));
    return new Case(new HeldNetwork(network, measure), samples, multipliers);
  }

  /** The identity from column {@code shift} on. */
  private static Matrix rectangle(int rows, int columns, int shift) {
    double[] values = new double[rows * columns];
    for (int r = 0; r < rows && r + shift < columns; r++) {
      values[r * columns + r + shift] = 1;
    }
    return new Matrix(rows, columns, values);
  }

  private static double[] numbers(SplittableRandom random, int count) {
    return random.doubles(count, -2, 2).toArray();
  }

  /**
   * Anywhere in balls of every size, up to where nothing is left, not only the observed constant
   * but the lower bound that the measure itself gives is above that of the ball.
   */
  @Test
  void noMoveInTheBallBreaksTheBound() {
    int positive = 0;
    double tightest = Double.POSITIVE_INFINITY;
    for (int index = 0; index < 100; index++) {
      SplittableRandom random = new SplittableRandom(SEED + index);
      Case one = random(random);
      StartingPoint start = one.start();
      BallBound ball = start.ball();
      double alpha = one.held.network().scale();
      Perturbation moves = new Perturbation(one.held.measure(), one.multipliers);
      BallLoss farthest = ball.farthest();
      for (double part : new double[] {0.05, 0.25, 0.5, 0.9}) {
        double radius = part * farthest.radius();
        double root = Math.max(0, ball.at(radius).root());
        double bound = start.factor(alpha) * root * root;
        positive += bound > 0 ? 1 : 0;
        PlDiagnostics found = one.at(moves.moved(moves.to(radius, moves.draw(random))));
        String which = "network " + index + " of seed " + SEED + " at " + part;
        assertTrue(bound <= found.flowLowerBound(), which);
        assertTrue(bound <= found.flowRatio(), which);
        tightest = bound > 0 ? Math.min(tightest, found.flowLowerBound() / bound) : tightest;
      }
    }
    assertTrue(positive > 200, positive + " bounds say anything");
    assertTrue(tightest < 1.5, "the bounds are never tight: " + tightest);
  }

  /** Moves that climb down to the least lower bound stay above the bound of the ball too. */
  @Test
  void noSearchInTheBallBreaksTheBound() {
    for (int index = 0; index < 6; index++) {
      SplittableRandom random = new SplittableRandom(3 * SEED + index);
      Case one = random(random);
      StartingPoint start = one.start();
      Perturbation moves = new Perturbation(one.held.measure(), one.multipliers);
      BallLoss farthest = start.ball().at(start.ball().farthest().radius() / 2);
      double root = farthest.root();
      double bound = start.factor(one.held.network().scale()) * root * root;
      double[] best = moves.to(farthest.radius(), moves.draw(random));
      double least = one.at(moves.moved(best)).flowLowerBound();
      for (int attempt = 0; attempt < 100; attempt++) {
        double[] next = best.clone();
        double[] step = moves.draw(random);
        double size = farthest.radius() * random.nextDouble();
        for (int i = 0; i < next.length; i++) {
          next[i] += size * step[i];
        }
        next = moves.to(farthest.radius(), next);
        double found = one.at(moves.moved(next)).flowLowerBound();
        if (found < least) {
          least = found;
          best = next;
        }
      }
      assertTrue(bound <= least, "network " + index + ": " + bound + " against " + least);
    }
  }

  /** The kernels need no supremum of sigma. */
  @Test
  void noMoveInTheBallBreaksTheBoundOfAnUnboundedActivation() {
    Activation[] unbounded = {Activation.SOFTPLUS, Activation.GELU, Activation.LINEAR};
    int positive = 0;
    for (int index = 0; index < 60; index++) {
      SplittableRandom random = new SplittableRandom(11 * SEED + index);
      Case bounded = index % 2 == 0 ? random(random) : trained(random);
      Network of = bounded.held.network();
      Activation activation = unbounded[index % 3];
      Network network =
          new Network(of.embedding(), of.readout(), of.scale(), activation, true, of.loss());
      Case one =
          new Case(
              new HeldNetwork(network, bounded.held.measure()),
              bounded.samples,
              bounded.multipliers);
      StartingPoint start = one.start();
      Perturbation moves = new Perturbation(one.held.measure(), one.multipliers);
      BallLoss farthest = start.ball().farthest();
      for (double part : new double[] {0.15, 0.5, 0.85}) {
        double radius = part * farthest.radius();
        double root = Math.max(0, start.ball().at(radius).root());
        double bound = start.factor(network.scale()) * root * root;
        positive += bound > 0 ? 1 : 0;
        double least = bound > 0 ? leastBound(one, moves, radius, random) : 1;
        assertTrue(bound <= least, activation + " " + index + " at " + part);
      }
    }
    assertTrue(positive > 60, positive + " bounds say anything");
  }

  /** Like {@link #random}, with u as large as training makes it. */
  static Case trained(SplittableRandom random) {
    Case one = random(random);
    double factor = random.nextDouble(1, 8);
    for (ParticleBlock block : one.held.measure().blocks()) {
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < block.stateDim(); j++) {
          block.values()[block.index(m, j)] *= factor;
        }
      }
    }
    return one;
  }

  /**
   * Each estimate by itself, in its own balls, under moves that climb down to the least bound: of
   * all particles, of one layer alone, or of few particles.
   */
  @Test
  void noMoveInTheBallBreaksAnyEstimate() {
    int[] said = new int[3];
    int jacobianIsBest = 0;
    for (int index = 0; index < 60; index++) {
      SplittableRandom random = new SplittableRandom(5 * SEED + index);
      Case one = trained(random);
      StartingPoint start = one.start();
      BallBound ball = start.ball();
      Perturbation moves = new Perturbation(one.held.measure(), one.multipliers);
      List<BallLoss> farthest = ball.eachFarthest();
      double others = Math.max(farthest.get(0).reach(), farthest.get(1).reach());
      jacobianIsBest += farthest.get(2).reach() > others ? 1 : 0;
      for (int estimate = 0; estimate < farthest.size(); estimate++) {
        for (double part : new double[] {0.1, 0.5, 0.85}) {
          double radius = part * farthest.get(estimate).radius();
          double root = Math.max(0, ball.each(radius).get(estimate).root());
          double bound = start.factor(one.held.network().scale()) * root * root;
          if (bound > 0) {
            said[estimate]++;
            double least = leastBound(one, moves, radius, random);
            String which = "network " + index + ", estimate " + estimate + " at " + part;
            assertTrue(bound <= least, which + ": " + bound + " above " + least);
          }
        }
      }
    }
    assertTrue(said[0] > 40 && said[1] > 40 && said[2] > 60, Arrays.toString(said));
    assertTrue(jacobianIsBest > 20, jacobianIsBest + " times the Jacobians as they are help");
  }

  private static double leastBound(
      Case one, Perturbation moves, double radius, SplittableRandom random) {
    double least = Double.POSITIVE_INFINITY;
    double[] best = null;
    for (int attempt = 0; attempt < 16; attempt++) {
      double[] move = moves.draw(random);
      if (attempt % 4 == 1) {
        Arrays.fill(move, 0, random.nextInt(move.length), 0);
      }
      if (best != null && attempt > 7) {
        double size = random.nextDouble();
        for (int i = 0; i < move.length; i++) {
          move[i] = best[i] / radius + size * move[i];
        }
      }
      if (moves.radius(move) > 0) {
        double[] at = moves.to(radius, move);
        PlDiagnostics found = one.at(moves.moved(at));
        double bound = Math.min(found.flowLowerBound(), found.flowRatio());
        if (bound < least) {
          least = bound;
          best = at;
        }
      }
    }
    return least;
  }

  /** The states move by at most what each estimate says, root mean square over the layers. */
  @Test
  void noMoveChangesTheStatesMoreThanAnyEstimateSays() {
    double[] tightest = {9e9, 9e9, 9e9};
    for (int index = 0; index < 100; index++) {
      SplittableRandom random = new SplittableRandom(7 * SEED + index);
      Case one = trained(random);
      BallBound ball = one.start().ball();
      double ingoing =
          one.start().layers().stream().mapToDouble(StartingLayer::ingoing).max().orElseThrow();
      double s = ActivationBounds.of(one.held.network().activation()).lipschitz();
      Perturbation moves = new Perturbation(one.held.measure(), one.multipliers);
      double size = StrictMath.pow(10, random.nextDouble(-4, 0.5));
      double[] move = moves.to(size, moves.draw(random));
      double[] spent = spent(one, move);
      double change = changeOfStates(one, moves.moved(move));
      List<BallLoss> losses = ball.each(spent[0], spent[1]);
      for (int estimate = 0; estimate < losses.size(); estimate++) {
        double bound = losses.get(estimate).states() / (s * ingoing);
        assertTrue(change <= bound, index + ", estimate " + estimate + ": " + change + " " + bound);
        if (change > 0) {
          tightest[estimate] = Math.min(tightest[estimate], bound / change);
        }
      }
    }
    assertTrue(Arrays.stream(tightest).max().orElseThrow() < 8, Arrays.toString(tightest));
  }

  /** The state of no sample moves by more than what bounds one sample. */
  @Test
  void noMoveChangesTheStateOfASampleMoreThanIsSaid() {
    double tightest = Double.POSITIVE_INFINITY;
    int sharper = 0;
    for (int index = 0; index < 100; index++) {
      SplittableRandom random = new SplittableRandom(13 * SEED + index);
      Case one = trained(random);
      StartingPoint start = one.start();
      JacobianEstimate estimate =
          new JacobianEstimate(
              BallSizes.of(
                  start.layers(), start.sampleCount(), start.activation(), one.multipliers),
              AdjointProducts.of(start.layers(), StartingLayer::jacobianNorm));
      Perturbation moves = new Perturbation(one.held.measure(), one.multipliers);
      double[] move = moves.to(StrictMath.pow(10, random.nextDouble(-4, -1)), moves.draw(random));
      double[] spent = spent(one, move);
      double[][] before = one.states(one.held.measure());
      double[][] after = one.states(moves.moved(move));
      int d = one.held.measure().shape().stateDim();
      double change = 0;
      for (int k = 0; k < before.length - 1; k++) {
        for (int i = 0; i < one.samples.count(); i++) {
          double square = 0;
          for (int j = i * d; j < (i + 1) * d; j++) {
            square += (after[k][j] - before[k][j]) * (after[k][j] - before[k][j]);
          }
          change = Math.max(change, Math.sqrt(square));
        }
      }
      JacobianEstimate.Change said = estimate.change(spent[0], spent[1]);
      assertTrue(change <= said.ofSample(), index + ": " + change + " above " + said);
      sharper += said.ofSample() < 0.95 * said.states() ? 1 : 0;
      tightest = change > 0 ? Math.min(tightest, said.ofSample() / change) : tightest;
    }
    assertTrue(tightest < 3, "the bound is never near: " + tightest);
    assertTrue(sharper > 20, sharper + " times one sample moves less than all");
  }

  /** a and c of a move: root mean squares over the layers of u and of (w, b) in the metric. */
  private static double[] spent(Case one, double[] move) {
    MeasureShape shape = one.held.measure().shape();
    int d = shape.stateDim();
    double[] squares = new double[2];
    int at = 0;
    for (int width : shape.widths()) {
      for (int i = 0; i < width * (2 * d + 1); i++, at++) {
        squares[i % (2 * d + 1) < d ? 0 : 1] += move[at] * move[at] / width / shape.layerCount();
      }
    }
    return new double[] {Math.sqrt(squares[0]) * (1 + 1e-12), Math.sqrt(squares[1]) * (1 + 1e-12)};
  }

  private static double changeOfStates(Case one, HeldMeasure moved) {
    double[][] before = one.states(one.held.measure());
    double[][] after = one.states(moved);
    double sum = 0;
    int layers = before.length - 1;
    for (int k = 0; k < layers; k++) {
      for (int i = 0; i < before[k].length; i++) {
        double change = after[k][i] - before[k][i];
        sum += change * change / layers;
      }
    }
    return Math.sqrt(sum);
  }

  /** Without moves nothing is lost, and at the identity the start is the bound of the measure. */
  @Test
  void theBallOfRadiusZeroHasTheBoundOfTheStart() {
    int identities = 0;
    for (int index = 0; index < 40; index++) {
      Case one = random(new SplittableRandom(2 * SEED + index));
      StartingPoint start = one.start();
      if (start.ball().largestSlope() >= 1) {
        continue;
      }
      BallLoss none = start.ball().at(0);
      assertEquals(0, none.moves() + none.states() + none.jacobians());
      double alpha = one.held.network().scale();
      double bound = start.factor(alpha) * none.root() * none.root();
      double found = one.at(one.held.measure()).flowLowerBound();
      assertTrue(start.boundAtStart(alpha) <= found, "the rounding of the states is taken off");
      assertEquals(1, start.boundAtStart(alpha) / found, 1e-10);
      assertTrue(bound <= found);
      if (start.layers().get(0).outgoing() == 0) {
        assertEquals(1, bound / found, 1e-8);
        identities++;
      }
    }
    assertTrue(identities > 5);
  }

  /** The norm of the strictly lower triangle of ones, by power iteration on its square. */
  @Test
  void theNormOfSummationIsExact() {
    assertEquals(0, BallSizes.summation(1));
    assertEquals(2 / Math.PI, BallSizes.summation(100_000), 1e-5);
    for (int n : new int[] {2, 3, 5, 8, 40}) {
      double[] gram = new double[n * n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          gram[i * n + j] = (double) Math.min(i, j) / n / n;
        }
      }
      double largest = SymmetricMatrix.eigenvalues(gram, n).largest();
      assertEquals(Math.sqrt(largest), BallSizes.summation(n), 1e-14);
    }
  }

  /** Of particles along coordinates everything is known. */
  @Test
  void theSizesOfALayerAreThoseOfItsParticles() {
    HeldMeasure measure = HeldNetwork.zeros(2, 2);
    HeldNetwork.set(measure, 0, 0, 0, 3, 1, 2);
    HeldNetwork.set(measure, 0, 1, 1, 1, 1, 4);
    HeldNetwork held =
        HeldNetwork.of(HeldNetwork.identity(2), HeldNetwork.identity(2), Activation.TANH, measure);
    double[] features = {1, 0, 0, 2};
    Case one =
        new Case(
            held,
            new Samples(2, 2, 2, features, new double[] {1, 0, 0, 1}),
            new PartMultipliers(1, 0.25, 9));
    StartingLayer layer = one.start().layers().get(0);
    assertEquals(Math.sqrt(9 / 2.0), layer.outgoing(), 1e-12);
    assertEquals(Math.sqrt((4 + 16) / 2.0), layer.ingoing(), 1e-12);
    // e = (1/2, 0, 3) and (0, 1, 3)
    double[] gram = {9.25, 9, 9, 10};
    double largest = SymmetricMatrix.eigenvalues(gram, 2).largest();
    assertEquals(Math.sqrt(largest), layer.inputs(), 1e-12);
    double second = (StrictMath.pow(StrictMath.tanh(4), 2) + StrictMath.pow(StrictMath.tanh(8), 2));
    assertEquals(second / 2, layer.largestKernel(), 1e-12);
    assertEquals(0, layer.smallestKernel());
  }

  /** K = 1 and u alone: the network is linear in what moves, and no ball takes anything. */
  @Test
  void aLinearProblemLosesNothing() {
    HeldMeasure measure =
        HeldMeasure.of(
            new MeasureShape(Neuron.layout(2), new int[] {9}, 4), new RandomMeasure(5, 2));
    HeldNetwork held =
        HeldNetwork.of(rectangle(2, 1, 0), rectangle(1, 2, 1), Activation.TANH, measure);
    Samples samples = new Samples(2, 1, 1, new double[] {1, -0.5}, new double[] {1, 2});
    Case one = new Case(held, samples, new PartMultipliers(1, 0, 0));
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        block.values()[block.index(m, 0)] = 0;
        block.values()[block.index(m, 1)] = 0;
      }
    }
    Certificate certificate = Certificate.of(one.start(), 1.3);
    assertTrue(certificate.holds());
    assertEquals(1, certificate.bound() / certificate.boundAtStart(), 1e-8);
    double way = 2 * Math.sqrt(certificate.risk() / certificate.bound());
    assertEquals(1, way / certificate.radius(), 1e-8);
  }

  @Test
  void activationsKeepTheirBoundsAndNearlyReachThem() {
    for (Activation activation : Activation.values()) {
      ActivationBounds bounds = ActivationBounds.of(activation);
      assertTrue(Math.abs(activation.value(0)) <= bounds.atZero());
      double steepest = 0;
      double curviest = 0;
      for (double z = -8; z <= 8; z += 1.0 / 64) {
        double value = activation.value(z);
        assertTrue(Math.abs(value) <= bounds.supremum());
        assertTrue(Math.abs(value) <= bounds.size(Math.abs(z)));
        assertTrue(Math.abs(activation.derivative(z, value)) <= bounds.lipschitz());
        steepest = Math.max(steepest, Math.abs(activation.derivative(z, value)));
        double next = activation.derivative(z + 1e-4, activation.value(z + 1e-4));
        double before = activation.derivative(z - 1e-4, activation.value(z - 1e-4));
        curviest = Math.max(curviest, Math.abs(next - before) / 2e-4);
      }
      assertEquals(activation != Activation.RELU, bounds.isSmooth());
      assertEquals(bounds.isSmooth() ? bounds.curvature() : 0.5e4, curviest, 1e-3);
      assertEquals(bounds.lipschitz(), steepest, 1e-3);
    }
  }
}
