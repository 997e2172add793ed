package org.cotflow.cli.command;

import java.io.IOException;
import org.cotflow.base.Locations;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.RunDirectory;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A run directory and one of its snapshots, as several commands take them. */
public final class RunArgument {
  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private String run;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "The snapshot of this flow step; by default the last.")
  private Integer step;

  public RunDirectory directory() throws IOException {
    return RunDirectory.open(Locations.of(run));
  }

  public Snapshot snapshot(RunDirectory directory) throws IOException {
    return directory.snapshot(step);
  }
}
