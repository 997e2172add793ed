package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.util.SizeEstimator;
import org.cotflow.kernel.ParticleBlock;
import org.junit.jupiter.api.Test;

class HeldBlockTest {
  /**
   * Spark's estimator takes a block's word for its size, and follows the references of its parts.
   */
  @Test
  void tellsAboutTheSizeThatSparkFinds() {
    ParticleBlock block = new ParticleBlock(0, 0, 256, 2, new double[256 * 5]);
    double[][] registers = {new double[1280], new double[40]};
    HeldBlock held = new HeldBlock(block, registers, new double[7]);
    long parts =
        SizeEstimator.estimate(block)
            + SizeEstimator.estimate(registers)
            + SizeEstimator.estimate(held.moveSums());
    assertEquals(held.estimatedSize(), SizeEstimator.estimate(held));
    assertEquals(parts, held.estimatedSize(), 128);
  }
}
