package org.cotflow.run.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cotflow.engine.EngineSpec.Propagation;
import org.junit.jupiter.api.Test;

class PropagationChoiceTest {
  @Test
  void deepNetworksOfSmallStatesAreSearchedByNewton() {
    assertEquals(Propagation.NEWTON, PropagationChoice.onSpark(128, 2, 250, 128 * 256));
  }

  @Test
  void shallowNetworksAreWalked() {
    for (int depth : new int[] {1, 2, 8, 16}) {
      assertEquals(Propagation.SWEEP, PropagationChoice.onSpark(depth, 2, 250, 256 * depth));
    }
    assertEquals(Propagation.NEWTON, PropagationChoice.onSpark(17, 2, 250, 256 * 17));
  }

  @Test
  void deepNetworksOfLargeStatesAreSearchedByPicard() {
    assertEquals(Propagation.PICARD, PropagationChoice.onSpark(512, 512, 100, 512 * 64));
  }

  @Test
  void hugeMeasuresAreWalkedBecauseSearchingWouldCostMoreThanItsJobs() {
    assertEquals(Propagation.SWEEP, PropagationChoice.onSpark(24, 64, 1500, 24_000_000));
  }
}
