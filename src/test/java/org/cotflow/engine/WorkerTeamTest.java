package org.cotflow.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class WorkerTeamTest {
  @Test
  void runsEachTaskOfEachPassOnce() {
    try (WorkerTeam team = new WorkerTeam(3)) {
      for (int pass = 0; pass < 20_000; pass++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(pass % 7 + 1);
        team.run(runs.length(), (index, worker) -> runs.incrementAndGet(index));
        for (int index = 0; index < runs.length(); index++) {
          assertEquals(1, runs.get(index));
        }
      }
    }
  }

  @Test
  void allThreadsShareTheVeryFirstPassAndOneAfterASleep() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam(3)) {
      assertEquals(Set.of(0, 1, 2), workersThatMeet(team));
      Thread.sleep(20); // a hundred times as long as workers wait before they sleep
      assertEquals(Set.of(0, 1, 2), workersThatMeet(team));
    }
  }

  /** Three tasks that end together: only three threads can run them. */
  private static Set<Integer> workersThatMeet(WorkerTeam team) {
    CountDownLatch meeting = new CountDownLatch(3);
    Set<Integer> workers = ConcurrentHashMap.newKeySet();
    team.run(
        3,
        (index, worker) -> {
          workers.add(worker);
          meeting.countDown();
          try {
            assertTrue(meeting.await(500, TimeUnit.SECONDS), "three threads meet");
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        });
    return workers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void theFailureOfTheFirstTaskComesOutAndTheTeamGoesOn(int threads) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      IllegalArgumentException first = new IllegalArgumentException("no");
      for (int pass = 0; pass < 100; pass++) {
        assertSame(
            first,
            assertThrows(
                IllegalArgumentException.class, () -> team.run(8, (i, worker) -> fail(i, first))));
      }
      assertEquals(0 + 1 + 2, sumOfIndices(team, 3));
    }
  }

  private static void fail(int index, IllegalArgumentException first) {
    if (index == 3) {
      throw first;
    }
    if (index > 3) {
      throw new AssertionError("of a later task");
    }
  }

  private static int sumOfIndices(WorkerTeam team, int count) {
    AtomicIntegerArray sum = new AtomicIntegerArray(1);
    team.run(count, (index, worker) -> sum.addAndGet(0, index));
    return sum.get(0);
  }
}
