package org.cotflow.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Build;
import org.cotflow.base.Invocation;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataPart;
import org.cotflow.network.Metrics;
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
import org.cotflow.report.figure.ComputedDiagnostics;
import org.cotflow.report.figure.CurveFigures;
import org.cotflow.report.figure.DistanceFigure;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.figure.PathFigures;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.figure.SpectrumFigures;
import org.cotflow.report.figure.TrainingData;
import org.cotflow.report.figure.TrajectoryFigure;
import org.cotflow.report.prediction.CalibrationFigure;
import org.cotflow.report.prediction.ClassFigure;
import org.cotflow.report.prediction.ConfusionFigure;
import org.cotflow.report.prediction.DecisionFigure;
import org.cotflow.report.prediction.EndPredictions;
import org.cotflow.report.prediction.ResidualFigure;
import org.cotflow.report.proof.ProofFigures;
import org.cotflow.report.proof.ProvedConvergence;
import org.cotflow.report.sweep.LawFigures;
import org.cotflow.report.sweep.LawFormulas;
import org.cotflow.report.sweep.ReportedSweep;
import org.cotflow.report.sweep.SweepFigures;
import org.cotflow.run.Prediction;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunFile;
import org.cotflow.sweep.StoredSweep;
import org.cotflow.sweep.SweepFiles;

/**
 * The report of a run, of several runs side by side, of a sweep, or of a sweep and runs: the
 * results in pictures, their provenance, and the command that reproduces them. A figure that cannot
 * be drawn is missing, and the report says so.
 */
public final class Report {
  /** The file that train and sweep leave. */
  public static final String NAME = RunFile.REPORT.fileName();

  private final ReportedSweep sweep;
  private final List<ReportedRun> runs;
  private final Document document;
  private final MissingFigures missing = new MissingFigures();

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
      if (!StoredSweep.isAt(place)) {
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
    return Page.of(document, missing);
  }

  /** The same for a terminal, without what is folded on the page. */
  public String plain() {
    return PlainPage.of(document, missing);
  }

  /** The figures in the order of the page. */
  public List<Figure> figures() {
    return document.sections().stream()
        .filter(Figures.class::isInstance)
        .flatMap(section -> ((Figures) section).figures().stream())
        .toList();
  }

  /** What of the runs is damaged and therefore not in the report, one sentence each. */
  public List<String> damaged() {
    return runs.stream()
        .flatMap(run -> run.damaged().stream().map(what -> run.name() + ": " + what))
        .toList();
  }

  /**
   * The figures that could not be drawn and why, one sentence each; those that fail as a page is
   * drawn are known after {@link #html} or {@link #plain}.
   */
  public List<String> missingFigures() {
    return missing.sentences();
  }

  /**
   * Writes the report of a run, ended or not, beside its other files.
   *
   * @param remark how the run ended, where its files do not tell; else null
   * @return the figures that could not be drawn and why, one sentence each
   */
  public static List<String> write(RunDirectory run, String remark) throws IOException {
    return write(Report.of(ReportedRun.read(run, remark)), run.location());
  }

  /**
   * Writes the report of a sweep beside its tables.
   *
   * @return the figures that could not be drawn and why, one sentence each
   */
  public static List<String> write(Location sweep) throws IOException {
    return write(Report.of(List.of(sweep)), sweep);
  }

  private static List<String> write(Report report, Location directory) throws IOException {
    directory.resolve(NAME).replace(report.html().getBytes(StandardCharsets.UTF_8));
    return report.missingFigures();
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
        ? RunSections.description(runs.get(0))
        : String.join(", ", runs.stream().map(ReportedRun::name).toList());
  }

  /** Whether there are any. */
  private boolean addFigures(List<Section> sections, String heading, List<Drawing> drawings) {
    return Document.add(sections, heading, missing.drawn(drawings));
  }

  private void addRun(List<Section> sections, ReportedRun run) {
    sections.add(new Remarks(run.remarks()));
    sections.add(new Tiles(RunSections.outcome(run)));
    addFigures(sections, "Along the flow", new CurveFigures(List.of(run)).all());
    addProof(sections, run);
    TrainingData data = TrainingData.of(run);
    addMetrics(sections, run, data);
    ComputedDiagnostics computed = computed(run, data);
    List<Drawing> inside = new ArrayList<>(SpectrumFigures.of(run, computed));
    inside.add(PathFigures.of(run, data));
    inside.add(CloudFigures.of(run));
    inside.add(TrajectoryFigure.of(run));
    addFigures(sections, "Through depth", inside);
    computed.leftOut().forEach(reason -> sections.add(new Paragraph(reason)));
    Document.add(sections, "Columns of the data", ColumnsTable.of(run));
    addOrigin(sections, "Reproduce this run");
  }

  /** What is proved of the flow from one of the measures of a run. */
  private void addProof(List<Section> sections, ReportedRun run) {
    ProvedConvergence proof = null;
    try {
      proof = ProvedConvergence.of(run);
    } catch (IOException | RuntimeException failure) {
      missing.add("Proved convergence", failure);
    }
    addFigures(sections, "Convergence", ProofFigures.of(run, proof));
    if (proof != null) {
      sections.add(new Paragraph(ProofSections.statement(proof)));
      sections.add(ProofSections.losses(proof));
    }
  }

  private void addMetrics(List<Section> sections, ReportedRun run, TrainingData data) {
    Map<String, Metrics> metrics =
        run.summary() == null || run.summary().metrics() == null
            ? Map.of()
            : run.summary().metrics();
    String part = RunSections.shownPart(metrics);
    if (part == null) {
      return;
    }
    Document.add(sections, "Predictions at the end", RunSections.parts(metrics));
    sections.add(
        new Paragraph(
            "By "
                + (metrics.get(part).classes() == null ? "output" : "class")
                + ", on the "
                + part
                + " part:"));
    sections.add(
        MetricsTable.of(metrics.get(part), MetricsTable.Style.PAGE)
            .alike("MAE", 4)
            .alike("RMSE", 4));
    Metrics own = metrics.get(part);
    Prediction prediction = data == null ? null : predicted(run, part, own.samples());
    List<Figure> figures =
        missing.drawn(
            List.of(
                ConfusionFigure.of(part, own),
                ClassFigure.of(part, own),
                CalibrationFigure.of(part, prediction),
                ResidualFigure.of(part, prediction),
                DecisionFigure.of(run, data)));
    if (!figures.isEmpty()) {
      sections.add(new Figures(figures));
    }
  }

  private Prediction predicted(ReportedRun run, String part, int samples) {
    try {
      return EndPredictions.of(run, Keyword.read(DataPart.class, part), samples);
    } catch (IOException | RuntimeException failure) {
      missing.add("Predictions", failure);
      return null;
    }
  }

  private ComputedDiagnostics computed(ReportedRun run, TrainingData data) {
    try {
      return ComputedDiagnostics.of(run, data);
    } catch (IOException | RuntimeException failure) {
      missing.add("Diagnostics by layer", failure);
      return ComputedDiagnostics.NONE;
    }
  }

  private void addComparison(List<Section> sections) {
    for (ReportedRun run : runs) {
      sections.add(
          new Remarks(run.remarks().stream().map(text -> run.name() + ": " + text).toList()));
    }
    sections.add(new Heading("Outcome"));
    sections.add(RunSections.comparison(runs));
    Document.add(sections, "What differs", RunSections.differences(runs));
    addFigures(sections, "Along the flow", new CurveFigures(runs).all());
    boolean drawn = addFigures(sections, "Between the measures", List.of(DistanceFigure.of(runs)));
    String leftOut = DistanceFigure.leftOut(runs, drawn);
    if (leftOut != null) {
      sections.add(new Paragraph(leftOut));
    }
    addOrigin(sections, "Reproduce these runs");
  }

  private void addSweep(List<Section> sections) {
    sections.add(new Remarks(sweep.remarks()));
    sections.add(new Tiles(SweepSections.outcome(sweep)));
    Table limits = SweepSections.limits(sweep);
    Document.add(sections, "The limit of infinite depth and width", limits);
    if (!limits.rows().isEmpty()) {
      sections.add(
          new Paragraph(
              "The limit is extrapolated from the runs; the error bar of predictions is a root mean"
                  + " square. Errors against a limit that was fitted to the same runs are too"
                  + " small, most of all where they are no larger than that bar."));
    }
    LawFormulas formulas = LawFormulas.of(sweep);
    Table laws = SweepSections.laws(sweep);
    if (!laws.rows().isEmpty()) {
      sections.add(new Heading("Laws"));
      if (!formulas.all().isEmpty()) {
        sections.add(new Facts(SweepSections.formulas(formulas)));
      }
      sections.add(laws);
      sections.add(new Paragraph(SweepSections.lawNotes(formulas)));
    }
    sections.add(new Remarks(SweepSections.doubts(sweep)));
    Document.add(sections, "How the constants scatter over fits", SweepSections.spreads(sweep));
    addFigures(sections, "Laws and runs", new LawFigures(sweep, formulas).all());
    addFigures(sections, "Over the grid", new SweepFigures(sweep).all());
    Document.add(sections, "Runs that did not finish", SweepSections.failures(sweep));
    sections.add(new Remarks(missing.sentences()));
    sections.add(new Heading("Reproduce this sweep"));
    sections.add(
        new Command(
            "scripts/cotflow sweep "
                + Invocation.quoted(sweep.location().resolve(SweepFiles.CONFIG).toString())
                + " --out NEW_DIRECTORY"));
    sections.add(new Heading("Where it comes from"));
    sections.add(new Facts(SweepSections.origin(sweep)));
    sections.add(new Folded("Configuration of the sweep", sweep.stored().config()));
  }

  private void addOrigin(List<Section> sections, String heading) {
    sections.add(new Remarks(missing.sentences()));
    sections.add(new Heading(heading));
    for (ReportedRun run : runs) {
      sections.add(new Command(RunSections.command(run)));
    }
    sections.add(new Heading("Where it comes from"));
    sections.add(
        runs.size() == 1 ? new Facts(RunSections.origin(runs.get(0))) : RunSections.origins(runs));
    for (ReportedRun run : runs) {
      String of = runs.size() > 1 ? " of " + run.name() : "";
      sections.add(new Folded("Configuration" + of, run.config()));
    }
  }
}
