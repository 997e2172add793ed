package org.cotflow.run;

import java.util.Locale;
import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.run.cost.MemoryModel;
import org.cotflow.run.cost.ProblemSize;

/** Describes in one line why memory did not suffice: for what, the numbers, and what would help. */
final class MemoryShortage {
  private MemoryShortage() {}

  /**
   * Of a run.
   *
   * @param what the memory was asked for
   */
  static OutOfMemoryError of(
      EngineSpec engine, ProblemSize size, String what, OutOfMemoryError failure) {
    if (engine.kind() != EngineSpec.Kind.IN_PROCESS) {
      return failure;
    }
    int count = WorkerTeam.size(engine.threads());
    double needed = MemoryModel.heap(MemoryModel.inProcess(size, engine.propagation(), count));
    double rows = size.leadingRows();
    int fewest = MemoryModel.fewest(size.depth());
    return error(
        String.format(
            Locale.ROOT,
            "%s (%d layers of %.0f x %d numbers, %.0f MB each; %.0f particles, %.0f MB): about %.0f"
                + " MB are needed, Java has %s; give it COTFLOW_JAVA_OPTS=-Xmx%.0fm, or set a"
                + " smaller flow.batch%s or fewer particles",
            what,
            size.depth(),
            rows,
            size.stateDim(),
            8 * rows * size.stateDim() / 1e6,
            size.particles(),
            size.parameterBytes() / 1e6,
            needed / 1e6,
            heap(),
            Math.ceil(needed / (1 << 20)),
            fewest == 1 ? "" : ", engine.checkpointing = " + fewest),
        failure);
  }

  /** While samples were read. */
  static OutOfMemoryError reading(String source, OutOfMemoryError failure) {
    return error(
        "for the samples of %s, which are held twice while they are read: Java has %s; give it more by"
                .formatted(source, heap())
            + " COTFLOW_JAVA_OPTS=-Xmx..., 16 bytes for each number of the data and more for text",
        failure);
  }

  private static String heap() {
    return String.format(Locale.ROOT, "%.0f MB", Runtime.getRuntime().maxMemory() / 1e6);
  }

  private static OutOfMemoryError error(String text, OutOfMemoryError failure) {
    OutOfMemoryError described = new OutOfMemoryError("out of memory " + text);
    described.addSuppressed(failure);
    return described;
  }
}
