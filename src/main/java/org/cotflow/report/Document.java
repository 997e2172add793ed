package org.cotflow.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Numbers;

/**
 * What a report says, in order, before it becomes a page or text for a terminal.
 *
 * @param subtitle one line under the title
 * @param footer one line at the end
 */
public record Document(String title, String subtitle, List<Section> sections, String footer) {
  public Document {
    sections = List.copyOf(sections);
  }

  /**
   * Adds figures under a heading, if there are any.
   *
   * @return whether there are
   */
  public static boolean add(List<Section> sections, String heading, List<Figure> figures) {
    return add(sections, heading, new Figures(figures), figures.isEmpty());
  }

  /** Adds a table under a heading, if it has rows. */
  public static boolean add(List<Section> sections, String heading, Table table) {
    return add(sections, heading, table, table.rows().isEmpty());
  }

  private static boolean add(
      List<Section> sections, String heading, Section section, boolean empty) {
    if (!empty) {
      sections.add(new Heading(heading));
      sections.add(section);
    }
    return !empty;
  }

  /** A part of a document. */
  public sealed interface Section {}

  /** The title of what follows. */
  public record Heading(String text) implements Section {}

  /** A sentence or two. */
  public record Paragraph(String text) implements Section {}

  /** Sentences that the reader must not miss. */
  public record Remarks(List<String> sentences) implements Section {}

  /** The numbers that matter most, by name. */
  public record Tiles(Map<String, String> numbers) implements Section {}

  /** Names and values. */
  public record Facts(Map<String, String> facts) implements Section {}

  /** A table. */
  public record Table(List<String> columns, List<List<String>> rows) implements Section {
    /** The same table without columns whose cells are all empty. */
    Table filled() {
      int[] filled =
          IntStream.range(0, columns.size())
              .filter(c -> rows.stream().anyMatch(row -> !row.get(c).isEmpty()))
              .toArray();
      return new Table(of(columns, filled), rows.stream().map(row -> of(row, filled)).toList());
    }

    /**
     * The same table with the numbers of a column written alike.
     *
     * @param digits significant digits; the cells have no more than these
     */
    Table alike(String column, int digits) {
      int place = columns.indexOf(column);
      if (place < 0) {
        return this;
      }
      List<String> texts =
          Numbers.alike(rows.stream().map(row -> number(row.get(place))).toList(), digits);
      List<List<String>> written = new ArrayList<>();
      for (List<String> row : rows) {
        List<String> cells = new ArrayList<>(row);
        if (number(row.get(place)) != null) {
          cells.set(place, texts.get(written.size()));
        }
        written.add(cells);
      }
      return new Table(columns, written);
    }

    /** Null where a cell is empty or a word. */
    private static Double number(String cell) {
      return cell.matches("-?\\d[\\d.]*(e-?\\d+)?") ? Double.valueOf(cell) : null;
    }

    private static List<String> of(List<String> cells, int[] places) {
      return IntStream.of(places).mapToObj(cells::get).toList();
    }
  }

  /** A table whose first cells lead to other pages; as text it is a table. */
  public record Linked(Table table, List<String> addresses) implements Section {}

  /** A way to another page; left out where there are no other pages. */
  public record Link(String text, String address) implements Section {}

  /** Commands to copy. */
  public record Command(String text) implements Section {}

  /** A long text, shown on request. */
  public record Folded(String title, String text) implements Section {}

  /** Pictures. */
  public record Figures(List<Figure> figures) implements Section {}
}
