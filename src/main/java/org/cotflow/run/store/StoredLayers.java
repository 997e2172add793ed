package org.cotflow.run.store;

import java.util.List;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapSpec;

/**
 * Maps and particles of layers that differ, as the JSON of a file has them: layers cycle through
 * both lists.
 */
record StoredLayers(List<MapSpec> maps, List<StoredLayout> particles) {
  LayerCycle<ParticleLayout> layouts() {
    return new LayerCycle<>(particles).map(StoredLayout::layout);
  }
}
