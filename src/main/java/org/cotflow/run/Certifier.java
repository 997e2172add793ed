package org.cotflow.run;

import org.cotflow.base.UserInputException;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.StartingPoint;

/** Gives certificates to measures of a problem. */
public final class Certifier {
  private final RunProblem problem;

  /**
   * @throws UserInputException where no certificate can be given to such a problem
   */
  public Certifier(RunProblem problem) {
    Certifiable.require(problem.experiment(), problem.data().train().count());
    this.problem = problem;
  }

  /**
   * The certificate of a measure. Its constants are rounded to the safe side so far that {@link
   * org.cotflow.theory.check} can prove them too.
   *
   * @param particles of the measure, for the velocities
   * @param blockSize of the blocks over which the velocities are summed
   * @param kernels of the same particles
   */
  public Certificate at(ParticleLayers particles, int blockSize, KernelTasks kernels) {
    StartingPoint start =
        StartingPoint.of(
            problem.network(),
            problem.data().train(),
            particles,
            blockSize,
            kernels,
            PartMultipliers.of(problem.experiment().flow(), problem.network().bias()));
    return Certificate.of(start.published(), problem.network().scale());
  }
}
