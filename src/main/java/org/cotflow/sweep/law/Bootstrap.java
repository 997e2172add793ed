package org.cotflow.sweep.law;

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
  private static final int FEW_RESAMPLES = 400;

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

  /**
   * The standard errors of many numbers at once, from fewer resamples than percentiles need:
   *
   * <pre>
   *   sqrt(n / (n - 1)) times the standard deviation over resamples, for n groups
   * </pre>
   *
   * <p>which for a mean over groups is the usual standard error.
   */
  static double[] standardError(int groupCount, int length, Refit refit, long seed) {
    RandomStream stream = new RandomStream(seed, Purpose.RESAMPLING);
    double[] mean = new double[length];
    double[] squares = new double[length];
    int filled = 0;
    for (int b = 0; b < FEW_RESAMPLES; b++) {
      double[] refitted = refit.constants(counts(stream, b, groupCount));
      if (refitted != null) {
        filled++;
        for (int c = 0; c < length; c++) {
          double away = refitted[c] - mean[c];
          mean[c] += away / filled;
          squares[c] = Math.fma(away, refitted[c] - mean[c], squares[c]);
        }
      }
    }
    double factor = groupCount / (groupCount - 1.0) / (filled - 1.0);
    return Arrays.stream(squares).map(sum -> Math.sqrt(sum * factor)).toArray();
  }

  /** How often each group is drawn. */
  private static int[] counts(RandomStream stream, int resample, int groupCount) {
    int[] counts = new int[groupCount];
    for (int draw = 0; draw < groupCount; draw++) {
      counts[(int) (stream.uniform(resample, draw, 0) * groupCount)]++;
    }
    return counts;
  }

  private static double[][] resample(int groupCount, Refit refit, long seed) {
    RandomStream stream = new RandomStream(seed, Purpose.RESAMPLING);
    double[][] refits = new double[RESAMPLES][];
    int filled = 0;
    for (int b = 0; b < RESAMPLES; b++) {
      double[] constants = refit.constants(counts(stream, b, groupCount));
      if (constants != null) {
        refits[filled++] = constants;
      }
    }
    return Arrays.copyOf(refits, filled);
  }
}
