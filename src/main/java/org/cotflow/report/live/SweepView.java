package org.cotflow.report.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.report.Document;
import org.cotflow.report.Document.Folded;
import org.cotflow.report.Document.Remarks;
import org.cotflow.report.Document.Section;
import org.cotflow.report.Document.Tiles;
import org.cotflow.report.MissingFigures;
import org.cotflow.report.SweepSections;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.sweep.LawFigures;
import org.cotflow.report.sweep.LawFormulas;
import org.cotflow.report.sweep.ReportedSweep;
import org.cotflow.report.sweep.SweepFigures;
import org.cotflow.sweep.SweepFiles;

/** The page of a sweep: the runs that are finished, over its grid, and its laws after the last. */
final class SweepView {
  private SweepView() {}

  /** In a few words. */
  static String state(FollowedRun place, ReportedSweep sweep) throws IOException {
    int missing = sweep.stored().missingRuns() + sweep.stored().missingReferences();
    if (missing == 0 && place.place().resolve(SweepFiles.LAWS).exists()) {
      return "ended"; // whoever holds the directory: a program may go on after its sweep
    }
    String holder = FollowedRun.holder(place.place());
    return holder == null ? missing == 0 ? "ended" : "stopped" : RunPace.RUNNING;
  }

  /** Finished runs and references, of how many. */
  static String done(ReportedSweep sweep) {
    int done =
        (int) sweep.stored().runs().rows().stream().map(row -> row.index()).distinct().count();
    return done + " of " + (done + sweep.stored().missingRuns());
  }

  static Document of(FollowedRun place, List<Section> sections, MissingFigures missing)
      throws IOException {
    ReportedSweep sweep = ReportedSweep.read(place.place());
    sections.add(new Remarks(sweep.remarks()));
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("state", state(place, sweep));
    numbers.put("runs", done(sweep));
    SweepSections.outcome(sweep).forEach(numbers::put);
    sections.add(new Tiles(numbers));
    Document.add(sections, "Laws", SweepSections.laws(sweep));
    List<Drawing> drawings = new ArrayList<>(new LawFigures(sweep, LawFormulas.of(sweep)).all());
    drawings.addAll(new SweepFigures(sweep).all());
    Document.add(sections, "Over the grid", missing.drawn(drawings));
    Document.add(sections, "Runs that did not finish", SweepSections.failures(sweep));
    sections.add(new Remarks(missing.sentences()));
    sections.add(new Folded("Configuration of the sweep", sweep.stored().config()));
    return new Document(
        "Cotflow watch " + sweep.name(),
        sweep.keys().isEmpty() ? "no finished run yet" : "over " + String.join(", ", sweep.keys()),
        sections,
        FollowedRun.footer());
  }
}
