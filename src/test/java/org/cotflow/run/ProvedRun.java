package org.cotflow.run;

import java.util.ArrayList;
import java.util.List;

/** Three points that a small network of cosines learns until its convergence is proved. */
public final class ProvedRun {
  private ProvedRun() {}

  /** Its settings, beside those of moons, and further ones. */
  public static List<String> sets(String... further) {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "data.samples=3",
                "data.test-fraction=0",
                "network.depth=2",
                "network.width=[20,13]",
                "network.activation=cos",
                "init.w.std=2",
                "init.b.std=3",
                "flow.step=2"));
    sets.addAll(List.of(further));
    return sets;
  }
}
