package org.cotflow.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.sweep.trial.Trial;
import org.cotflow.sweep.trial.TrialInputs;
import org.cotflow.sweep.trial.TrialResult;

/**
 * Packs runs onto the threads of this process: one thread each, the most expensive first, and no
 * more at once than fit into memory. A run goes first, alone, on all threads, if it fills the
 * memory, or if one thread would need longer for it than all threads for the other runs.
 *
 * @param threads at once
 * @param memory bytes of heap that runs may fill
 */
public record ThreadRunner(int threads, double memory) implements TrialRunner {
  private static final double USABLE = 0.7;

  /** Uses {@code threads} threads, or one per processor if it is null, and most of the heap. */
  public static ThreadRunner of(Integer threads) {
    return new ThreadRunner(WorkerTeam.size(threads), USABLE * Runtime.getRuntime().maxMemory());
  }

  @Override
  public void run(List<Weighed> weighed, TrialInputs inputs, ResultSink done, BooleanSupplier stop)
      throws IOException {
    List<Weighed> packed = new ArrayList<>(weighed);
    packed.sort(Comparator.comparingDouble(Weighed::seconds).reversed());
    double left = packed.stream().mapToDouble(Weighed::seconds).sum();
    while (!packed.isEmpty() && isWide(packed.get(0), left) && !stop.getAsBoolean()) {
      Weighed wide = packed.remove(0);
      left -= wide.seconds();
      done.begun(wide.task());
      TrialResult result = wide.task().run(inputs, EngineFactory.inProcess(threads), stop);
      if (result != null) {
        done.take(wide.task(), result);
      }
    }
    if (!stop.getAsBoolean()) {
      new Packing(packed, inputs, done, stop).run();
    }
  }

  private boolean isWide(Weighed task, double secondsOfAll) {
    return threads > 1
        && (task.seconds() > secondsOfAll / threads * 1.05 || task.bytes() > memory / 2);
  }

  private record Finished(Trial task, TrialResult result, Throwable failure) {}

  /** Runs in progress, and runs that wait for a thread or for memory. */
  private final class Packing {
    private final List<Weighed> waiting;
    private final TrialInputs inputs;
    private final ResultSink done;
    private final BooleanSupplier stop;
    private final LinkedBlockingQueue<Finished> finished = new LinkedBlockingQueue<>();
    private double free = memory;
    private int running;
    private volatile boolean givenUp;

    Packing(List<Weighed> tasks, TrialInputs inputs, ResultSink done, BooleanSupplier stop) {
      this.waiting = new ArrayList<>(tasks);
      this.inputs = inputs;
      this.done = done;
      this.stop = stop;
    }

    void run() throws IOException {
      int expected = waiting.size();
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < Math.min(threads, expected); i++) {
        Thread worker = new Thread(this::work, "cotflow-sweep-" + i);
        worker.setDaemon(true);
        worker.start();
        workers.add(worker);
      }
      try {
        for (int taken = 0; taken < expected && take(); taken++) {
          // each turn takes one result
        }
      } finally {
        giveUp();
        join(workers);
      }
      for (Finished one = finished.poll(); one != null; one = finished.poll()) {
        if (one.result() != null) {
          done.take(one.task(), one.result());
        }
      }
    }

    /** Takes one result; false once the sweep is to stop. */
    private boolean take() throws IOException {
      try {
        Finished one = null;
        while (one == null && !stop.getAsBoolean()) {
          one = finished.poll(100, TimeUnit.MILLISECONDS);
        }
        if (one == null) {
          return false;
        }
        if (one.failure() != null) {
          throw new IllegalStateException(
              "a run of the sweep failed: " + one.failure(), one.failure());
        }
        if (one.result() != null) {
          done.take(one.task(), one.result());
        }
        return one.result() != null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private void work() {
      for (Weighed next = next(); next != null; next = next()) {
        TrialResult result = null;
        Throwable failure = null;
        try {
          done.begun(next.task());
          result =
              next.task()
                  .run(inputs, EngineFactory.inProcess(1), () -> givenUp || stop.getAsBoolean());
        } catch (RuntimeException | Error thrown) {
          failure = thrown;
        }
        ended(next);
        finished.add(new Finished(next.task(), result, failure));
      }
    }

    /** The first run that memory has room for; waits while there is none; null at the end. */
    private synchronized Weighed next() {
      while (!waiting.isEmpty() && !givenUp) {
        for (int i = 0; i < waiting.size(); i++) {
          if (waiting.get(i).bytes() <= free || running == 0) {
            Weighed chosen = waiting.remove(i);
            free -= chosen.bytes();
            running++;
            return chosen;
          }
        }
        try {
          wait();
        } catch (InterruptedException e) {
          return null;
        }
      }
      return null;
    }

    private synchronized void ended(Weighed task) {
      free += task.bytes();
      running--;
      notifyAll();
    }

    private synchronized void giveUp() {
      givenUp = true;
      notifyAll();
    }

    private void join(List<Thread> workers) {
      for (Thread worker : workers) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
