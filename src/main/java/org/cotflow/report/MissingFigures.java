package org.cotflow.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cotflow.base.DivergedException;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.figure.Drawing;
import org.cotflow.run.snapshot.SnapshotDamagedException;

/** The figures that could not be drawn, and why: a report says so and has all the others. */
public final class MissingFigures {
  private static final int LONGEST = 300;

  private final Set<String> sentences = new LinkedHashSet<>();

  /** The figures that have something to show and can be drawn. */
  public List<Figure> drawn(List<Drawing> drawings) {
    List<Figure> figures = new ArrayList<>();
    for (Drawing drawing : drawings) {
      try {
        Figure figure = drawing.draw();
        if (figure != null) {
          figures.add(figure);
        }
      } catch (IOException | RuntimeException failure) {
        add(drawing.title(), failure);
      }
    }
    return figures;
  }

  /** Notes that a figure failed, and returns the sentence about it. */
  String add(String title, Exception failure) {
    Throwable known = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    boolean said =
        known instanceof UserInputException
            || known instanceof SnapshotDamagedException
            || known instanceof DivergedException;
    String reason = said ? known.getMessage() : failure.toString();
    String sentence =
        "Figure not drawn: " + title + ": " + ConfigComplaint.oneLine(reason, LONGEST);
    sentences.add(sentence);
    return sentence;
  }

  /** One sentence each. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }
}
