package org.cotflow.kernel;

import java.util.function.Supplier;

/** Tells for what machine the package of its class loader is cut. */
public final class MachineShapeProbe implements Supplier<int[]> {
  /**
   * Lanes, rows and columns of a gradient's tile, slices of a panel, panels of a tile, rows of lane
   * sums and of projections.
   */
  @Override
  public int[] get() {
    return new int[] {
      Lanes.COUNT,
      MachineShape.ROWS,
      MachineShape.WIDTH,
      MachineShape.SLICES,
      MachineShape.panels(100),
      MachineShape.LANE_SUM_ROWS,
      MachineShape.projectionRows(100)
    };
  }
}
