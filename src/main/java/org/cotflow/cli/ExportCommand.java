package org.cotflow.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.MeasureNpz;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cotflow export}: a measure for numpy. */
@Command(
    name = "export",
    description = "Writes a measure and its network as an .npz file.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow export runs/digits --npz digits.npz",
      "  cotflow export runs/digits --step 0 --npz start.npz"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExportCommand implements Callable<Integer> {
  @Mixin private RunArgument run;

  @Option(
      names = "--npz",
      required = true,
      paramLabel = "FILE",
      description = "The file to write: u, w, b, A, B, meta, x_mean, x_scale, y_mean, y_scale.")
  private String npz;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    RunDirectory directory = run.directory();
    Snapshot snapshot = run.snapshot(directory);
    Location file = Locations.of(npz);
    if (file.isDirectory()) {
      throw new UserInputException("--npz " + npz + " is a directory; give the file to write");
    }
    Location half = Locations.of(npz + ".part");
    MeasureNpz.write(
        half,
        snapshot.shape(ExperimentConfig.defaults().engine().block()),
        snapshot.source(),
        NetworkFile.read(directory.location()).surroundings());
    half.renameTo(file);
    spec.commandLine().getOut().println("step " + snapshot.step() + " written to " + file);
    return ExitCode.DONE;
  }
}
