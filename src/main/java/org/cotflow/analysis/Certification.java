package org.cotflow.analysis;

import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.engine.Engine;
import org.cotflow.engine.Workplace;
import org.cotflow.kernel.Activation;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.Certifiable;
import org.cotflow.run.Certifier;
import org.cotflow.run.RunProblem;
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
    Certifier certifier = new Certifier(problem);
    MeasureShape shape = problem.shape();
    MeasureShape sums = ParticleSums.shape(shape);
    MeasureSource source = problem.initial();
    Activation activation = problem.network().activation();
    KernelTasks kernels =
        new KernelTasks(
            sums, source, activation, workplace.tasks(), workplace.blocks(sums, source));
    try (Engine engine = workplace.engines().start(shape, source, activation)) {
      return certifier.at(engine, shape.blockSize(), kernels);
    }
  }

  /** Of the particles that the certificate is about. */
  String measureDigest() {
    return stored == null
        ? MeasureDigest.of(problem.shape(), problem.initial())
        : stored.snapshot().measureDigest();
  }

  /**
   * The term that a certificate that does not hold fails by: of a trained measure whose risk may
   * fall as far as is needed, the loss that takes most of the ball.
   */
  public Certificate.Term failing() {
    return isTrained() && certificate.neededRisk() > 0
        ? certificate.mostTakenBy()
        : certificate.failing();
  }

  /** Whether the measure was trained, so that more training can make a certificate hold. */
  public boolean isTrained() {
    return stored != null || problem.experiment().init().from() != null;
  }
}
