package org.cotflow.run.store;

import java.util.List;
import org.cotflow.kernel.ParticleLayout;

/** A layout as the JSON of a file has it. */
record StoredLayout(int stateDim, List<ParticleLayout.Part> parts) {
  static StoredLayout of(ParticleLayout layout) {
    return new StoredLayout(layout.stateDim(), layout.parts());
  }

  ParticleLayout layout() {
    return new ParticleLayout(stateDim, parts);
  }
}
