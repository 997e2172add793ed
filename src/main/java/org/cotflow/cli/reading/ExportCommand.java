package org.cotflow.cli.reading;

import java.io.IOException;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.RunArgument;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.StoredMeasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cotflow export}: a measure for numpy. */
@Command(
    name = "export",
    header = "Write a measure as .npz, for numpy.",
    description = "Writes a measure and its network as an .npz file.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow export runs/digits --out digits.npz",
      "  cotflow export runs/digits --step 0 --out start.npz"
    })
public final class ExportCommand extends Subcommand<ExportCommand.Result> {
  @Mixin private RunArgument run;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The .npz file to write: u, w, b, A, B, meta, x_mean, x_scale, y_mean, y_scale.")
  private String out;

  /** The former name of {@code --out}. */
  @Option(names = "--npz", hidden = true)
  private void former(String file) {
    out = file;
  }

  /** What the command has found. */
  record Result(String file, int step, double flowTime, int layers, String measureDigest) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    if (out == null) {
      throw new UserInputException(
          "export needs --out FILE (formerly --npz), the .npz file to write");
    }
    RunDirectory directory = run.directory();
    Snapshot snapshot = run.snapshot(directory);
    Location file = fileFor("--out", out);
    StoredMeasure.of(directory.location().toString(), directory, snapshot).writeNpz(file);
    out().println("step " + snapshot.step() + " written to " + file);
    return Answer.done(
        new Result(
            file.toString(),
            snapshot.step(),
            snapshot.flowTime(),
            snapshot.shape(1).layerCount(),
            snapshot.measureDigest()));
  }
}
