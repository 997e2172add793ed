package org.cotflow.theory;

/**
 * How fast the risk decays: the least-squares line log L(t) = c - rate t over a window of flow
 * times.
 *
 * @param count points in the fit, at least 3
 * @param fromTime the window's first flow time
 * @param toTime its last
 * @param rSquared the share of the variance of log L that the line explains; NaN where log L is
 *     constant
 */
public record DecayFit(double rate, double rSquared, int count, double fromTime, double toTime) {

  /**
   * Fits; null where fewer than 3 points, all at one time, or a risk that is not positive make that
   * impossible.
   *
   * @param times ascending
   * @param risks as many
   */
  public static DecayFit of(double[] times, double[] risks) {
    int n = times.length;
    if (n < 3 || times[0] == times[n - 1]) {
      return null;
    }
    double[] logs = new double[n];
    double meanTime = 0;
    double meanLog = 0;
    for (int i = 0; i < n; i++) {
      if (!(risks[i] > 0) || Double.isInfinite(risks[i])) {
        return null;
      }
      logs[i] = StrictMath.log(risks[i]);
      meanTime += times[i] / n;
      meanLog += logs[i] / n;
    }
    double timeSquares = 0;
    double logSquares = 0;
    double products = 0;
    for (int i = 0; i < n; i++) {
      double time = times[i] - meanTime;
      double log = logs[i] - meanLog;
      timeSquares = Math.fma(time, time, timeSquares);
      logSquares = Math.fma(log, log, logSquares);
      products = Math.fma(time, log, products);
    }
    double rSquared =
        logSquares == 0 ? Double.NaN : products / timeSquares * (products / logSquares);
    return new DecayFit(-products / timeSquares, rSquared, n, times[0], times[n - 1]);
  }
}
