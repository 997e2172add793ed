package org.cotflow.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Tasks run by an executor of this process. */
record ExecutorTasks(Executor executor) implements OrderedTasks {

  @Override
  public <R extends Serializable> List<R> results(String what, List<? extends Task<R>> tasks) {
    List<CompletableFuture<R>> futures = new ArrayList<>(tasks.size());
    for (Task<R> task : tasks) {
      futures.add(CompletableFuture.supplyAsync(task::call, executor));
    }
    List<R> results = new ArrayList<>(tasks.size());
    for (CompletableFuture<R> future : futures) {
      try {
        results.add(future.join());
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
    return results;
  }
}
