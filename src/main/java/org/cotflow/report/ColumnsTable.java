package org.cotflow.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Keyword;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.ColumnEncoding;
import org.cotflow.data.column.FeatureEncoding;
import org.cotflow.report.Document.Table;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.run.store.NetworkFile;

/** How the columns of the data became the inputs of the network. */
final class ColumnsTable {
  private static final int MOST_ROWS = 200;

  private ColumnsTable() {}

  /** No rows if all columns are numbers without gaps, or the run has not come to its network. */
  static Table of(ReportedRun run) {
    List<List<String>> rows = new ArrayList<>();
    FeatureEncoding encoding = encoding(run);
    if (encoding != null && !encoding.isPlain()) {
      encoding.columns().stream().limit(MOST_ROWS).forEach(column -> rows.add(row(column)));
    }
    return new Table(List.of("column", "kind", "where it is missing", "inputs"), rows);
  }

  private static FeatureEncoding encoding(ReportedRun run) {
    try {
      return NetworkFile.read(run.location()).encoding();
    } catch (IOException | UserInputException notThere) {
      return null;
    }
  }

  private static List<String> row(ColumnEncoding column) {
    String fill = column.fill() == null ? "" : ShortestDouble.of(column.fill());
    String missing =
        fill.isEmpty() || fill.equals(column.gaps()) ? column.gaps() : column.gaps() + ": " + fill;
    return List.of(
        column.name(), Keyword.of(column.kind()), missing, String.join(", ", column.inputNames()));
  }
}
