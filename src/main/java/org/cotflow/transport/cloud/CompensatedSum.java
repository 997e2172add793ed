package org.cotflow.transport.cloud;

/**
 * A running sum whose rounding error does not grow with the number of terms: |computed - exact| is
 * at most 2^-53 |exact| + O(n^2 2^-106) sum |terms|.
 *
 * <p>Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
 * ZAMM 54, 1974.
 */
public final class CompensatedSum {
  private double sum;
  private double lost;

  public void add(double term) {
    double next = sum + term;
    if (Math.abs(sum) >= Math.abs(term)) {
      lost += (sum - next) + term;
    } else {
      lost += (term - next) + sum;
    }
    sum = next;
  }

  public double value() {
    return sum + lost;
  }
}
