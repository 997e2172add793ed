package org.cotflow.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Aligns the cells of a table for a terminal. */
final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /**
   * The lines of a table, without blanks at their ends.
   *
   * @param left whether a column is aligned to the left; the others are to the right
   */
  static List<String> lines(List<String> columns, List<List<String>> rows, IntPredicate left) {
    List<List<String>> all = new ArrayList<>(List.of(columns));
    all.addAll(rows);
    int[] widths = new int[columns.size()];
    for (List<String> row : all) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String blanks = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? "" : GAP)
            .append(left.test(c) ? row.get(c) + blanks : blanks + row.get(c));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
