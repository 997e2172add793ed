package org.cotflow.report;

import java.io.IOException;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.run.store.RunDirectory;

/** The report that a run leaves in its directory, {@code report.html}. */
public final class RunReport {
  private RunReport() {}

  /**
   * Writes the report of a run, ended or not, beside its other files.
   *
   * @param remark how the run ended, where its files do not tell; else null
   */
  public static void write(RunDirectory directory, String remark) throws IOException {
    String page = page(directory, remark);
    directory.location().resolve(Report.NAME).replaceText(page);
  }

  static String page(RunDirectory directory, String remark) throws IOException {
    return Report.of(ReportedRun.read(directory, remark)).html();
  }
}
