package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;

class ReducePlanTest {
  private static final MeasureShape WIDE =
      new MeasureShape(Neuron.layout(2), new int[] {25600, 25600}, 256);
  private static final MeasureShape NARROW =
      new MeasureShape(Neuron.layout(2), new int[] {256, 256, 256}, 256);

  private static ReducePlan plan(MeasureShape shape, int partitions, long limit) {
    return new ReducePlan(
        shape, BlockPartitions.of(shape, partitions), new ResultLimit(limit), false);
  }

  @Test
  void nodesAreThoseThatTheTreeLeavesOpen() {
    for (int low = 0; low < 40; low++) {
      TreeSum tree = new TreeSum();
      for (int high = low + 1; high < 70; high++) {
        tree.add(high - 1, new double[1]);
        assertEquals(tree.nodes().size(), ReducePlan.nodesOf(low, high), low + " to " + high);
      }
    }
  }

  @Test
  void aLayerThatEndsWithinAPartitionIsCountedThere() {
    assertEquals(3, plan(NARROW, 1, 0).nodes(0, 3));
    assertEquals(3, plan(NARROW, 3, 0).nodes(0, 3));
    // 100 blocks are 64 + 32 + 4.
    assertEquals(6, plan(WIDE, 1, 0).nodes(0, 2));
    assertEquals(3, plan(WIDE, 1, 0).nodes(1, 2));
    assertEquals(200, plan(WIDE, 200, 0).nodes(0, 2));
  }

  @Test
  void executorsMergeWhereManyLargeNodesWouldCome() {
    int large = (int) (SparkLayout.WORTHWHILE_BYTES / 8 / 200) + 1;
    assertTrue(plan(WIDE, 200, 0).onExecutors(0, 2, large));
    assertFalse(plan(WIDE, 200, 0).onExecutors(0, 2, large - 2));
    assertFalse(plan(WIDE, 1, 0).onExecutors(0, 2, 100 * large));
    assertFalse(plan(NARROW, 3, 1).onExecutors(0, 3, large));
    assertTrue(plan(WIDE, 200, 1 << 20).onExecutors(0, 2, 500));
    assertEquals(8L * 2 * large, plan(WIDE, 200, 0).driverBytes(0, 2, large));
    assertEquals(8L * 200 * 10, plan(WIDE, 200, 0).driverBytes(0, 2, 10));
  }

  @Test
  void aResultThatSparkWouldRefuseIsRefusedBefore() {
    ReducePlan plan = plan(NARROW, 3, 3L << 20);
    assertDoesNotThrow(() -> plan.requireFits(0, 3, 1 << 17));
    UserInputException error =
        assertThrows(UserInputException.class, () -> plan.requireFits(0, 3, 1 << 18));
    assertEquals(
        "spark.driver.maxResultSize is 3m, but a job of this run returns 6m of sums; set"
            + " spark.conf { spark.driver.maxResultSize = 7m } or more, and give the driver twice"
            + " that",
        error.getMessage());
    assertDoesNotThrow(() -> plan(NARROW, 3, 0).requireFits(0, 3, 1 << 27));
  }
}
