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
   * The constants of all resamples that can be fitted.
   *
   * @param groupCount with one group there are none
   */
  static Replicates replicates(int groupCount, Refit refit, long seed) {
    double[][] refits = groupCount < 2 ? new double[0][] : resample(groupCount, refit, seed);
    return new Replicates(refits, groupCount);
  }

  /**
   * The estimates of all constants.
   *
   * @param best fitted to all observations
   */
  static Estimate[] estimates(double[] best, Replicates replicates) {
    Estimate[] estimates = new Estimate[best.length];
    for (int j = 0; j < best.length; j++) {
      int term = j;
      estimates[j] =
          new Estimate(
              best[j],
              replicates.central(constants -> constants[term], 0.05),
              replicates.central(constants -> constants[term], 0.025));
    }
    return estimates;
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
