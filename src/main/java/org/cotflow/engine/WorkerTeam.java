package org.cotflow.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share out the tasks of one pass after another. A pass over one layer
 * can take less than a millisecond, so workers spin for a moment before they sleep, and the calling
 * thread works too.
 *
 * <p>Which thread runs which task is not determined; tasks write to places of their own.
 */
final class WorkerTeam implements AutoCloseable {
  /** One task of a pass. */
  interface Task {
    /**
     * @param index which task
     * @param worker the thread's number, for its scratch
     */
    void run(int index, int worker);
  }

  private record Pass(
      int number, int taskCount, Task task, AtomicInteger next, AtomicInteger open) {}

  private static final long SPIN_NANOS = 200_000;

  private final Thread[] threads;
  private volatile Pass current = new Pass(0, 0, null, new AtomicInteger(), new AtomicInteger());
  private volatile Throwable failure;
  private volatile boolean closed;

  /**
   * @param size threads in all, the caller's included
   */
  WorkerTeam(int size) {
    threads = new Thread[size - 1];
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] = new Thread(() -> serve(worker), "cotflow-worker-" + worker);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  int size() {
    return threads.length + 1;
  }

  /** Runs tasks 0 .. taskCount-1 and returns when all have ended. Only one caller at a time. */
  void run(int taskCount, Task task) {
    if (threads.length == 0 || taskCount == 1) {
      for (int index = 0; index < taskCount; index++) {
        task.run(index, 0);
      }
      return;
    }
    Pass pass =
        new Pass(
            current.number() + 1,
            taskCount,
            task,
            new AtomicInteger(),
            new AtomicInteger(taskCount));
    failure = null;
    current = pass;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    work(pass, 0);
    while (pass.open().get() > 0) {
      Thread.onSpinWait();
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("a worker failed: " + thrown, thrown);
    }
  }

  private void work(Pass pass, int worker) {
    for (int index = pass.next().getAndIncrement();
        index < pass.taskCount();
        index = pass.next().getAndIncrement()) {
      try {
        pass.task().run(index, worker);
      } catch (RuntimeException | Error thrown) {
        failure = thrown;
      } finally {
        pass.open().decrementAndGet();
      }
    }
  }

  private void serve(int worker) {
    int done = 0;
    long idleSince = System.nanoTime();
    while (!closed) {
      Pass pass = current;
      if (pass.number() != done) {
        work(pass, worker);
        done = pass.number();
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
