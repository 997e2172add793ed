package org.cotflow.sweep;

import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.run.RunProblem;
import org.cotflow.run.cost.KernelRates;
import org.cotflow.run.cost.MemoryModel;
import org.cotflow.run.cost.ProblemSize;
import org.cotflow.run.cost.ScalingModel;
import org.cotflow.run.cost.StepCost;
import org.cotflow.sweep.grid.ErrorSpec;
import org.cotflow.sweep.trial.EngineParticles;
import org.cotflow.sweep.trial.Profile;
import org.cotflow.sweep.trial.Trial;
import org.cotflow.sweep.trial.TrialCapture;
import org.cotflow.sweep.trial.TrialInputs;
import org.cotflow.sweep.trial.TrialPurpose;

/**
 * What a run costs by our models, at fixed nominal rates, so that scheduling is the same
 * everywhere.
 */
public final class TrialCost {
  private TrialCost() {}

  public static TrialRunner.Weighed of(Trial task, TrialInputs inputs) {
    Experiment experiment = task.experiment();
    ProblemSize size;
    double looks;
    try {
      RunProblem problem = RunProblem.of(experiment, inputs.data().get(experiment.data()));
      size = problem.size();
      looks = bytesOfLooks(task, inputs, problem, size);
    } catch (UserInputException wrong) { // the trial will report it
      return new TrialRunner.Weighed(task, 0, 0, 0);
    }
    Propagation propagation = experiment.engine().propagation();
    KernelRates rates = KernelRates.nominal(size.stateDim());
    double adjoints = 2.0 * Double.BYTES * size.leadingRows() * size.stateDim(); // states stay
    StepCost step = ScalingModel.inProcess(size, propagation, rates, 1);
    return new TrialRunner.Weighed(
        task,
        step.seconds() * (experiment.flow().steps() + 1.0),
        MemoryModel.inProcess(size, propagation, 1) + looks + adjoints,
        step.kernelSeconds() / (2.0 * size.depth()));
  }

  /**
   * Heap that comparing a trial takes beside its run: copies of particles, layer by layer or, for a
   * distance, all of them with the costs of a layer; and all that is kept of a reference.
   */
  private static double bytesOfLooks(
      Trial task, TrialInputs inputs, RunProblem problem, ProblemSize size) {
    ErrorSpec errors = task.errors();
    double numbersOfLayer = size.parameterBytes() / size.depth() / Double.BYTES;
    double copies = Double.BYTES * Math.max(EngineParticles.AT_ONCE, numbersOfLayer);
    boolean keeps = task.purpose() instanceof TrialPurpose.ToCompareWith;
    double kept = keeps ? kept(errors, problem, size) : 0;
    double gap = errors.layerGap() ? 3 * copies : 0;
    double distance = 0;
    List<Profile> references = task.purpose().references(problem, inputs);
    if (errors.cot() && !references.isEmpty() && references.get(0).particles() != null) {
      Profile reference = references.get(0);
      double others = reference.particles()[0].length / (double) reference.particleSizes().first();
      double costs = Math.min(TrialCapture.SOLVER.keptEntries(), size.width() * others);
      distance = size.parameterBytes() + copies + Double.BYTES * costs;
    }
    return Math.max(gap, distance) + kept;
  }

  private static double kept(ErrorSpec errors, RunProblem problem, ProblemSize size) {
    double numbersOfLayer = (double) problem.data().train().count() * size.stateDim();
    double states = Double.BYTES * numbersOfLayer * (size.depth() + 1);
    double looks = errors.atLast() ? 1 : errors.steps().size();
    return looks * (states + (errors.cot() ? size.parameterBytes() : 0));
  }
}
