package org.cotflow.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.TextChart;

/** A document as text for a terminal. */
final class PlainPage {
  private static final int WIDTH = 110;

  private final StringBuilder text = new StringBuilder();

  private final MissingFigures missing;

  private PlainPage(MissingFigures missing) {
    this.missing = missing;
  }

  static String of(Document document, MissingFigures missing) {
    PlainPage page = new PlainPage(missing);
    page.line(document.title());
    page.line(document.subtitle());
    document.sections().forEach(page::add);
    page.text.append('\n');
    page.line(document.footer());
    return printable(page.text.toString());
  }

  /** What a name could make a terminal do becomes a question mark. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}&&[^\\n]]", "?");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void add(Document.Section section) {
    if (section instanceof Document.Heading heading) {
      text.append('\n').append(heading.text()).append('\n');
      line("-".repeat(heading.text().length()));
    } else if (section instanceof Document.Paragraph paragraph) {
      line(paragraph.text());
    } else if (section instanceof Document.Remarks remarks) {
      remarks.sentences().forEach(sentence -> line("! " + sentence));
    } else if (section instanceof Document.Tiles tiles) {
      facts(tiles.numbers());
    } else if (section instanceof Document.Facts facts) {
      facts(facts.facts());
    } else if (section instanceof Document.Table table) {
      table(table.columns(), table.rows());
    } else if (section instanceof Document.Linked linked) {
      table(linked.table().columns(), linked.table().rows());
    } else if (section instanceof Document.Command command) {
      line(command.text());
    } else if (section instanceof Document.Figures figures) {
      figures.figures().forEach(figure -> text.append('\n').append(drawn(figure)));
    }
    // What is folded on a page is left out: it is in the files of the run.
  }

  private String drawn(Figure figure) {
    try {
      return TextChart.of(figure);
    } catch (RuntimeException failure) {
      return missing.add(figure.title(), failure) + "\n";
    }
  }

  private void facts(Map<String, String> facts) {
    int longest = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (name, value) -> {
          String head = padded(name, longest);
          for (String part : wrapped(value, WIDTH - longest - 2)) {
            line(head + "  " + part);
            head = padded("", longest);
          }
        });
  }

  /** Lines of words; a word that is longer has a line of its own. */
  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private void table(List<String> columns, List<List<String>> rows) {
    TextTable.lines(columns, rows, column -> true).forEach(this::line);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
