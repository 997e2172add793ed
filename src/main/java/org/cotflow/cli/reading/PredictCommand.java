package org.cotflow.cli.reading;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.MeasureArgument;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.data.DataPart;
import org.cotflow.engine.EngineFactory;
import org.cotflow.format.Json;
import org.cotflow.network.Metrics;
import org.cotflow.report.MetricsTable;
import org.cotflow.run.Prediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cotflow predict}: what a trained measure says of samples, and how good that is. */
@Command(
    name = "predict",
    header = "Predict new samples, or a part of the run's own.",
    description = {
      "Prints predictions for the samples of a file as CSV: sample, one column per output, and"
          + " class where there are classes.",
      "Where the truth is known, part and truth follow, before them the probabilities under"
          + " cross-entropy, and the metrics go to standard error."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow predict runs/houses --data new-houses.csv > prices.csv",
      "  cotflow predict runs/digits --step 50 --data digits",
      "  cotflow predict runs/digits --part test --metrics test.json > test.csv",
      "  cotflow predict exported.npz --data digits"
    })
public final class PredictCommand extends Subcommand<PredictCommand.Result> {
  @Mixin private MeasureArgument measure;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "A .csv, .npz or .parquet file with the features of the training data, or a source as"
              + " in data.source.")
  private String data;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "The run's own samples instead: train, validation or test.")
  private String part;

  @Option(
      names = "--truth",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "The column of the file that holds the truth (for several outputs, their columns with"
              + " commas), or none; by default the column with the name of the training data's"
              + " target, if the file has it.")
  private List<String> truth;

  @Option(
      names = "--probabilities",
      description = "Under cross-entropy print probabilities also where the truth is not known.")
  private boolean probabilities;

  @Option(names = "--metrics", paramLabel = "FILE", description = "Write the metrics as JSON.")
  private String metrics;

  /**
   * What the command has found.
   *
   * @param columns as in the CSV
   * @param rows a row for each sample
   * @param metrics null where the truth is not known
   */
  record Result(List<String> columns, List<List<Object>> rows, Metrics metrics) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    Prediction prediction = predicted();
    if (metrics != null && prediction.metrics() == null) {
      throw new UserInputException(
          "--metrics needs the truth, which "
              + data
              + " does not have; name its column by --truth");
    }
    if (probabilities && prediction.probabilities() == null) {
      throw new UserInputException(
          "--probabilities needs a network trained with network.loss = cross-entropy");
    }
    List<String> notes = prediction.rows().features().notes();
    if (!notes.isEmpty()) {
      note((data == null ? part : data) + ": " + String.join("; ", notes));
    }
    boolean withProbabilities = probabilities || prediction.metrics() != null;
    prediction.writeCsv(out(), withProbabilities);
    if (prediction.metrics() != null) {
      StringWriter table = new StringWriter();
      MetricsTable.print(new PrintWriter(table), prediction.metrics());
      messages().lines(table.toString());
      write(metrics, metrics == null ? null : Json.render(prediction.metrics()));
    }
    return Answer.done(
        new Result(
            prediction.columns(withProbabilities),
            prediction.cells(withProbabilities),
            prediction.metrics()));
  }

  private Prediction predicted() throws IOException {
    if ((data == null) == (part == null)) {
      throw new UserInputException(
          data == null
              ? "give --data FILE, or --part train, validation or test for the run's own samples"
              : "give either --data or --part");
    }
    EngineFactory engines = EngineFactory.inProcess(null);
    if (part == null) {
      boolean none = truth != null && truth.equals(List.of("none"));
      return Prediction.of(measure.open(), data, none ? List.of() : truth, engines);
    }
    if (truth != null) {
      throw new UserInputException("--truth is for --data; the run's own samples have their truth");
    }
    return Prediction.ofPart(measure.open(), wantedPart(), engines);
  }

  private DataPart wantedPart() {
    return Keyword.find(DataPart.class, part)
        .orElseThrow(
            () ->
                new UserInputException(
                    "--part " + part + ": a run has the parts train, validation and test"));
  }
}
