package org.cotflow.transport.solver;

import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;

/**
 * Entropic optimal transport in the log domain, and the interval for W_2^2 that follows from it.
 *
 * <pre>
 *   f = softmin(g), g = softmin(f)      until  sum_i |row sum_i - a_i| is below the tolerance
 *   lower = sum_i a_i f'_i + sum_j b_j g'_j,   g' = c-transform of the c-transform f' of g
 *   upper = cost of the rounded plan ({@link RoundedPlan})
 *   estimate = OT_eps(mu, nu) - (OT_eps(mu, mu) + OT_eps(nu, nu)) / 2, clipped to [lower, upper]
 * </pre>
 *
 * <p>Epsilon falls by halves from the mean cost to its last value, with a few sweeps each. The
 * interval is rigorous, rounding included, whether or not the iteration converged. One sweep costs
 * 2 n m exponentials; nothing of size n m is kept beyond the costs.
 *
 * <p>Sources: M. Cuturi, NeurIPS 2013; B. Schmitzer, SIAM J. Sci. Comput. 41, 2019 (log domain,
 * scaling of epsilon); J. Feydy et al., AISTATS 2019 (the debiased divergence).
 */
final class EntropicSolver {
  private static final int SWEEPS_PER_STAGE = 3;

  private final PointCloud source;
  private final PointCloud target;
  private final Metric metric;
  private final long keptEntries;
  private final EntropicOptions options;
  private final double[] sourceMasses;
  private final double[] targetMasses;

  private EntropicSolver(
      PointCloud source,
      PointCloud target,
      Metric metric,
      long keptEntries,
      EntropicOptions options) {
    this.source = source;
    this.target = target;
    this.metric = metric;
    this.keptEntries = keptEntries;
    this.options = options;
    this.sourceMasses = source.masses();
    this.targetMasses = target.masses();
  }

  static EntropicPlan solve(
      PointCloud source,
      PointCloud target,
      Metric metric,
      long keptEntries,
      EntropicOptions options) {
    return new EntropicSolver(source, target, metric, keptEntries, options).run();
  }

  private EntropicPlan run() {
    CostRows costs = new CostRows(source, target, metric, keptEntries);
    CostRows transposed = new CostRows(target, source, metric, keptEntries);
    double meanCost = meanCost(costs);
    double[] f = new double[source.count()];
    double[] g = new double[target.count()];
    if (meanCost == 0) {
      SquaredDistance zero =
          new SquaredDistance(TransportMethod.ENTROPIC, 0, 0, costs.absoluteError(), true, 0, 0);
      return new EntropicPlan(zero, 0);
    }
    double epsilon = options.relativeEpsilon() * meanCost;
    Balance balance = balance(costs, transposed, f, g, meanCost, epsilon);
    double upper = new RoundedPlan(costs, sourceMasses, targetMasses, f, g, epsilon).upperBound();
    double lower = Math.min(upper, lowerBound(costs, transposed, g));
    Balance sourceSelf = new Balance();
    Balance targetSelf = new Balance();
    double debiased =
        mean(source, f)
            + mean(target, g)
            - selfCost(source, meanCost, epsilon, sourceSelf)
            - selfCost(target, meanCost, epsilon, targetSelf);
    double value = Math.min(upper, Math.max(lower, debiased));
    boolean converged = balance.converged && sourceSelf.converged && targetSelf.converged;
    long sweeps = balance.sweeps + sourceSelf.sweeps + targetSelf.sweeps;
    SquaredDistance squared =
        new SquaredDistance(
            TransportMethod.ENTROPIC, value, lower, upper, converged, sweeps, balance.error);
    return new EntropicPlan(squared, debiased);
  }

  /** How the iteration ended. */
  private static final class Balance {
    private long sweeps;
    private double error = Double.POSITIVE_INFINITY;
    private boolean converged;
  }

  /** Sweeps until rows balance; ends with a step of f, so that row sums are met to rounding. */
  private Balance balance(
      CostRows costs,
      CostRows transposed,
      double[] f,
      double[] g,
      double firstEpsilon,
      double lastEpsilon) {
    SoftMinimum overTargets = new SoftMinimum(costs, targetMasses);
    SoftMinimum overSources = new SoftMinimum(transposed, sourceMasses);
    for (double epsilon = firstEpsilon; epsilon > lastEpsilon; epsilon /= 2) {
      for (int sweep = 0; sweep < SWEEPS_PER_STAGE; sweep++) {
        overTargets.apply(g, epsilon, f);
        overSources.apply(f, epsilon, g);
      }
    }
    Balance balance = new Balance();
    double[] previous = new double[f.length];
    overTargets.apply(g, lastEpsilon, f);
    while (!balance.converged && balance.sweeps < options.largestSweepCount()) {
      overSources.apply(f, lastEpsilon, g);
      System.arraycopy(f, 0, previous, 0, f.length);
      overTargets.apply(g, lastEpsilon, f);
      balance.sweeps++;
      balance.error = marginalError(sourceMasses, previous, f, lastEpsilon);
      balance.converged = balance.error <= options.tolerance();
    }
    return balance;
  }

  /** The row sums before f moved to {@code next} were a_i exp((f_i - next_i) / eps). */
  private static double marginalError(
      double[] masses, double[] previous, double[] next, double epsilon) {
    double error = 0;
    for (int i = 0; i < masses.length; i++) {
      double ratio = SoftMinimum.exp((previous[i] - next[i]) / epsilon);
      error += masses[i] * Math.abs(ratio - 1);
    }
    return error;
  }

  /** OT_eps(mu, mu) / 2: by the symmetric averaged iteration p = (p + softmin(p)) / 2. */
  private double selfCost(
      PointCloud cloud, double firstEpsilon, double lastEpsilon, Balance balance) {
    CostRows costs = new CostRows(cloud, cloud, metric, keptEntries);
    double[] masses = cloud.masses();
    SoftMinimum softMinimum = new SoftMinimum(costs, masses);
    double[] potential = new double[cloud.count()];
    double[] next = new double[cloud.count()];
    for (double epsilon = firstEpsilon; epsilon > lastEpsilon; epsilon /= 2) {
      softMinimum.apply(potential, epsilon, next);
      average(potential, next);
    }
    while (!balance.converged && balance.sweeps < options.largestSweepCount()) {
      softMinimum.apply(potential, lastEpsilon, next);
      balance.error = marginalError(masses, potential, next, lastEpsilon);
      balance.converged = balance.error <= options.tolerance();
      average(potential, next);
      balance.sweeps++;
    }
    return mean(cloud, potential);
  }

  private static void average(double[] potential, double[] next) {
    for (int i = 0; i < potential.length; i++) {
      potential[i] = 0.5 * (potential[i] + next[i]);
    }
  }

  private double lowerBound(CostRows costs, CostRows transposed, double[] g) {
    double[] potentials = DualBound.of(costs, source, target, g).sourcePotentials();
    double[] prices = DualBound.of(transposed, target, source, potentials).sourcePotentials();
    DualBound bound = DualBound.of(costs, source, target, prices);
    return Math.max(0, bound.value() - bound.rounding());
  }

  private static double mean(PointCloud cloud, double[] values) {
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < values.length; i++) {
      sum.add(cloud.unitsOf(i) * values[i]);
    }
    return sum.value() / cloud.totalUnits();
  }

  private double meanCost(CostRows costs) {
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < costs.rows(); i++) {
      double[] row = costs.row(i);
      double rowSum = 0;
      for (int j = 0; j < row.length; j++) {
        rowSum = Math.fma(targetMasses[j], row[j], rowSum);
      }
      sum.add(sourceMasses[i] * rowSum);
    }
    return sum.value();
  }
}
