package org.cotflow.theory.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.kernel.Activation;
import org.junit.jupiter.api.Test;

class KnownActivationTest {
  @Test
  void activationsAgreeWithThoseOfTheKernels() {
    SplittableRandom random = new SplittableRandom(6);
    for (KnownActivation known : KnownActivation.values()) {
      Activation activation = Activation.valueOf(known.name());
      for (int i = 0; i < 2000; i++) {
        double z = random.nextDouble(-1, 1) * (i % 2 == 0 ? 3 : 40);
        double value = activation.value(z);
        assertEquals(value, known.value(z), 2 * known.error(value));
        assertEquals(
            activation.derivative(z, value), known.slope(z), 2 * known.slopeError, "z = " + z);
      }
    }
    assertTrue(KnownActivation.TANH.curvatureIsAtMost(0.76980035891950105));
    assertFalse(KnownActivation.TANH.curvatureIsAtMost(0.76980035891950));
    assertFalse(KnownActivation.SIGMOID.curvatureIsAtMost(0.0962250));
    assertTrue(KnownActivation.GELU.curvatureIsAtMost(0.79788456080287));
    assertFalse(KnownActivation.GELU.curvatureIsAtMost(0.79788456080286));
    assertTrue(KnownActivation.RELU.curvatureIsAtMost(null));
    assertFalse(KnownActivation.RELU.curvatureIsAtMost(1e300));
    for (KnownActivation known : KnownActivation.values()) {
      assertTrue(known == KnownActivation.RELU || !known.curvatureIsAtMost(null), known.name());
    }
  }
}
