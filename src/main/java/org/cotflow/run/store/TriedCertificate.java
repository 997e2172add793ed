package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.format.CsvTable;

/**
 * A row of certificates.csv, read again.
 *
 * @param risk at this step, rounded up
 * @param neededRisk up to which the certificate would hold; 0 where no risk will do
 * @param takenBy the loss that takes most of the ball
 */
public record TriedCertificate(
    int step, boolean holds, double risk, double neededRisk, String takenBy) {
  static final String STEP = "step";
  static final String HOLDS = "holds";
  static final String RISK = "risk";
  static final String NEEDED_RISK = "needed_risk";
  static final String TAKEN_BY = "taken_by";

  /** The tries of a run in order; empty where there are none. */
  public static List<TriedCertificate> read(Location run) throws IOException {
    List<TriedCertificate> tries = new ArrayList<>();
    for (CsvTable.Row row : CsvTable.read(RunFile.CERTIFICATES.in(run)).rows()) {
      Double step = row.number(STEP);
      Double risk = row.number(RISK);
      Double needed = row.number(NEEDED_RISK);
      if (step != null && risk != null && needed != null) {
        tries.add(
            new TriedCertificate(
                step.intValue(),
                Boolean.parseBoolean(row.text(HOLDS)),
                risk,
                needed,
                row.text(TAKEN_BY)));
      }
    }
    return tries;
  }
}
