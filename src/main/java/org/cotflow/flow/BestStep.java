package org.cotflow.flow;

import java.util.Map;

/**
 * The recorded step with the smallest risk of the validation part, the first of equals.
 *
 * @param risk of the validation part there
 * @param waited recorded steps since then, each with no smaller risk
 */
public record BestStep(int step, double risk, int waited) {
  private static final String MEMORY = "flow-best";

  /** What a snapshot says was the best before its own step; null if it says nothing. */
  public static BestStep remembered(Map<String, double[]> memory) {
    double[] best = memory.get(MEMORY);
    return best == null ? null : new BestStep((int) best[0], best[1], (int) best[2]);
  }

  void putInto(Map<String, double[]> memory) {
    memory.put(MEMORY, new double[] {step, risk, waited});
  }

  /** After one more recorded step. */
  static BestStep after(BestStep before, int step, double risk) {
    return before == null || risk < before.risk
        ? new BestStep(step, risk, 0)
        : new BestStep(before.step, before.risk, before.waited + 1);
  }
}
