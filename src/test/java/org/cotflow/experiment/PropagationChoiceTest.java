package org.cotflow.experiment;

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
    assertEquals(Propagation.SWEEP, PropagationChoice.onSpark(2, 2, 250, 512));
  }

  @Test
  void deepNetworksOfLargeStatesAreSearchedByPicard() {
    assertEquals(Propagation.PICARD, PropagationChoice.onSpark(512, 512, 100, 512 * 64));
  }

  @Test
  void hugeMeasuresAreWalkedBecauseSearchingWouldCostMoreThanItsJobs() {
    assertEquals(Propagation.SWEEP, PropagationChoice.onSpark(8, 64, 1500, 8_000_000));
  }
}
