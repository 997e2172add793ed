package org.cotflow.experiment.sweep;

import org.cotflow.base.UserInputException;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.experiment.Experiment;
import org.cotflow.experiment.KernelRates;
import org.cotflow.experiment.MemoryModel;
import org.cotflow.experiment.ProblemSize;
import org.cotflow.experiment.RunProblem;
import org.cotflow.experiment.ScalingModel;
import org.cotflow.experiment.StepCost;

/** What a run costs by our models, at rates that no machine has and every machine agrees on. */
final class Weights {
  private Weights() {}

  static TaskRunner.Weighed of(RunTask task, RunTask.Shared shared) {
    Experiment experiment = task.experiment();
    ProblemSize size;
    try {
      size = ProblemSize.of(RunProblem.of(experiment, shared.data().get(experiment.data())));
    } catch (UserInputException wrong) { // the run will say so
      return new TaskRunner.Weighed(task, 0, 0, 0);
    }
    Propagation propagation = experiment.engine().propagation();
    KernelRates rates = KernelRates.nominal(size.stateDim());
    StepCost step = ScalingModel.inProcess(size, propagation, rates, 1);
    return new TaskRunner.Weighed(
        task,
        step.seconds() * (experiment.flow().steps() + 1.0),
        MemoryModel.inProcess(size, propagation, 1),
        step.kernelSeconds() / (2.0 * size.depth()));
  }
}
