package org.cotflow.spark;

import org.cotflow.engine.BlockPasses;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapSpec;

/** The passes of the thread that runs a task; their scratch outlives the task. */
final class TaskPasses {
  private static final ThreadLocal<Held> HELD = new ThreadLocal<>();

  private record Held(int stateDim, LayerCycle<MapSpec> maps, LayerCycle<BlockPasses> passes) {}

  private TaskPasses() {}

  static LayerCycle<BlockPasses> of(int stateDim, LayerCycle<MapSpec> maps) {
    Held held = HELD.get();
    if (held == null || held.stateDim() != stateDim || !held.maps().equals(maps)) {
      held = new Held(stateDim, maps, maps.map(map -> new BlockPasses(map.kernel(stateDim))));
      HELD.set(held);
    }
    return held.passes();
  }
}
