package org.cotflow.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/** Independent tasks, one per layer or slice, run by the caller's executor, results in order. */
final class SliceTasks {
  private SliceTasks() {}

  /** task(0), .., task(count - 1); the first failure, in order, is thrown as it was. */
  static <R> List<R> inOrder(int count, IntFunction<R> task, Executor executor) {
    List<CompletableFuture<R>> futures = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      int number = index;
      futures.add(CompletableFuture.supplyAsync(() -> task.apply(number), executor));
    }
    List<R> results = new ArrayList<>(count);
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
