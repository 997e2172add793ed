package org.cotflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A sweep foresees its end from the work of its trials. */
class SweepWorkTest {
  private static final long SECOND = 1_000_000_000L;

  /** One trial of 90 nominal seconds, then a hundred of 0.1: the first is nine tenths of all. */
  @Test
  void trialsCountByTheirWork() {
    SweepWork work = new SweepWork(100);
    work.begun(90, 0);
    assertEquals(0.9, work.finished(90, 45 * SECOND), 1e-12);
    double share = 0;
    for (int i = 0; i < 100; i++) {
      work.begun(0.1, 46 * SECOND);
      share = work.finished(0.1, 46 * SECOND);
    }
    assertEquals(1, share, 1e-9);
  }

  /** On four threads the four widest end together: the first of them to end shows all four. */
  @Test
  void trialsInProgressCountByTheTimeTheyHaveRun() {
    SweepWork work = new SweepWork(100);
    for (int i = 0; i < 3; i++) {
      work.begun(20, 0);
    }
    work.begun(20, 20 * SECOND);
    double share = work.finished(20, 40 * SECOND);
    assertEquals(0.2 + 0.2 + 0.2 + 0.1, share, 1e-12);
    // 40 s for 0.7 of the work: 17 s are left, not the 160 s that one trial in 100 s would say.
    assertEquals(17.14, 40 * (1 / share - 1), 0.01);
  }

  @Test
  void aTrialInProgressIsNeverMoreThanDone() {
    SweepWork work = new SweepWork(100);
    work.begun(10, 0);
    work.begun(5, 0);
    assertEquals(0.15, work.finished(10, 10 * SECOND), 1e-12);
  }

  /** On a cluster nothing is known of trials before they end. */
  @Test
  void trialsWhoseBeginWasNotSeenCountWhenTheyEnd() {
    SweepWork work = new SweepWork(100);
    assertEquals(0.6, work.finished(60, 30 * SECOND), 1e-12);
    assertEquals(1, work.finished(40, 40 * SECOND), 1e-12);
    assertEquals(1, new SweepWork(0).finished(0, SECOND), 0);
  }
}
