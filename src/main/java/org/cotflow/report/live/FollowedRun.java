package org.cotflow.report.live;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.format.CsvTable;
import org.cotflow.report.Document;
import org.cotflow.report.Document.Folded;
import org.cotflow.report.Document.Paragraph;
import org.cotflow.report.Document.Remarks;
import org.cotflow.report.Document.Section;
import org.cotflow.report.Document.Tiles;
import org.cotflow.report.MissingFigures;
import org.cotflow.report.RunSections;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.figure.CloudFigures;
import org.cotflow.report.figure.ComputedDiagnostics;
import org.cotflow.report.figure.CurveFigures;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.figure.PathFigures;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.figure.SpectrumFigures;
import org.cotflow.report.figure.TrainingData;
import org.cotflow.run.lock.RunLock;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunFile;

/**
 * A run that is followed. It remembers what does not change with every step: a run that has ended,
 * and the figures through depth, which change with a snapshot or a diagnosis.
 */
final class FollowedRun {
  private static final int LONGEST_REASON = 300;

  private final Location place;
  private final int number;
  private String endedWith;
  private RunPace ended;
  private Object drawnFor;
  private List<Figure> inside = List.of();
  private List<String> leftOut = List.of();

  FollowedRun(Location place, int number) {
    this.place = place;
    this.number = number;
  }

  Location place() {
    return place;
  }

  /** Of its page, relative to the other pages. */
  String address() {
    return String.valueOf(number);
  }

  /** How far it has come; null where there is no run yet. */
  RunPace pace() throws IOException {
    if (!RunDirectory.isRun(place)) {
      return null;
    }
    String summary = textOf(RunFile.SUMMARY);
    if (summary != null && summary.equals(endedWith)) {
      return ended;
    }
    String holder = summary == null ? holder(place) : null;
    String remark =
        summary != null
            ? null
            : holder == null
                ? "The run was stopped or has diverged: no process writes to it."
                : "The run goes on: " + holder + ".";
    RunPace pace =
        RunPace.of(
            ReportedRun.read(RunDirectory.open(place), remark),
            CsvTable.read(RunFile.METRICS.in(place)),
            holder != null);
    endedWith = pace.run().summary() == null ? null : summary;
    ended = pace;
    return pace;
  }

  private String textOf(RunFile file) throws IOException {
    try {
      return file.in(place).readText();
    } catch (FileNotFoundException none) {
      return null;
    }
  }

  /** The process that writes there; null if there is none, or it is just ending. */
  static String holder(Location place) throws IOException {
    try {
      return RunLock.holder(place);
    } catch (FileNotFoundException justReleased) {
      return null;
    }
  }

  /** The page of the run, after what stands there already. */
  Document document(List<Section> sections, MissingFigures missing) throws IOException {
    RunPace pace = pace();
    if (pace == null) {
      sections.add(
          new Remarks(List.of("There is no run or sweep yet. This page shows it when it begins.")));
      return new Document("Cotflow watch " + place.name(), place.toString(), sections, footer());
    }
    ReportedRun run = pace.run();
    sections.add(new Remarks(run.remarks()));
    Map<String, String> numbers = new LinkedHashMap<>(pace.progress());
    numbers.putAll(pace.machine());
    RunSections.outcome(run).forEach(numbers::putIfAbsent);
    sections.add(new Tiles(numbers));
    Document.add(sections, "Along the flow", missing.drawn(new CurveFigures(List.of(run)).all()));
    drawInside(run, missing);
    Document.add(sections, "Through depth", inside);
    leftOut.forEach(reason -> sections.add(new Paragraph(reason)));
    Document.add(sections, "Time and memory", missing.drawn(MachineFigures.of(pace.metrics())));
    Document.add(sections, "Further columns of history.csv", missing.drawn(ColumnFigures.of(run)));
    Document.add(sections, "Log: the last recorded steps", ColumnFigures.lastRows(run));
    sections.add(new Remarks(missing.sentences()));
    sections.add(new Folded("Configuration", run.config()));
    return new Document(
        "Cotflow watch " + run.name(), RunSections.description(run), sections, footer());
  }

  private void drawInside(ReportedRun run, MissingFigures missing) {
    Object key = List.of(run.snapshotSteps(), run.spectra());
    if (key.equals(drawnFor)) {
      return;
    }
    TrainingData data = TrainingData.of(run);
    ComputedDiagnostics computed = ComputedDiagnostics.NONE;
    try {
      computed = ComputedDiagnostics.of(run, data);
    } catch (IOException | RuntimeException failure) {
      // a snapshot that was just removed; the next one is drawn
      key = null;
    }
    List<Drawing> drawings = new ArrayList<>(SpectrumFigures.of(run, computed));
    drawings.add(PathFigures.of(run, data));
    drawings.add(CloudFigures.of(run));
    inside = missing.drawn(drawings);
    leftOut = computed.leftOut();
    drawnFor = key;
  }

  /** The last line of every page. */
  static String footer() {
    return "Cotflow "
        + Build.describe()
        + ". This page follows the files of runs and changes nothing.";
  }

  /** A sentence or two on why something is missing. */
  static String notRead(Exception failure) {
    boolean worded =
        failure.getMessage() != null
            && (failure instanceof IOException || failure instanceof UserInputException);
    String reason = worded ? failure.getMessage() : failure.toString();
    return "Not read: " + ConfigComplaint.oneLine(reason, LONGEST_REASON) + ". It is tried again.";
  }
}
