package org.cotflow.launch;

import org.cotflow.config.Experiment;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.run.RunProblem;
import org.cotflow.run.cost.KernelRates;
import org.cotflow.run.cost.ScalingModel;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepCost;

/**
 * What a sweep would take in this process, without training.
 *
 * @param runs how many
 * @param references how many
 * @param costliestName what tells the costliest trial from others
 * @param costliest that trial as a run of its own
 * @param threads each does one trial at a time
 * @param seconds of all trials on these threads
 */
public record SweepDryRun(
    int runs, int references, String costliestName, DryRun costliest, int threads, double seconds) {

  /** Measures this machine's rates for the costliest trial, which takes some seconds. */
  public static SweepDryRun of(ExperimentSweep sweep) {
    SweepCost cost = sweep.cost();
    Experiment hardest = cost.costliest();
    RunProblem problem = RunProblem.of(hardest);
    DryRun costliest = DryRun.of(problem);
    KernelRates nominal = KernelRates.nominal(problem.size().stateDim());
    double nominalStep =
        ScalingModel.inProcess(
                problem.size(), hardest.engine().propagation(), nominal, costliest.threads())
            .kernelSeconds();
    double slower = costliest.secondsPerStep() / nominalStep;
    int threads = WorkerTeam.size(sweep.experiment().engine().threads());
    return new SweepDryRun(
        cost.runs(),
        cost.references(),
        cost.costliestName(),
        costliest,
        threads,
        slower * cost.seconds() / threads);
  }
}
