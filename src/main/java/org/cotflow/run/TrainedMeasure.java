package org.cotflow.run;

import java.util.List;
import java.util.stream.IntStream;
import org.cotflow.config.Experiment;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.LabeledRows;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.flow.StepRecord;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.RunSummary;

/**
 * A finished training as a value, for programs that use Cotflow as a library: nothing is written to
 * disk. The numbers are those of the same experiment in a run directory.
 *
 * @param end why the training ended
 * @param summary the final numbers, as in summary.json, but for Spark jobs, which are not counted;
 *     null if the monitor interrupted the training
 * @param history the recorded steps, as in history.csv
 * @param network all that is needed besides the particles to use the measure
 * @param measure the particles at the end
 */
public record TrainedMeasure(
    TrainingLoop.End end,
    RunSummary summary,
    List<StepRecord> history,
    NetworkFile network,
    HeldMeasure measure) {

  public TrainedMeasure {
    history = List.copyOf(history);
  }

  /**
   * Trains with all processors of this process.
   *
   * @throws org.cotflow.base.UserInputException where something of the experiment is wrong
   * @throws org.cotflow.base.DivergedException where numbers stop being finite
   */
  public static TrainedMeasure of(Experiment experiment) {
    return of(
        RunProblem.of(experiment),
        EngineFactory.inProcess(experiment.engine().threads()),
        RunMonitor.NONE);
  }

  /**
   * Trains with an engine of the caller's choice.
   *
   * @param monitor receives progress and may request a stop
   * @throws org.cotflow.base.DivergedException where numbers stop being finite
   */
  public static TrainedMeasure of(RunProblem problem, EngineFactory engines, RunMonitor monitor) {
    Experiment experiment = problem.experiment();
    problem.noteAssumptions(monitor::notice);
    try (Engine engine =
        engines.start(problem.shape(), problem.initial(), problem.network().maps())) {
      RunCertificates certificates = new RunCertificates(problem, engine, null, monitor);
      HeldRecord held = new HeldRecord(experiment, engine, certificates, monitor);
      TrainingLoop.Outcome outcome =
          TrainingRun.loop(
                  problem,
                  engine,
                  certificates.watching(TrainingRun.solver(problem)),
                  Integer.MAX_VALUE)
              .run(0, false, held);
      HeldMeasure measure = held.measure();
      String digest = MeasureDigest.of(measure.shape(), measure);
      RunSummary summary =
          outcome.last() == null
              ? null
              : TrainingRun.summary(problem, held.clock(), null, outcome, digest);
      return new TrainedMeasure(
          outcome.end(), summary, held.rows(), problem.networkFile(), measure);
    }
  }

  /**
   * Predictions for new samples.
   *
   * @param rows features as in the training data, before any scaling
   */
  public Prediction predict(FeatureRows rows) {
    int[] samples = IntStream.range(0, rows.count()).toArray();
    return predict(new LabeledRows(null, samples, rows, null));
  }

  /**
   * Predictions for samples whose truth may be known, with their metrics.
   *
   * @param rows as {@link org.cotflow.data.source.DataSources#part} reads them, for one
   */
  public Prediction predict(LabeledRows rows) {
    return Prediction.of(network, measure.shape(), measure, rows, EngineFactory.inProcess(null));
  }
}
