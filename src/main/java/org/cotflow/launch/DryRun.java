package org.cotflow.launch;

import java.util.List;
import java.util.Map;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.data.PreparedData;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.run.RunProblem;
import org.cotflow.run.cost.Calibration;
import org.cotflow.run.cost.KernelRates;
import org.cotflow.run.cost.MemoryModel;
import org.cotflow.run.cost.ProblemSize;
import org.cotflow.run.cost.ScalingModel;
import org.cotflow.run.cost.StepCost;

/**
 * What a run would be and take in this process, without training.
 *
 * @param configuration the value of every key, resolved
 * @param data the samples as the network would get them
 * @param particles of all layers
 * @param parameterBytes of their numbers
 * @param threads of the in-process engine
 * @param heapBytes to give Java
 * @param availableBytes of heap that this process may take
 * @param secondsPerStep from rates measured here
 * @param steps of the flow
 * @param seconds of all steps, without snapshots and reports
 */
public record DryRun(
    Map<String, Object> configuration,
    Data data,
    long particles,
    double parameterBytes,
    int threads,
    double heapBytes,
    double availableBytes,
    double secondsPerStep,
    int steps,
    double seconds) {

  /** Most seconds for each measurement of rates: a forecast to within a factor of two suffices. */
  private static final double PATIENCE = 3;

  /**
   * The samples.
   *
   * @param inputs names of the numbers of a sample that the network gets
   * @param targets names of its outputs
   * @param classes their names in order; empty for a regression
   * @param notes what was decided that neither the source nor the configuration says
   */
  public record Data(
      String source,
      int train,
      int validation,
      int test,
      List<String> inputs,
      List<String> targets,
      List<String> classes,
      String digest,
      List<String> notes) {
    private static Data of(String source, PreparedData data) {
      return new Data(
          source,
          data.train().count(),
          data.validation().count(),
          data.test().count(),
          data.featureNames(),
          data.targetNames(),
          data.classNames(),
          data.digest(),
          data.notes());
    }
  }

  /** Measures this machine's rates for the problem, which takes some seconds. */
  public static DryRun of(RunProblem problem) {
    Experiment experiment = problem.experiment();
    int threads = WorkerTeam.size(experiment.engine().threads());
    ProblemSize size = problem.size();
    KernelRates rates = Calibration.measure(size, problem.network().maps(), threads, PATIENCE);
    Propagation propagation = experiment.engine().propagation();
    StepCost cost = ScalingModel.inProcess(size, propagation, rates, threads);
    return new DryRun(
        ConfigText.object(experiment),
        Data.of(experiment.data().source(), problem.data()),
        problem.shape().particleCount(),
        size.parameterBytes(),
        threads,
        MemoryModel.heap(MemoryModel.inProcess(size, propagation, threads)),
        Runtime.getRuntime().maxMemory(),
        cost.seconds(),
        experiment.flow().steps(),
        cost.seconds() * experiment.flow().steps());
  }
}
