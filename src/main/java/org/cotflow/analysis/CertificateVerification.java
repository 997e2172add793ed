package org.cotflow.analysis;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.format.Json;
import org.cotflow.run.RunProblem;
import org.cotflow.run.certificate.CertificateJson;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.theory.check.CertificateCheck;
import org.cotflow.theory.check.CertificateCheck.Line;
import org.cotflow.theory.check.Claim;

/**
 * A certificate proved again from its file, the snapshot and the data, by {@link CertificateCheck}.
 *
 * @param statements what the constants of the file amount to, of the flow and of its steps
 * @param lines of the proof, in order
 */
public record CertificateVerification(List<String> statements, List<Line> lines) {
  public CertificateVerification {
    statements = List.copyOf(statements);
    lines = List.copyOf(lines);
  }

  /**
   * Verifies a file.
   *
   * @param run the run directory; null for the file's own directory, or else the run that the file
   *     names
   * @throws UserInputException if the file is damaged, or the measure or the data are others
   */
  public static CertificateVerification of(Location file, Location run) throws IOException {
    try {
      Json.Fields fields = Json.read(file);
      if (!fields.flag(CertificateJson.HOLDS)) {
        throw new UserInputException(file + " says itself that its certificate fails");
      }
      if (!fields.has(CertificateJson.STEP)) {
        throw new UserInputException(
            file + " is about particles that were drawn; a certificate of a snapshot is verified");
      }
      Claim claim = fields.record(CertificateJson.PROOF, Claim.class);
      int step = fields.number(CertificateJson.STEP).intValue();
      String name = fields.text(CertificateJson.RUN);
      StoredStart start = StoredStart.open(place(file, run, name), step, List.of());
      List<String> statements =
          claim.steps() == null
              ? List.of(claim.statement())
              : List.of(claim.statement(), claim.statementOfSteps());
      return new CertificateVerification(statements, lines(file, claim, start));
    } catch (FileNotFoundException none) {
      throw new UserInputException(
          none.getMessage() + "; give the certificate.json of a run", none);
    } catch (IOException wrong) {
      throw new UserInputException(
          "%s is not a certificate that certify wrote (%s)".formatted(file, wrong.getMessage()),
          wrong);
    }
  }

  private static Location place(Location file, Location run, String named) throws IOException {
    if (run != null) {
      return run;
    }
    Location parent = Locations.parentOf(file);
    return parent != null && RunDirectory.isRun(parent) ? parent : Locations.of(named);
  }

  private static List<Line> lines(Location file, Claim claim, StoredStart start) {
    RunProblem problem = start.problem();
    if (!claim.measureDigest().equals(start.snapshot().measureDigest())) {
      throw new UserInputException(
          "%s is about another measure than step %s of %s (measureDigest differs)"
              .formatted(file, start.snapshot().step(), start.run()));
    }
    if (!claim.dataDigest().equals(problem.data().digest())) {
      throw new UserInputException(
          "%s is about other data than those of %s (dataDigest differs)"
              .formatted(file, start.run()));
    }
    return CertificateCheck.lines(
        claim,
        problem.network(),
        problem.data().train(),
        PartMultipliers.of(
            problem.experiment().flow(), problem.shape().layout(0), problem.network().bias()),
        problem.shape(),
        problem.initial());
  }

  /** The first line that is not proved; null where all are. */
  public String failing() {
    return lines.stream().filter(line -> !line.holds()).map(Line::name).findFirst().orElse(null);
  }
}
