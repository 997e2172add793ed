package org.cotflow.report;

import java.util.List;
import java.util.Map;
import org.cotflow.report.chart.Figure;

/**
 * What a report says, in order, before it becomes a page or text for a terminal.
 *
 * @param subtitle one line under the title
 * @param footer one line at the end
 */
record Document(String title, String subtitle, List<Section> sections, String footer) {
  Document {
    sections = List.copyOf(sections);
  }

  /** A part of a document. */
  sealed interface Section {}

  /** The title of what follows. */
  record Heading(String text) implements Section {}

  /** A sentence or two. */
  record Paragraph(String text) implements Section {}

  /** Sentences that the reader must not miss. */
  record Remarks(List<String> sentences) implements Section {}

  /** The numbers that matter most, by name. */
  record Tiles(Map<String, String> numbers) implements Section {}

  /** Names and values. */
  record Facts(Map<String, String> facts) implements Section {}

  /** A table. */
  record Table(List<String> columns, List<List<String>> rows) implements Section {}

  /** Commands to copy. */
  record Command(String text) implements Section {}

  /** A long text, shown on request. */
  record Folded(String title, String text) implements Section {}

  /** Pictures. */
  record Figures(List<Figure> figures) implements Section {}
}
