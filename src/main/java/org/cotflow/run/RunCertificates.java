package org.cotflow.run;

import java.io.IOException;
import java.util.Locale;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineLayers;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.certificate.Certifiable;
import org.cotflow.run.certificate.Certified;
import org.cotflow.run.certificate.Certifier;
import org.cotflow.run.store.CertificateRow;
import org.cotflow.run.store.StepTable;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.certificate.Certificate;

/**
 * Tries while a run goes on, every so many flow steps, whether the flow from its measure is proved
 * to converge. Particles come layer by layer from the engine, states from a pass of their own, so
 * that the certificate is that of the stored measure, bit by bit. Nothing of it enters the flow.
 */
final class RunCertificates extends StepWatch<CertificateRow> {
  private final RunProblem problem;
  private final KernelTasks kernels;
  private final Certifier certifier;
  private final RunMonitor monitor;
  private boolean told;
  private int heldAt = -1;
  private Certificate held;

  /**
   * @param rows takes every try; null where none is written
   */
  RunCertificates(
      RunProblem problem, Engine engine, StepTable<CertificateRow> rows, RunMonitor monitor) {
    super(engine, "certificate", Certifiable.every(problem.experiment()), rows);
    this.problem = problem;
    MeasureShape sums = ParticleSums.shape(engine.shape());
    this.kernels =
        KernelTasks.inBlocks(
            sums, problem.network().maps(), new EngineLayers(engine, sums.blockSize()));
    this.certifier = looks() ? problem.certifier() : null;
    this.monitor = monitor;
  }

  @Override
  void look(int step, ParticleLayers layers, Trajectory trajectory) throws IOException {
    Certificate certificate = certifier.at(layers, engine().shape().blockSize(), kernels);
    if (certificate.holds()) {
      heldAt = step;
      held = certificate;
      tell(step, certificate);
    }
    if (table() != null) {
      table().append(new CertificateRow(step, certificate));
    }
  }

  private void tell(int step, Certificate certificate) {
    if (!told) {
      told = true;
      monitor.notice(
          String.format(
              Locale.ROOT,
              "from step %d the flow is proved to converge: L(t) <= %.4g exp(-%.4g t)",
              step,
              certificate.risk(),
              certificate.bound()));
    }
  }

  /** Whether the certificate of this step was tried and holds. */
  boolean holdsAt(int step) {
    return heldAt == step;
  }

  /**
   * All that is proved of the last measure that was certified, which the engine still holds.
   *
   * @param measureDigest of this measure
   */
  Certified certified(Certified.Origin origin, String measureDigest) {
    return new Certified(
        problem.experiment(),
        problem.network(),
        problem.data().digest(),
        measureDigest,
        held,
        certifier.whole(engine(), engine().shape().blockSize(), kernels, held).orElse(null),
        origin);
  }
}
