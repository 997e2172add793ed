package org.cotflow.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs independent tasks on any thread or machine, and returns their results in the order of the
 * tasks. The results do not depend on where and when a task ran.
 */
public interface OrderedTasks {
  /** A piece of work that may travel: it carries what it works on, or reads it where it runs. */
  interface Task<R> extends Callable<R>, Serializable {
    @Override
    R call();
  }

  /**
   * The results, in the order of the tasks; of several failures that of the first task is thrown.
   *
   * @param what the tasks do, for monitoring
   */
  <R extends Serializable> List<R> results(String what, List<? extends Task<R>> tasks);

  /** Tasks as an executor of this process runs them; {@code Runnable::run} for this thread. */
  static OrderedTasks on(Executor executor) {
    return new OrderedTasks() {
      @Override
      public <R extends Serializable> List<R> results(String what, List<? extends Task<R>> tasks) {
        List<CompletableFuture<R>> futures = new ArrayList<>(tasks.size());
        for (Task<R> task : tasks) {
          futures.add(CompletableFuture.supplyAsync(task::call, executor));
        }
        try {
          return futures.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException failure) {
          futures.forEach(other -> other.cancel(false));
          if (failure.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          if (failure.getCause() instanceof Error cause) {
            throw cause;
          }
          throw failure;
        }
      }
    };
  }

  /** Tasks on threads of their own, which end with the last task. */
  static OrderedTasks onThreads(int threads) {
    return new OrderedTasks() {
      @Override
      public <R extends Serializable> List<R> results(String what, List<? extends Task<R>> tasks) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
          return on(pool).results(what, tasks);
        } finally {
          pool.shutdown();
        }
      }
    };
  }
}
