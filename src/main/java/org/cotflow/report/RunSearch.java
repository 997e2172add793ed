package org.cotflow.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.sweep.StoredSweep;

/** Finds the runs, and the sweeps, in a directory of them. */
public final class RunSearch {
  /** Directories above a run, as in experiments/first/runs/a. */
  private static final int DEEPEST = 3;

  private RunSearch() {}

  /**
   * The place itself if it is a run or a sweep, or holds none; otherwise what is in it, by name.
   *
   * @param sweeps whether sweeps in the place count
   */
  public static List<Location> within(Location place, boolean sweeps) throws IOException {
    List<Location> found = new ArrayList<>();
    if (!isOne(place) && place.isDirectory()) {
      collect(place, sweeps, DEEPEST, found);
    }
    return found.isEmpty() ? List.of(place) : found;
  }

  private static boolean isOne(Location place) throws IOException {
    return RunDirectory.isRun(place) || StoredSweep.isAt(place);
  }

  private static void collect(Location place, boolean sweeps, int depth, List<Location> found)
      throws IOException {
    List<Location> children =
        place.list().stream().sorted(Comparator.comparing(Location::name)).toList();
    for (Location child : children) {
      if (!child.isDirectory()) {
        continue;
      }
      boolean sweep = StoredSweep.isAt(child);
      if (sweep ? sweeps : RunDirectory.isRun(child)) {
        found.add(child);
      } else if (!sweep && depth > 1) {
        collect(child, sweeps, depth - 1, found);
      }
    }
  }
}
