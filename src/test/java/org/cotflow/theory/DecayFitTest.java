package org.cotflow.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DecayFitTest {
  @Test
  void anExponentialIsFound() {
    double[] times = {1, 1.5, 2.5, 4, 7};
    double[] risks = new double[times.length];
    for (int i = 0; i < times.length; i++) {
      risks[i] = 5 * StrictMath.exp(-0.3 * times[i]);
    }
    DecayFit fit = DecayFit.of(times, risks);
    assertEquals(0.3, fit.rate(), 1e-14);
    assertEquals(1, fit.rSquared(), 1e-14);
    assertEquals(5, fit.count());
    assertEquals(1, fit.fromTime());
    assertEquals(7, fit.toTime());
    risks[2] *= 3;
    assertTrue(DecayFit.of(times, risks).rSquared() < 0.9);
  }

  @Test
  void whatCannotBeFittedIsNull() {
    assertNull(DecayFit.of(new double[] {0, 1}, new double[] {2, 1}));
    assertNull(DecayFit.of(new double[] {0, 1, 2}, new double[] {2, 1, 0}));
    assertNull(DecayFit.of(new double[] {0, 1, 2}, new double[] {2, Double.NaN, 1}));
  }
}
