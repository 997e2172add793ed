package org.cotflow.theory.interval;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SemidefiniteProofTest {
  /** a I + b 1 1^T: eigenvalues a, and a + n b once. */
  private static double[] matrix(int n, double a, double b) {
    double[] entries = new double[n * n];
    Arrays.fill(entries, b);
    for (int i = 0; i < n; i++) {
      entries[i * n + i] += a;
    }
    return entries;
  }

  @Test
  void boundsAreProvedUpToRoundingAndNoFalseOneIs() {
    for (int n : new int[] {1, 2, 7, 50}) {
      double[] matrix = matrix(n, 0.25, 0.5);
      double trace = 0.75 * n;
      double least = n == 1 ? 0.75 : 0.25;
      double most = 0.25 + 0.5 * n;
      double room = (4 * n + 64) * 0x1p-53 * trace;
      assertTrue(SemidefiniteProof.atLeast(matrix, n, 0, least - room), "n = " + n);
      assertFalse(SemidefiniteProof.atLeast(matrix, n, 0, least), "n = " + n);
      assertFalse(SemidefiniteProof.atLeast(matrix, n, 1e-9, least - 1e-10), "n = " + n);
      assertTrue(SemidefiniteProof.atLeast(matrix, n, 1e-9, least - 1.1e-9), "n = " + n);
      assertTrue(SemidefiniteProof.atMost(matrix, n, 0, most + n * room), "n = " + n);
      assertFalse(SemidefiniteProof.atMost(matrix, n, 0, most), "n = " + n);
      assertFalse(SemidefiniteProof.atMost(matrix, n, 1e-9, most + 1e-10), "n = " + n);
    }
    assertTrue(SemidefiniteProof.atMost(new double[9], 3, 0, 0));
    assertFalse(SemidefiniteProof.atLeast(matrix(3, -1e-12, 1), 3, 0, 0));
  }

  @Test
  void intervalsHoldTheExactResults() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      double a = random.nextDouble(-3, 3);
      double b = random.nextDouble(-3, 3);
      Enclosure one = Enclosure.of(a);
      Enclosure other = Enclosure.of(b);
      BigDecimal x = new BigDecimal(a);
      BigDecimal y = new BigDecimal(b);
      assertHolds(one.plus(other), x.add(y));
      assertHolds(one.minus(other), x.subtract(y));
      assertHolds(one.times(other), x.multiply(y));
      assertHolds(one.squared(), x.multiply(x));
      assertHolds(one.plus(other).times(one), x.add(y).multiply(x));
      Enclosure root = Enclosure.of(Math.abs(a)).sqrt();
      assertTrue(new BigDecimal(root.lo()).pow(2).compareTo(x.abs()) <= 0);
      assertTrue(new BigDecimal(root.hi()).pow(2).compareTo(x.abs()) >= 0);
      Enclosure quotient = one.dividedBy(Enclosure.of(Math.abs(b)));
      assertTrue(new BigDecimal(quotient.lo()).multiply(y.abs()).compareTo(x) <= 0);
      assertTrue(new BigDecimal(quotient.hi()).multiply(y.abs()).compareTo(x) >= 0);
    }
  }

  private static void assertHolds(Enclosure interval, BigDecimal exact) {
    assertTrue(new BigDecimal(interval.lo()).compareTo(exact) <= 0, interval + " " + exact);
    assertTrue(new BigDecimal(interval.hi()).compareTo(exact) >= 0, interval + " " + exact);
  }

  /** Two computations of their own, each within its error of the exact function. */
}
