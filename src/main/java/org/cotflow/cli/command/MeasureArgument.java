package org.cotflow.cli.command;

import java.io.IOException;
import org.cotflow.base.UserInputException;
import org.cotflow.run.store.StoredMeasure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A run directory and one of its snapshots, or an exported measure. */
public final class MeasureArgument {
  @Parameters(
      paramLabel = "RUN_OR_NPZ",
      description = "A run directory, or an .npz file of export, geodesic or barycenter.")
  private String name;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "The snapshot of this flow step of a run; by default the last.")
  private Integer step;

  public StoredMeasure open() throws IOException {
    if (step != null && name.endsWith(".npz")) {
      throw new UserInputException(
          "--step " + step + ": " + name + " holds one measure; only run directories have steps");
    }
    return StoredMeasure.open(name, step);
  }
}
