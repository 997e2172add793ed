package org.cotflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.report.Report;
import org.cotflow.report.RunSearch;
import org.cotflow.report.paper.FigureFiles;
import org.cotflow.report.paper.FigureFormat;
import org.cotflow.report.paper.PaperStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow report}: pictures of runs and sweeps. */
@Command(
    name = "report",
    header = "Draw a page about runs or a sweep.",
    description =
        "Writes one HTML file about a run, about several runs side by side, or about a sweep; it"
            + " needs no network and can be mailed. With --figures it writes the figures as files"
            + " for a paper instead.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow report runs/digits",
      "  cotflow report runs/narrow runs/wide --out comparison.html",
      "  cotflow report runs",
      "  cotflow report runs/digits --figures figures --format pdf,csv",
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

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description =
          "Write each figure and its data into this directory, and their captions as captions.txt;"
              + " series differ by dashes and markers too.")
  private String figures;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      split = ",",
      defaultValue = "svg,csv",
      description =
          "Of the figures: ${COMPLETION-CANDIDATES}; several joined by commas. By default"
              + " ${DEFAULT-VALUE}.")
  private List<FigureFormat> formats;

  @Option(
      names = "--width",
      paramLabel = "MM",
      defaultValue = "85",
      description =
          "Width of the figures in millimeters; by default ${DEFAULT-VALUE}, a column of a"
              + " journal.")
  private double width;

  @Option(
      names = "--font-size",
      paramLabel = "PT",
      defaultValue = "8",
      description = "Size of the figures' axis titles in points; by default ${DEFAULT-VALUE}.")
  private double fontSize;

  /**
   * What the command has found.
   *
   * @param file what was written; null where no page was
   * @param runs the directories it is about
   * @param missing figures that could not be drawn, and why
   * @param figures the files of figures; empty without --figures
   */
  record Result(String file, List<String> runs, List<String> missing, List<String> figures) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    List<Location> locations = new ArrayList<>();
    for (String place : places) {
      locations.addAll(RunSearch.within(Locations.of(place), false));
    }
    boolean page = out != null || figures == null && !plain();
    Location usual =
        places.size() == 1
            ? Locations.of(places.get(0)).resolve(Report.NAME)
            : Locations.of(Report.NAME);
    Location file = page ? fileFor("--out", out != null ? out : usual.toString()) : null;
    Location directory = figures == null ? null : directoryFor("--figures", figures);
    PaperStyle style = new PaperStyle(width, fontSize);
    Report report = Report.of(locations);
    PrintWriter printer = out();
    if (plain()) {
      printer.print(report.plain());
    }
    if (page) {
      file.replaceText(report.html());
      printer.println("report written to " + file);
    }
    List<String> files =
        directory == null ? List.of() : writeFigures(report, style, directory, printer);
    printer.flush();
    report.damaged().forEach(this::note);
    report.missingFigures().forEach(this::note);
    return Answer.done(
        new Result(
            page ? file.toString() : null,
            locations.stream().map(Location::toString).toList(),
            report.missingFigures(),
            files));
  }

  private List<String> writeFigures(
      Report report, PaperStyle style, Location directory, PrintWriter printer) throws IOException {
    List<String> names = FigureFiles.write(report.figures(), formats, style, directory);
    printer.println(report.figures().size() + " figures written to " + directory);
    return names.stream().map(name -> directory.resolve(name).toString()).toList();
  }
}
