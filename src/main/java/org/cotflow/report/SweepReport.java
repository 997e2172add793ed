package org.cotflow.report;

import java.io.IOException;
import java.util.List;
import org.cotflow.base.Location;

/** The report that a sweep leaves in its directory, {@code report.html}. */
public final class SweepReport {
  private SweepReport() {}

  /** Writes the report of a sweep beside its tables. */
  public static void write(Location directory) throws IOException {
    String page = Report.of(List.of(directory)).html();
    directory.resolve(Report.NAME).replaceText(page);
  }
}
