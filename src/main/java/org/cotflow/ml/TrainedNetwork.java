package org.cotflow.ml;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.data.Preparation;
import org.cotflow.data.RawSamples;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.launch.EngineChoice;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainedMeasure;
import org.cotflow.run.snapshot.PartReceipt;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.snapshot.Snapshots;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.Provenance;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;
import org.cotflow.spark.CotflowKryoRegistrator;

/**
 * What a model predicts with, and where it comes from. It is stored as a run directory with one
 * snapshot and no history, which {@code predict}, {@code export}, {@code distance} and the like
 * read.
 *
 * @param experiment with everything resolved
 * @param dataDigest of the rows, as provenance.json has it
 */
record TrainedNetwork(
    Experiment experiment,
    String dataDigest,
    NetworkFile network,
    HeldMeasure measure,
    RunSummary summary) {

  /**
   * Trains where {@code engine.kind} says: on the executors of the data frame's session, or in this
   * process.
   *
   * @throws UserInputException where rows and experiment do not fit, or the session cannot send
   *     particles
   */
  static TrainedNetwork train(Dataset<?> frame, Experiment experiment, RawSamples rows) {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
    if (experiment.engine().kind() == Kind.SPARK) {
      requireSerializer(context.getConf());
    }
    RunProblem problem = RunProblem.of(experiment, Preparation.of(rows, experiment.data()));
    if (problem.data().isClassification()) {
      FrameRows.labels(problem.data().classNames());
    }
    TrainedMeasure trained =
        TrainedMeasure.of(problem, EngineChoice.on(context, problem.experiment()), RunMonitor.NONE);
    return new TrainedNetwork(
        problem.experiment(),
        problem.data().digest(),
        trained.network(),
        trained.measure(),
        trained.summary());
  }

  /**
   * @throws UserInputException where the session's serializer does not know particles
   */
  static void requireSerializer(SparkConf conf) {
    String serializer = conf.get("spark.serializer", "");
    String registrators = conf.get("spark.kryo.registrator", "");
    String own = CotflowKryoRegistrator.class.getName();
    if (serializer.endsWith("KryoSerializer") && !List.of(registrators.split(",")).contains(own)) {
      throw new UserInputException(
          "the session's spark.serializer is Kryo, which does not know Cotflow's particles; start"
              + " it with spark.kryo.registrator = "
              + own);
    }
  }

  /** Writes a new run directory. */
  void write(Location place) throws IOException {
    try (RunDirectory run = RunDirectory.create(place, ConfigText.render(experiment))) {
      run.writeProvenance(
          new Provenance(
              Build.current(), dataDigest, List.of(), seeds(), BlockKernels.description()));
      network.write(place);
      Snapshots snapshots = run.snapshots();
      MeasureShape shape = measure.shape();
      int blocks = shape.blockCount();
      PartReceipt all =
          snapshots
              .begin(summary.steps())
              .write(shape, 0, blocks, measure.blocks(shape, 0, blocks));
      snapshots.commit(
          shape, List.of(all), ResumePoint.of(summary.steps(), summary.flowTime(), 0, 0));
      run.writeSummary(summary);
    }
  }

  private Map<String, Long> seeds() {
    Map<String, Long> seeds = new TreeMap<>();
    Long own = experiment.network().seed();
    seeds.put("data.seed", experiment.data().seed());
    seeds.put("init.seed", experiment.init().seed());
    seeds.put("network.seed", own == null ? experiment.init().seed() : own);
    return seeds;
  }

  /**
   * Reads what {@link #write} wrote; every byte of the particles is checked.
   *
   * @throws UserInputException where something is missing or damaged
   */
  static TrainedNetwork read(Location place) throws IOException {
    try (RunDirectory run = RunDirectory.open(place)) {
      Experiment experiment = run.experiment();
      Snapshot snapshot = run.snapshot(null);
      snapshot.verify();
      MeasureShape shape = snapshot.shape(experiment.engine().block());
      return new TrainedNetwork(
          experiment,
          run.provenance().get("dataDigest"),
          NetworkFile.read(place),
          HeldMeasure.of(shape, snapshot.source()),
          run.summary());
    }
  }

  /** What executors need. */
  Sent sent() {
    return new Sent(network, measure);
  }

  /** A network and its particles, for Java serialization. */
  record Sent(NetworkFile network, HeldMeasure measure) implements Serializable {}
}
