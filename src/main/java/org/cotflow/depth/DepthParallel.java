package org.cotflow.depth;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.DivergedException.Pass;

/**
 * Finds the states of all layers at once: every layer is evaluated at the present guess of its
 * state, and the guess is corrected until the residual
 *
 * <pre>
 *   R = K max_k |x_{k+1} - x_k - h F_k(x_k)|  &lt;=  max(tolerance, 8 K eps max|x|),   h = 1/K
 * </pre>
 *
 * is within the tolerance, or within what rounding alone leaves. The number of evaluations does not
 * grow with K. With r_k = x_k + h F_k(x_k) - x_{k+1} the correction is
 *
 * <pre>
 *   Newton   e_0 = 0,  e_{k+1} = e_k + h DF_k(x_k) e_k + r_k,   x_k &lt;- x_k + e_k
 *   Picard   x_{k+1} &lt;- x_0 + h sum_{l &lt;= k} F_l(x_l)
 * </pre>
 *
 * Newton gathers the Jacobians DF_k(x_{k,i}), {@code N d^2} numbers per layer, and with those of
 * the accepted states the adjoint p_k = p_{k+1} + h DF_k(x_k)^T p_{k+1} needs no particles. Picard
 * gathers velocities only, and solves the adjoint equation, which is linear, by the same kind of
 * iteration. Both are for the Euler scheme.
 *
 * <p>The first guess extrapolates the last steps, or is x_0 at every layer. The leading rows are
 * accepted when they alone are within the tolerance, so that their bits do not depend on the rows
 * that follow. Where the residual does not shrink, the step is done by {@link Sweep}, and the
 * report says so by {@code converged = false}.
 *
 * <p>Source: our derivation, docs/math.md.
 */
public final class DepthParallel implements DepthSolver {
  private static final int MAX_NEWTON = 20;
  private static final int MAX_PICARD = 80;

  private final boolean newton;
  private final double tolerance;
  private final boolean warm;
  private final WarmStart warmStates = new WarmStart("states");
  private final WarmStart warmAdjoints = new WarmStart("adjoints");
  private final Sweep sweep = new Sweep(ButcherTableau.EULER);
  private double[][] jacobians;
  private boolean swept;
  private SolverReport report;

  /**
   * @param newton true for Newton, false for Picard
   * @param warm whether steps begin from earlier ones: the samples are the same at every step
   */
  public DepthParallel(boolean newton, double tolerance, boolean warm) {
    this.newton = newton;
    this.tolerance = tolerance;
    this.warm = warm;
  }

  @Override
  public boolean remembersRows() {
    return warm;
  }

  @Override
  public DepthSolver withoutMemory() {
    return new DepthParallel(newton, tolerance, false);
  }

  @Override
  public Trajectory forward(ParticleLayers layers, double[] initialStates, int leadingRows) {
    FiniteNumbers.require(initialStates, Pass.FORWARD, 0);
    int length = initialStates.length;
    double[][] guess = warm ? warmStates.guess(layers.layerCount(), length) : null;
    StateSearch search =
        new StateSearch(
            layers, initialStates, guess, leadingRows * layers.stateDim(), newton, tolerance);
    int limit = newton ? MAX_NEWTON : MAX_PICARD;
    while (!search.isSettled() && search.evaluations() < limit && search.shrinks()) {
      search.evaluate();
    }
    swept = !search.isSettled();
    Trajectory trajectory =
        swept ? sweptAfter(layers, initialStates, leadingRows, search) : search.accepted();
    jacobians = swept ? null : search.jacobians();
    report = trajectory.report();
    if (warm) {
      warmStates.add(Arrays.copyOfRange(trajectory.states(), 1, trajectory.states().length));
    }
    return trajectory;
  }

  private Trajectory sweptAfter(
      ParticleLayers layers, double[] initialStates, int leadingRows, StateSearch search) {
    Trajectory walked = sweep.forward(layers, initialStates, leadingRows);
    SolverReport report =
        new SolverReport(
            search.evaluations() + walked.report().evaluations(), search.residual(), false);
    return new Trajectory(walked.states(), report);
  }

  @Override
  public BackwardPass backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    if (swept) {
      BackwardPass walked = sweep.backward(layers, trajectory, lastAdjoints, move);
      return new BackwardPass(report.after(walked.report().evaluations() - 1), walked.moveSums());
    }
    double[][] adjoints =
        newton
            ? adjointsByJacobians(layers, lastAdjoints)
            : adjointsByIteration(layers, trajectory, lastAdjoints);
    for (int k = layers.layerCount() - 1; k >= 0; k--) {
      FiniteNumbers.require(adjoints[k + 1], Pass.ADJOINT, k);
      layers.move(k, trajectory.states()[k], adjoints[k + 1], move);
    }
    return new BackwardPass(report, null);
  }

  /** p_1 .. p_K at the indices 1 .. K. */
  private double[][] adjointsByJacobians(ParticleLayers layers, double[] lastAdjoints) {
    int layerCount = layers.layerCount();
    int d = layers.stateDim();
    double h = 1.0 / layerCount;
    double[][] adjoints = new double[layerCount + 1][];
    adjoints[layerCount] = lastAdjoints;
    for (int k = layerCount - 1; k >= 1; k--) {
      double[] next = adjoints[k + 1];
      double[] own = next.clone();
      for (int row = 0; row < own.length / d; row++) {
        for (int c = 0; c < d; c++) {
          double sum = 0;
          for (int a = 0; a < d; a++) {
            sum = Math.fma(jacobians[k][(row * d + a) * d + c], next[row * d + a], sum);
          }
          own[row * d + c] = Math.fma(h, sum, own[row * d + c]);
        }
      }
      adjoints[k] = own;
    }
    return adjoints;
  }

  private double[][] adjointsByIteration(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints) {
    int layerCount = layers.layerCount();
    double[][] guess = warm ? warmAdjoints.guess(layerCount, lastAdjoints.length) : null;
    AdjointSearch search =
        new AdjointSearch(layers, trajectory.states(), lastAdjoints, guess, tolerance);
    while (!search.isSettled() && search.evaluations() < MAX_PICARD && search.shrinks()) {
      search.evaluate();
    }
    if (!search.isSettled()) {
      search.walk();
    }
    report =
        new SolverReport(
            report.evaluations() + search.evaluations(), report.residual(), search.isSettled());
    if (warm) {
      warmAdjoints.add(search.adjoints());
    }
    double[][] fromOne = new double[layerCount + 1][];
    System.arraycopy(search.adjoints(), 0, fromOne, 1, layerCount);
    return fromOne;
  }

  @Override
  public Map<String, double[]> memory() {
    Map<String, double[]> memory = new TreeMap<>();
    warmStates.storeLastGuess(memory);
    warmAdjoints.storeNextGuess(memory);
    return memory;
  }

  @Override
  public void remember(Map<String, double[]> memory) {
    warmStates.restore(memory);
    warmAdjoints.restore(memory);
  }
}
