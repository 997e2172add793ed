package org.cotflow.cli.reading;

import java.io.IOException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.RunArgument;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.terminal.ExitCode;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.StoredMeasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cotflow export}: a measure for numpy. */
@Command(
    name = "export",
    description = "Writes a measure and its network as an .npz file.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow export runs/digits --npz digits.npz",
      "  cotflow export runs/digits --step 0 --npz start.npz"
    })
public final class ExportCommand extends Subcommand {
  @Mixin private RunArgument run;

  @Option(
      names = "--npz",
      required = true,
      paramLabel = "FILE",
      description = "The file to write: u, w, b, A, B, meta, x_mean, x_scale, y_mean, y_scale.")
  private String npz;

  @Override
  public Integer call() throws IOException {
    RunDirectory directory = run.directory();
    Snapshot snapshot = run.snapshot(directory);
    Location file = Locations.of(npz);
    if (file.isDirectory()) {
      throw new UserInputException("--npz " + npz + " is a directory; give the file to write");
    }
    StoredMeasure.of(directory.location().toString(), directory, snapshot).writeNpz(file);
    out().println("step " + snapshot.step() + " written to " + file);
    return ExitCode.DONE;
  }
}
