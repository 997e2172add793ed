package org.cotflow.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.report.Document.Command;
import org.cotflow.report.Document.Facts;
import org.cotflow.report.Document.Figures;
import org.cotflow.report.Document.Folded;
import org.cotflow.report.Document.Heading;
import org.cotflow.report.Document.Paragraph;
import org.cotflow.report.Document.Remarks;
import org.cotflow.report.Document.Section;
import org.cotflow.report.Document.Table;
import org.cotflow.report.Document.Tiles;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.figure.CloudFigures;
import org.cotflow.report.figure.CurveFigures;
import org.cotflow.report.figure.DistanceFigure;
import org.cotflow.report.figure.LawFigures;
import org.cotflow.report.figure.LayerLook;
import org.cotflow.report.figure.PathFigures;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.figure.ReportedSweep;
import org.cotflow.report.figure.SpectrumFigures;
import org.cotflow.report.figure.SweepFigures;
import org.cotflow.report.figure.TrainingData;
import org.cotflow.run.store.RunFile;

/**
 * The report of a run, of several runs side by side, of a sweep, or of a sweep and runs: what came
 * out, in pictures, where it comes from and how to have it again.
 */
public final class Report {
  /** The file that train and sweep leave. */
  public static final String NAME = RunFile.REPORT.fileName();

  private final ReportedSweep sweep;
  private final List<ReportedRun> runs;
  private final Document document;

  private Report(ReportedSweep sweep, List<ReportedRun> runs) {
    this.sweep = sweep;
    this.runs = List.copyOf(runs);
    List<Section> sections = new ArrayList<>();
    if (sweep != null) {
      addSweep(sections);
    }
    if (runs.size() == 1) {
      addRun(sections, runs.get(0));
    } else if (!runs.isEmpty()) {
      addComparison(sections);
    }
    this.document =
        new Document(title(), subtitle(), sections, "Written by Cotflow " + Build.describe() + ".");
  }

  /**
   * Reads run directories and at most one sweep directory.
   *
   * @throws UserInputException if a place is neither, or two are sweeps
   */
  public static Report of(List<Location> places) throws IOException {
    ReportedSweep sweep = null;
    List<ReportedRun> runs = new ArrayList<>();
    for (Location place : places) {
      if (!ReportedSweep.isAt(place)) {
        runs.add(ReportedRun.read(place));
      } else if (sweep == null) {
        sweep = ReportedSweep.read(place);
      } else {
        throw new UserInputException(
            place + " is a second sweep; give one sweep directory at most, and any number of runs");
      }
    }
    return new Report(sweep, runs);
  }

  static Report of(ReportedRun run) {
    return new Report(null, List.of(run));
  }

  /** One self-contained HTML file. */
  public String html() {
    return Page.of(document);
  }

  /** The same for a terminal, without what is folded on the page. */
  public String plain() {
    return PlainPage.of(document);
  }

  private String title() {
    if (sweep != null) {
      return "Cotflow sweep " + sweep.name();
    }
    return runs.size() == 1
        ? "Cotflow run " + runs.get(0).name()
        : "Cotflow: " + runs.size() + " runs compared";
  }

  private String subtitle() {
    if (sweep != null) {
      return sweep.keys().isEmpty() ? "no runs yet" : "over " + String.join(", ", sweep.keys());
    }
    return runs.size() == 1
        ? RunTables.description(runs.get(0))
        : String.join(", ", runs.stream().map(ReportedRun::name).toList());
  }

  private static void addFigures(List<Section> sections, String heading, List<Figure> figures) {
    if (!figures.isEmpty()) {
      sections.add(new Heading(heading));
      sections.add(new Figures(figures));
    }
  }

  private static void addRun(List<Section> sections, ReportedRun run) {
    sections.add(new Remarks(run.remarks()));
    sections.add(new Tiles(RunTables.outcome(run)));
    addFigures(sections, "Along the flow", new CurveFigures(List.of(run)).all());
    TrainingData data = TrainingData.of(run);
    LayerLook look = LayerLook.at(run, data);
    List<Figure> inside = new ArrayList<>(SpectrumFigures.of(run, look));
    addIfThere(inside, PathFigures.of(run, data));
    addIfThere(inside, CloudFigures.of(run));
    addFigures(sections, "Through depth", inside);
    look.leftOut().forEach(reason -> sections.add(new Paragraph(reason)));
    addOrigin(sections, List.of(run));
  }

  private void addComparison(List<Section> sections) {
    for (ReportedRun run : runs) {
      sections.add(
          new Remarks(run.remarks().stream().map(text -> run.name() + ": " + text).toList()));
    }
    sections.add(new Heading("Outcome"));
    sections.add(RunTables.comparison(runs));
    Table differences = RunTables.differences(runs);
    if (!differences.rows().isEmpty()) {
      sections.add(new Heading("What differs"));
      sections.add(differences);
    }
    addFigures(sections, "Along the flow", new CurveFigures(runs).all());
    Figure distances = DistanceFigure.of(runs);
    addFigures(
        sections, "Between the measures", distances == null ? List.of() : List.of(distances));
    String leftOut = DistanceFigure.leftOut(runs, distances);
    if (leftOut != null) {
      sections.add(new Paragraph(leftOut));
    }
    addOrigin(sections, runs);
  }

  private void addSweep(List<Section> sections) {
    sections.add(new Remarks(sweep.remarks()));
    sections.add(new Tiles(SweepTables.outcome(sweep)));
    Table limits = SweepTables.limits(sweep);
    if (!limits.rows().isEmpty()) {
      sections.add(new Heading("The limit of infinite depth and width"));
      sections.add(limits);
      sections.add(
          new Paragraph(
              "Extrapolated from the runs themselves; the error bar of predictions is a root mean"
                  + " square. Errors against a limit that was fitted to the same runs come out too"
                  + " small, most where they are no larger than that bar."));
    }
    Table laws = SweepTables.laws(sweep);
    if (!laws.rows().isEmpty()) {
      sections.add(new Heading("Laws"));
      sections.add(laws);
      sections.add(new Remarks(SweepTables.doubts(sweep)));
    }
    Table spreads = SweepTables.spreads(sweep);
    if (!spreads.rows().isEmpty()) {
      sections.add(new Heading("How the constants scatter over fits"));
      sections.add(spreads);
    }
    addFigures(sections, "Laws and runs", new LawFigures(sweep).all());
    addFigures(sections, "Over the grid", new SweepFigures(sweep).all());
    Table failures = SweepTables.failures(sweep);
    if (!failures.rows().isEmpty()) {
      sections.add(new Heading("Runs that did not finish"));
      sections.add(failures);
    }
    sections.add(new Heading("To have it again"));
    sections.add(
        new Command(
            "scripts/cotflow sweep "
                + RunTables.quoted(sweep.location().resolve(ReportedSweep.CONFIG).toString())
                + " --out NEW_DIRECTORY"));
    sections.add(new Heading("Where it comes from"));
    sections.add(new Facts(SweepTables.origin(sweep)));
    sections.add(new Folded("Configuration of the sweep", sweep.config()));
  }

  private static void addOrigin(List<Section> sections, List<ReportedRun> runs) {
    sections.add(new Heading("To have it again"));
    for (ReportedRun run : runs) {
      sections.add(new Command(RunTables.command(run)));
    }
    sections.add(new Heading("Where it comes from"));
    sections.add(
        runs.size() == 1 ? new Facts(RunTables.origin(runs.get(0))) : RunTables.origins(runs));
    for (ReportedRun run : runs) {
      String of = runs.size() > 1 ? " of " + run.name() : "";
      sections.add(new Folded("Configuration" + of, run.config()));
    }
  }

  private static void addIfThere(List<Figure> figures, Figure figure) {
    if (figure != null) {
      figures.add(figure);
    }
  }
}
