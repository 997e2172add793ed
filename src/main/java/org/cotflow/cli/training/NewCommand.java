package org.cotflow.cli.training;

import java.io.IOException;
import java.util.List;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.config.ExperimentDraft;
import org.cotflow.data.PreparedData;
import org.cotflow.data.source.DataGlance;
import org.cotflow.data.source.DataSources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow new}: the configuration of an experiment on a file. */
@Command(
    name = "new",
    header = "Write a configuration for a data file.",
    description =
        "Looks at a data file and writes NAME.conf: what it holds, what is taken for the target,"
            + " and the keys to train on it, each with a comment.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow new houses --data houses.csv",
      "  cotflow new houses --data houses.csv --target price",
      "  cotflow train houses.conf"
    })
public final class NewCommand extends Subcommand<NewCommand.Result> {
  private static final String ENDING = ".conf";

  @Parameters(paramLabel = "NAME", description = "The experiment; NAME.conf is written.")
  private String name;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "A .csv, .npz or .parquet file, or a source as in data.source.")
  private String data;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The column to learn; by default one called so, such as target, or the last.")
  private String target;

  @Option(names = "--force", description = "Overwrites NAME.conf if there is one.")
  private boolean force;

  /** What the command has found. */
  record Result(
      String file,
      String source,
      int rows,
      List<Column> features,
      List<String> targets,
      String task,
      int classes,
      int train,
      int test,
      int inputs) {}

  /** A column that is not the target. */
  record Column(String name, String kind, int missing, int different) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    String path = name.endsWith(ENDING) ? name : name + ENDING;
    Location file = Locations.of(path);
    if (file.exists() && !force) {
      throw new UserInputException(
          path + " is there already; choose another name, or overwrite it by --force");
    }
    fileFor("--force", path);
    messages().stage("looking at " + data);
    DataGlance seen = DataGlance.at(data, target, ExperimentConfig.defaults().data());
    String text = ExperimentDraft.of(seen, path);
    // What is written works: it is read as train would read it.
    PreparedData prepared = DataSources.prepare(ExperimentConfig.parse(text, path).data());
    file.replaceText(text);
    out().printf("%-16s %s%n", "written", path);
    out().printf("%-16s %s, %s rows%n", "data", seen.source(), seen.rows());
    out()
        .printf(
            "%-16s %s%s, %s%n",
            "target",
            String.join(", ", seen.targets()),
            seen.why() == null ? "" : " (" + seen.why() + ")",
            seen.classes() > 0
                ? "a classification with " + seen.classes() + " classes"
                : "a regression");
    out()
        .printf(
            "%-16s %s columns, which become %s numbers%n",
            "features", seen.features().size(), prepared.featureNames().size());
    out().printf("%-16s cotflow train %s%n", "next", path);
    return Answer.done(
        new Result(
            path,
            seen.source(),
            seen.rows(),
            seen.features().stream()
                .map(
                    one ->
                        new Column(
                            one.name(), Keyword.of(one.kind()), one.missing(), one.different()))
                .toList(),
            seen.targets(),
            Keyword.of(seen.task()),
            seen.classes(),
            prepared.train().count(),
            prepared.test().count(),
            prepared.featureNames().size()));
  }
}
