package org.cotflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow report}: pictures of runs and sweeps. */
@Command(
    name = "report",
    header = "Draw a page about runs or a sweep.",
    description =
        "Writes one HTML file about a run, about several runs side by side, or about a sweep; it"
            + " needs no network and can be mailed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow report runs/digits",
      "  cotflow report runs/narrow runs/wide --out comparison.html",
      "  cotflow report runs",
      "  cotflow report runs/digits --plain"
    })
final class ReportCommand extends Subcommand<ReportCommand.Result> {
  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description =
          "Run directories, a sweep directory, or a directory of runs, which are compared.")
  private List<String> places;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The file to write; by default report.html, in the directory of a single run or sweep,"
              + " else here.")
  private String out;

  /**
   * What the command has found.
   *
   * @param file what was written; null where the report was printed as text alone
   * @param runs the directories it is about
   * @param missing figures that could not be drawn, and why
   */
  record Result(String file, List<String> runs, List<String> missing) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    List<Location> locations = new ArrayList<>();
    for (String place : places) {
      locations.addAll(RunSearch.within(Locations.of(place)));
    }
    Location file =
        out != null
            ? Locations.of(out)
            : places.size() == 1
                ? Locations.of(places.get(0)).resolve(Report.NAME)
                : Locations.of(Report.NAME);
    if (file.isDirectory()) {
      throw new UserInputException("--out " + out + " is a directory; give the file to write");
    }
    Report report = Report.of(locations);
    PrintWriter printer = out();
    if (plain()) {
      printer.print(report.plain());
    }
    if (!plain() || out != null) {
      file.replaceText(report.html());
      printer.println("report written to " + file);
    }
    printer.flush();
    report.missingFigures().forEach(this::note);
    return Answer.done(
        new Result(
            plain() && out == null ? null : file.toString(),
            locations.stream().map(Location::toString).toList(),
            report.missingFigures()));
  }
}
