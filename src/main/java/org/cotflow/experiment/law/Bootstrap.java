package org.cotflow.experiment.law;

import java.util.Arrays;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;

/**
 * Percentile intervals over replicas: the constants are fitted again to resamples, each of which
 * draws as many replica groups with replacement as there are.
 *
 * <pre>
 *   interval at confidence 1 - 2 q:   from the q'- to the (1 - q')-percentile of the refits,
 *   q' = Phi(-sqrt(n / (n - 1)) t_{n-1, 1 - q})
 * </pre>
 *
 * <p>for n groups: plain percentiles are too narrow by sqrt((n - 1)/n) and by the normal for
 * Student's distribution, which for 5 replicas is a factor 1.6 (see {@link
 * Percentiles#expandedTail}). Resamples whose design is singular are left out.
 *
 * <p>Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13; Hesterberg,
 * The American Statistician 69 (2015).
 */
final class Bootstrap {
  static final int RESAMPLES = 2000;

  private Bootstrap() {}

  /** The constants for given counts of the replica groups; null where they cannot be told. */
  interface Refit {
    double[] constants(int[] counts);
  }

  /**
   * The estimates of all constants.
   *
   * @param best fitted to all observations
   * @param groupCount with one group the intervals are unknown
   */
  static Estimate[] estimates(double[] best, int groupCount, Refit refit, long seed) {
    Estimate[] estimates = new Estimate[best.length];
    double[][] refits = groupCount < 2 ? new double[0][] : resample(groupCount, refit, seed);
    for (int j = 0; j < best.length; j++) {
      double[] sorted = new double[refits.length];
      for (int b = 0; b < refits.length; b++) {
        sorted[b] = refits[b][j];
      }
      Arrays.sort(sorted);
      estimates[j] =
          new Estimate(
              best[j], interval(sorted, 0.05, groupCount), interval(sorted, 0.025, groupCount));
    }
    return estimates;
  }

  private static Interval interval(double[] sorted, double tail, int groupCount) {
    if (sorted.length < RESAMPLES / 2) {
      return Interval.UNKNOWN;
    }
    double q = Percentiles.expandedTail(tail, groupCount);
    return new Interval(Percentiles.at(sorted, q), Percentiles.at(sorted, 1 - q));
  }

  private static double[][] resample(int groupCount, Refit refit, long seed) {
    RandomStream stream = new RandomStream(seed, Purpose.RESAMPLING);
    double[][] refits = new double[RESAMPLES][];
    int filled = 0;
    int[] counts = new int[groupCount];
    for (int b = 0; b < RESAMPLES; b++) {
      Arrays.fill(counts, 0);
      for (int draw = 0; draw < groupCount; draw++) {
        counts[(int) (stream.uniform(b, draw, 0) * groupCount)]++;
      }
      double[] constants = refit.constants(counts);
      if (constants != null) {
        refits[filled++] = constants;
      }
    }
    return Arrays.copyOf(refits, filled);
  }
}
