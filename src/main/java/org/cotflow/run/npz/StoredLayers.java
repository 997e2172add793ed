package org.cotflow.run.npz;

import java.util.List;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.network.Network;

/**
 * Maps and particles of layers that differ, as the JSON of a file has them: layers cycle through
 * both lists.
 */
public record StoredLayers(List<MapSpec> maps, List<Particles> particles) {
  public record Particles(int stateDim, List<ParticleLayout.Part> parts) {
    public static Particles of(ParticleLayout layout) {
      return new Particles(layout.stateDim(), layout.parts());
    }

    ParticleLayout layout() {
      return new ParticleLayout(stateDim, parts);
    }
  }

  public static StoredLayers of(Network network) {
    return new StoredLayers(network.maps().values(), network.layouts().map(Particles::of).values());
  }

  public LayerCycle<ParticleLayout> layouts() {
    return new LayerCycle<>(particles).map(Particles::layout);
  }
}
