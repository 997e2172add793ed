package org.cotflow.analysis;

import java.util.Optional;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.engine.Engine;
import org.cotflow.engine.Workplace;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.RunProblem;
import org.cotflow.run.certificate.Certifiable;
import org.cotflow.run.certificate.Certified;
import org.cotflow.run.certificate.Certifier;
import org.cotflow.run.certificate.HoldingForecast;
import org.cotflow.run.certificate.WholeKernel;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.certificate.Certificate;

/**
 * A problem and the convergence certificate of the measure that it starts from.
 *
 * @param problem data read, network drawn
 * @param stored where the measure was stored; null for one that was drawn
 */
public record Certification(RunProblem problem, Certificate certificate, StoredStart stored) {
  /**
   * Measures the initial particles at the training samples, in this process.
   *
   * @throws UserInputException where no certificate can be given to such an experiment
   */
  public static Certification of(Experiment experiment) {
    return of(experiment, Workplace.inProcess(experiment.engine().threads()));
  }

  /**
   * The same anywhere.
   *
   * @param workplace where the layers are measured; it changes no number
   */
  public static Certification of(Experiment experiment, Workplace workplace) {
    Certifiable.require(experiment);
    RunProblem problem = RunProblem.of(experiment);
    return new Certification(problem, certificate(problem, workplace), null);
  }

  /**
   * Measures the particles of a snapshot at the training samples of its run.
   *
   * @throws UserInputException where no certificate can be given to such a run
   */
  public static Certification of(StoredStart stored, Workplace workplace) {
    return new Certification(stored.problem(), certificate(stored.problem(), workplace), stored);
  }

  private static Certificate certificate(RunProblem problem, Workplace workplace) {
    MeasureShape shape = problem.shape();
    try (Engine engine = started(problem, workplace)) {
      return problem.certifier().at(engine, shape.blockSize(), kernels(problem, workplace));
    }
  }

  private static Engine started(RunProblem problem, Workplace workplace) {
    return workplace.engines().start(problem.shape(), problem.initial(), problem.network().maps());
  }

  private static KernelTasks kernels(RunProblem problem, Workplace workplace) {
    MeasureShape sums = ParticleSums.shape(problem.shape());
    MeasureSource source = problem.initial();
    return new KernelTasks(
        sums, source, problem.network().maps(), workplace.tasks(), workplace.blocks(sums, source));
  }

  /**
   * With what the tangent kernel of the whole network proves.
   *
   * @param workplace where the layers are measured; it changes no number
   */
  public Certified certified(Workplace workplace) {
    return certified(whole(workplace).orElse(null));
  }

  private Optional<WholeKernel> whole(Workplace workplace) {
    Certifier certifier = problem.certifier();
    if (!certifier.hasWholeKernel()) {
      return Optional.empty();
    }
    try (Engine engine = started(problem, workplace)) {
      int blockSize = problem.shape().blockSize();
      return certifier.whole(engine, blockSize, kernels(problem, workplace), certificate);
    }
  }

  private Certified certified(WholeKernel whole) {
    Snapshot snapshot = stored == null ? null : stored.snapshot();
    return new Certified(
        problem.experiment(),
        problem.network(),
        problem.data().digest(),
        snapshot == null
            ? MeasureDigest.of(problem.shape(), problem.initial())
            : snapshot.measureDigest(),
        certificate,
        whole,
        snapshot == null
            ? null
            : new Certified.Origin(stored.run().toString(), snapshot.step(), snapshot.flowTime()));
  }

  /** When a certificate that fails will hold, or null. */
  public HoldingForecast forecast() {
    return stored == null
        ? null
        : HoldingForecast.of(certificate, stored.snapshot().flowTime(), stored.history());
  }
}
