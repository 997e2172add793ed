package org.cotflow.theory;

import org.cotflow.engine.LayerBlocks;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapKernel;
import org.cotflow.kernel.map.MapSpec;

/**
 * A block at the rows of states.
 *
 * @param linear what the map is linear in; null for nothing
 * @param kept null where nothing is kept
 */
record PreparedBlock(
    BlockKernel kernel,
    ParticleBlock particles,
    double[] states,
    MapSpec.Linear linear,
    LayerTerms kept) {

  LayerTerms features() {
    if (kept != null) {
      return kept;
    }
    return kernel instanceof MapKernel ? ofMap(null) : BlockFeatures.of(kernel, particles, states);
  }

  /** The same of neurons, which have more. */
  BlockFeatures neurons() {
    return (BlockFeatures) features();
  }

  /** The same of a map that has a kernel for any map. */
  MapFeatures map() {
    return (MapFeatures) features();
  }

  private MapFeatures ofMap(double[] features) {
    int sites = linear == null ? 0 : linear.sites();
    int perRow = linear == null ? 0 : sites * linear.size();
    return new MapFeatures((MapKernel) kernel, particles, states, features, perRow, sites);
  }

  private PreparedBlock keeping() {
    LayerTerms terms =
        kernel instanceof MapKernel map && linear != null
            ? ofMap(map.features(particles, states))
            : features();
    return new PreparedBlock(kernel, particles, states, linear, terms);
  }

  /** Prepares a block; keeps its activations and derivatives, or computes them for every sum. */
  record View(MapSpec map, boolean keep) implements LayerBlocks.View<PreparedBlock> {
    private static final long serialVersionUID = 1L;

    @Override
    public PreparedBlock of(ParticleBlock block, double[] states) {
      BlockKernel kernel = map.kernel(block.stateDim());
      PreparedBlock bare =
          new PreparedBlock(kernel, block, states, map.linear(block.stateDim()), null);
      return keep ? bare.keeping() : bare;
    }
  }
}
