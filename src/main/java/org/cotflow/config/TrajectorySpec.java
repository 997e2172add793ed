package org.cotflow.config;

import java.io.Serializable;
import java.util.List;
import org.cotflow.base.Setting;

/**
 * Which particles are followed through flow time: the {@code output.trajectories} keys of a
 * configuration.
 *
 * @param layers counted from 0; empty for all
 * @param particles how many of the first ones of each layer, or all where there are fewer; 0 for
 *     none
 */
public record TrajectorySpec(
    @Setting(atLeast = 0, expected = "a list of different layers, counted from 0,", unset = "all")
        List<Integer> layers,
    @Setting(atLeast = 0) int particles)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public TrajectorySpec {
    layers = List.copyOf(layers);
  }

  public boolean isOn() {
    return particles > 0;
  }

  public boolean follows(int layer, int particle) {
    return particle < particles && (layers.isEmpty() || layers.contains(layer));
  }
}
