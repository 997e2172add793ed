package org.cotflow.report.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.Json;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.run.certificate.CertificateJson;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.RunFile;
import org.cotflow.theory.check.Claim;

/**
 * The convergence that is proved from one of the measures of a run, and the run itself:
 *
 * <pre>
 *   L(t) &lt;= L(0) e^(-m t),     way of the flow &lt;= R,     t from the flow time of this measure on
 * </pre>
 *
 * @param claim every constant of the proof
 * @param step of the measure; flowTime likewise
 * @param riskRounding of the risks that are compared with L(0) e^(-m t)
 * @param rows of the whole run
 */
public record ProvedConvergence(
    Claim claim, int step, double flowTime, double riskRounding, List<HistoryRow> rows) {

  /** Relative decay at which risks are rounding errors. */
  private static final double SMALLEST_DECAY = 0x1p-80;

  public ProvedConvergence {
    rows = List.copyOf(rows);
  }

  /**
   * A ball in which the flow stays, with its rate.
   *
   * @param by what proves it
   */
  public record Funnel(String by, Claim.Ball ball) {}

  /**
   * Reads the certificate of a run; null where it has none.
   *
   * @throws UserInputException if it is about a measure that the run does not have any more
   * @throws IOException if it cannot be read
   */
  public static ProvedConvergence of(ReportedRun run) throws IOException {
    Location file = RunFile.CERTIFICATE.in(run.location());
    if (!file.exists()) {
      return null;
    }
    Json.Fields fields = Json.read(file);
    Claim claim = fields.record(CertificateJson.PROOF, Claim.class);
    int step = fields.number(CertificateJson.STEP).intValue();
    Snapshot start = run.snapshotSteps().contains(step) ? run.snapshots().open(step) : null;
    if (start == null || !start.measureDigest().equals(claim.measureDigest())) {
      throw new UserInputException(
          "certificate.json is about step %s as it was, and the run does not have this measure any more; cotflow certify gives a new one"
              .formatted(step));
    }
    return new ProvedConvergence(
        claim,
        step,
        start.flowTime(),
        fields.object(CertificateJson.ADVICE).number(CertificateJson.RISK_ROUNDING).doubleValue(),
        run.rows());
  }

  /**
   * By the kernels of the layers, by these and the tangent kernel of the whole network, or both.
   */
  public List<Funnel> funnels() {
    List<Funnel> funnels = new ArrayList<>();
    if (claim.ball() != null) {
      funnels.add(new Funnel("kernels of the layers", claim.ball()));
    }
    if (claim.whole() != null && claim.whole().ball() != null) {
      funnels.add(new Funnel("kernels of layers and network", claim.whole().ball()));
    }
    return funnels;
  }

  /** The funnel of the largest rate. */
  Funnel steepest() {
    List<Funnel> all = funnels();
    Funnel last = all.get(all.size() - 1);
    return last.ball().bound() > all.get(0).ball().bound() ? last : all.get(0);
  }

  /** L(0) e^(-m t) at a flow time of the run. */
  double proved(Funnel funnel, double time) {
    return claim.risk() * StrictMath.exp(-funnel.ball().bound() * (time - flowTime));
  }

  /** The same with the rounding of a risk that is compared with it. */
  double allowed(Funnel funnel, double time) {
    double decayed = Math.max(proved(funnel, time), claim.risk() * SMALLEST_DECAY);
    double root = Math.sqrt(decayed) + Math.sqrt(riskRounding);
    return root * root * (1 + 1e-9);
  }

  /** The rows from the certified measure on that have a risk. */
  List<HistoryRow> later() {
    return rows.stream().filter(row -> row.step() >= step && row.risk() != null).toList();
  }

  /**
   * The way travelled at each of the rows, sum (t_{n+1} - t_n) sqrt(dissipation_n): that of
   * gradient descent where every step is a row; null where a row has no dissipation.
   */
  static double[] way(List<HistoryRow> rows) {
    double[] way = new double[rows.size()];
    for (int i = 1; i < way.length; i++) {
      HistoryRow before = rows.get(i - 1);
      if (before.dissipation() == null) {
        return null;
      }
      double step = rows.get(i).flowTime() - before.flowTime();
      way[i] = way[i - 1] + step * Math.sqrt(before.dissipation());
    }
    return way;
  }
}
