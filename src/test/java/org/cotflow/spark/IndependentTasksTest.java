package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks come back one by one, and are given up when nobody wants them. */
class IndependentTasksTest {
  private static JavaSparkContext context;
  private static IndependentTasks tasks;

  @BeforeAll
  static void start() {
    context = TestContexts.local(2);
    tasks = new IndependentTasks(context);
  }

  @AfterAll
  static void stop() {
    context.stop();
  }

  /** Multiplies by what is shared; 13 is nobody's, and 99 does not end by itself. */
  private record Times(int number) implements IndependentTasks.Work<Integer, Integer> {
    private static final CountDownLatch ENDLESS = new CountDownLatch(1);
    private static final CountDownLatch GIVEN_UP = new CountDownLatch(1);
    private static final AtomicInteger BEGUN = new AtomicInteger();

    @Override
    public Integer run(Integer shared, java.util.function.BooleanSupplier interrupted) {
      BEGUN.incrementAndGet();
      if (number == 99) {
        ENDLESS.countDown();
        while (!interrupted.getAsBoolean()) {
          Thread.onSpinWait();
        }
        GIVEN_UP.countDown();
      }
      if (number == -1) {
        throw new UserInputException("a task that fails");
      }
      return number == 13 ? null : number * shared;
    }
  }

  private static List<Times> times(int... numbers) {
    return IntStream.of(numbers).mapToObj(Times::new).toList();
  }

  @Test
  void everyResultComesOnceOnTheCallingThread() throws Exception {
    Map<Integer, Integer> results = Collections.synchronizedMap(new HashMap<>());
    Thread caller = Thread.currentThread();
    tasks.run(
        times(5, 13, 7, 8),
        10,
        (index, result) -> {
          assertEquals(caller, Thread.currentThread());
          assertEquals(null, results.put(index, result));
        },
        () -> false);
    assertEquals(Map.of(0, 50, 2, 70, 3, 80), results);
  }

  @Test
  void resultsComeBeforeAllTasksHaveEndedAndTheRestIsGivenUp() throws Exception {
    List<Integer> results = new ArrayList<>();
    // A task that has not begun when the call stops never begins: wait for the one to be told.
    tasks.run(
        times(1, 99),
        1,
        (index, result) -> results.add(result),
        () -> !results.isEmpty() && Times.ENDLESS.getCount() == 0);
    assertEquals(List.of(1), results);
    assertTrue(Times.GIVEN_UP.await(10, TimeUnit.MINUTES), "the task was told");
  }

  @Test
  void whatATaskOrTheSinkThrowsEndsTheCall() {
    SparkFailureException failed =
        assertThrows(
            SparkFailureException.class,
            () -> tasks.run(times(-1), 1, (index, result) -> {}, () -> false));
    assertTrue(failed.getMessage().contains("a task that fails"), failed.getMessage());
    assertThrows(
        java.io.IOException.class,
        () ->
            tasks.run(
                times(1, 2),
                1,
                (index, result) -> {
                  throw new java.io.IOException("no room");
                },
                () -> false));
  }

  @Test
  void oneThatFailsStopsNoOtherWhereTheSinkTakesIt() throws Exception {
    Map<Integer, Object> outcomes = new HashMap<>();
    tasks.run(times(5, -1, 7), 10, new Recorder(outcomes), () -> false);
    assertEquals(50, outcomes.get(0));
    assertEquals(70, outcomes.get(2));
    assertEquals("org.cotflow.base.UserInputException: a task that fails", outcomes.get(1));
  }

  /** Keeps results and reasons by the tasks' indices. */
  record Recorder(Map<Integer, Object> outcomes) implements IndependentTasks.Sink<Integer> {
    @Override
    public void take(int index, Integer result) {
      assertEquals(null, outcomes.put(index, result));
    }

    @Override
    public void failed(int index, String reason, Throwable failure) {
      assertEquals(null, outcomes.put(index, reason));
    }
  }

  @Test
  void toldToStopBeforehandItDoesNothing() throws Exception {
    int before = Times.BEGUN.get();
    tasks.run(times(1, 2), 1, (index, result) -> {}, () -> true);
    assertEquals(0, context.sc().statusTracker().getActiveJobIds().length);
    assertEquals(before, Times.BEGUN.get());
  }

  @Test
  void tasksBeginInTheOrderGivenHoweverMany() throws Exception {
    List<Integer> results = new ArrayList<>();
    int[] numbers = IntStream.range(100, 300).toArray();
    tasks.run(times(numbers), 1, (index, result) -> results.add(result), () -> false);
    assertEquals(numbers.length, results.size());
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(numbers[i], results.get(i), 20, results.toString());
    }
  }

  @Test
  void withoutTasksNothingHappens() throws Exception {
    tasks.run(List.<Times>of(), 1, (index, result) -> {}, () -> false);
    assertEquals(0, context.sc().statusTracker().getActiveJobIds().length);
  }
}
