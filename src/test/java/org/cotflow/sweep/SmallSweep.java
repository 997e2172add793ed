package org.cotflow.sweep;

import org.cotflow.config.ExperimentSource;

/** Sweeps of tiny networks on noise. */
public final class SmallSweep {
  public static final String BASE =
      """
      name = small
      data { source = gaussian, samples = 6, test-fraction = 0, input-dim = 3, output-dim = 2 }
      network { depth = 2, width = 5 }
      init.u.std = 0.7
      flow { step = 0.3, steps = 4 }
      engine.block = 8
      """;

  private SmallSweep() {}

  public static ExperimentSource source(String sweep) {
    return ExperimentSource.parse(BASE + "sweep {\n" + sweep + "\n}\n", "small.conf");
  }
}
