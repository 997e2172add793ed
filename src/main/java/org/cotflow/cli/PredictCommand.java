package org.cotflow.cli;

import java.io.IOException;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.Prediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cotflow predict}: what a trained measure says of new samples. */
@Command(
    name = "predict",
    description =
        "Prints predictions for the samples of a file as CSV: sample, one column per output, and"
            + " class where there are classes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow predict runs/houses --data new-houses.csv > prices.csv",
      "  cotflow predict runs/digits --step 50 --data digits",
      "  cotflow predict exported.npz --data digits"
    })
final class PredictCommand extends Subcommand {
  @Mixin private MeasureArgument measure;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description =
          "A .csv, .npz or .parquet file with the features of the training data, or a source as"
              + " in data.source.")
  private String data;

  @Override
  public Integer call() throws IOException {
    Prediction.of(measure.open(), data, EngineFactory.inProcess(null)).writeCsv(out());
    return ExitCode.DONE;
  }
}
