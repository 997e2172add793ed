package org.cotflow.spark;

import org.cotflow.engine.BlockPasses;
import org.cotflow.kernel.map.MapSpec;

/** The passes of the thread that runs a task; their scratch outlives the task. */
final class TaskPasses {
  private static final ThreadLocal<Held> HELD = new ThreadLocal<>();

  private record Held(int stateDim, MapSpec map, BlockPasses passes) {}

  private TaskPasses() {}

  static BlockPasses of(int stateDim, MapSpec map) {
    Held held = HELD.get();
    if (held == null || held.stateDim() != stateDim || !held.map().equals(map)) {
      held = new Held(stateDim, map, new BlockPasses(map.kernel(stateDim)));
      HELD.set(held);
    }
    return held.passes();
  }
}
