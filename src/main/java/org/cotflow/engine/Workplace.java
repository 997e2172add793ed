package org.cotflow.engine;

import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * Where work on stored measures runs: on threads of this process, or on executors of a cluster.
 * Results have the same bits.
 */
public interface Workplace extends AutoCloseable {
  /** For passes over whole measures. */
  EngineFactory engines();

  /** For work that needs one layer at a time. */
  OrderedTasks tasks();

  /** For sums over layers too wide for one task. */
  LayerBlocks.Source blocks(MeasureShape shape, MeasureSource source);

  /** Stops what was started for the work. */
  @Override
  default void close() {}

  /**
   * The threads of this process.
   *
   * @param threads null for all processors; tasks get fewer where memory is short
   */
  static Workplace inProcess(Integer threads) {
    int wanted = WorkerTeam.size(threads);
    long gigabytes = Runtime.getRuntime().maxMemory() >> 30;
    int tasks = (int) Math.max(1, Math.min(wanted, gigabytes));
    return new Workplace() {
      @Override
      public EngineFactory engines() {
        return EngineFactory.inProcess(wanted);
      }

      @Override
      public OrderedTasks tasks() {
        return OrderedTasks.onThreads(tasks);
      }

      @Override
      public LayerBlocks.Source blocks(MeasureShape shape, MeasureSource source) {
        return new InProcessBlocks(shape, source);
      }
    };
  }
}
