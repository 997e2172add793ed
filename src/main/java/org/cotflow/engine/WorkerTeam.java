package org.cotflow.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share out the tasks of one pass after another. A pass over one layer
 * can take some microseconds, so workers spin for a moment before they sleep, the calling thread
 * works too, and all that a pass shares between the threads fits one cache line.
 *
 * <p>Which thread runs which task is not determined; tasks write to places of their own.
 */
public final class WorkerTeam implements AutoCloseable {
  /** One task of a pass. */
  public interface Task {
    /**
     * @param index which task
     * @param worker the thread's number, for its scratch
     */
    void run(int index, int worker);
  }

  private static final class Pass {
    static final AtomicIntegerFieldUpdater<Pass> NEXT =
        AtomicIntegerFieldUpdater.newUpdater(Pass.class, "next");
    static final AtomicIntegerFieldUpdater<Pass> OPEN =
        AtomicIntegerFieldUpdater.newUpdater(Pass.class, "open");

    final int taskCount;
    final Task task;

    /** The first task that nobody has taken. */
    volatile int next;

    /** Tasks that have not ended. */
    volatile int open;

    /** What the first of the tasks that failed has thrown. */
    private Throwable failure;

    private int failed = Integer.MAX_VALUE;

    Pass(int taskCount, Task task) {
      this.taskCount = taskCount;
      this.task = task;
      this.open = taskCount;
    }

    synchronized void fail(int index, Throwable thrown) {
      if (index < failed) {
        failed = index;
        failure = thrown;
      }
    }

    synchronized Throwable failure() {
      return failure;
    }
  }

  /** Before the first pass. */
  private static final Pass NONE = new Pass(0, null);

  private static final VarHandle ASLEEP = MethodHandles.arrayElementVarHandle(boolean[].class);
  private static final long SPIN_NANOS = 200_000;

  /** Turns of a waiting loop that take some ten microseconds. */
  private static final int SPINS = 500;

  private final Thread[] threads;
  private final boolean[] asleep;
  private volatile Pass current = NONE;
  private volatile boolean closed;

  /** The threads that a user asks for: one for each processor where {@code wanted} is null. */
  public static int size(Integer wanted) {
    return wanted == null ? Runtime.getRuntime().availableProcessors() : wanted;
  }

  /**
   * @param size threads in all, the caller's included
   */
  public WorkerTeam(int size) {
    threads = new Thread[size - 1];
    asleep = new boolean[size - 1];
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] = new Thread(() -> serve(worker), "cotflow-worker-" + worker);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  public int size() {
    return threads.length + 1;
  }

  /**
   * Runs tasks 0 .. taskCount-1 and returns when all have ended. Only one caller at a time. Of
   * several failures that of the first task is thrown, as it is, whatever the number of threads.
   */
  public void run(int taskCount, Task task) {
    if (threads.length == 0 || taskCount == 1) {
      for (int index = 0; index < taskCount; index++) {
        task.run(index, 0);
      }
      return;
    }
    Pass pass = new Pass(taskCount, task);
    current = pass;
    wakeSleepers();
    work(pass, 0);
    for (int spins = 0; pass.open > 0; spins++) {
      waitALittle(spins);
    }
    Throwable thrown = pass.failure();
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw (RuntimeException) thrown;
    }
  }

  private void work(Pass pass, int worker) {
    int done = 0;
    for (int index = Pass.NEXT.getAndIncrement(pass);
        index < pass.taskCount;
        index = Pass.NEXT.getAndIncrement(pass)) {
      try {
        pass.task.run(index, worker);
      } catch (Throwable thrown) {
        pass.fail(index, thrown);
      }
      done++;
    }
    if (done > 0) {
      Pass.OPEN.addAndGet(pass, -done);
    }
  }

  private void serve(int worker) {
    Pass done = NONE;
    long idleSince = System.nanoTime();
    int spins = 0;
    while (!closed) {
      Pass pass = current;
      if (pass != done) {
        work(pass, worker);
        done = pass;
        idleSince = System.nanoTime();
        spins = 0;
      } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
        waitALittle(spins++);
      } else {
        sleep(worker, done);
      }
    }
  }

  /** Whoever waits for long leaves the core to others: the compiler, at the start of a run. */
  private static void waitALittle(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }

  /** Until there is another pass, or for no reason. */
  private void sleep(int worker, Pass done) {
    ASLEEP.setVolatile(asleep, worker - 1, true);
    if (current == done && !closed) {
      LockSupport.park(this);
    }
    ASLEEP.setVolatile(asleep, worker - 1, false);
  }

  /** After {@link #current} was set: a worker that did not see it has said that it sleeps. */
  private void wakeSleepers() {
    for (int i = 0; i < threads.length; i++) {
      if ((boolean) ASLEEP.getVolatile(asleep, i)) {
        LockSupport.unpark(threads[i]);
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
