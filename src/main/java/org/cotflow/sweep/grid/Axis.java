package org.cotflow.sweep.grid;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;

/**
 * One direction of the grid.
 *
 * @param keys that its points assign, in the order of their columns
 * @param points in order; each assigns some of the keys
 * @param ofList whether it is the explicit list of points
 */
record Axis(List<String> keys, List<Map<String, ConfigValue>> points, boolean ofList) {
  Axis {
    keys = List.copyOf(keys);
    points = List.copyOf(points);
  }
}
