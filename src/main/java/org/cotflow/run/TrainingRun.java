package org.cotflow.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.cotflow.base.Build;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.config.ResumeRules;
import org.cotflow.depth.DepthParallel;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.Discretization;
import org.cotflow.depth.RecyclingSweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.flow.StepRecord;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureSource;
import org.cotflow.network.Metrics;
import org.cotflow.run.certificate.Certifiable;
import org.cotflow.run.certificate.CertificateJson;
import org.cotflow.run.certificate.Certified;
import org.cotflow.run.cost.MemoryModel;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.Provenance;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunFile;
import org.cotflow.run.store.RunSummary;

/** Trains an experiment in a run directory, from the beginning or from its last snapshot. */
public final class TrainingRun {
  private TrainingRun() {}

  /**
   * How a call ended.
   *
   * @param end null for a run that had come to its end before
   * @param summary null if the run was interrupted
   */
  public record Result(TrainingLoop.End end, int step, RunSummary summary) {}

  /**
   * A new run in a new directory, {@code output.dir} of the experiment. The directory is made last:
   * an engine that does not start leaves none.
   *
   * @throws UserInputException if the directory is not free
   * @throws org.cotflow.base.DivergedException where numbers stop being finite
   */
  public static Result start(RunProblem problem, EngineFactory engines, RunMonitor monitor)
      throws IOException {
    return start(problem, Locations.of(problem.experiment().output().dir()), engines, monitor);
  }

  /** The same in a directory of the caller's choice. */
  public static Result start(
      RunProblem problem, Location place, EngineFactory engines, RunMonitor monitor)
      throws IOException {
    Experiment experiment = problem.experiment();
    RunDirectory.requireFree(place);
    try (Engine engine = started(engines, problem, problem.initial());
        RunDirectory directory = RunDirectory.create(place, ConfigText.render(experiment))) {
      describe(problem, directory);
      problem.noteAssumptions(monitor::notice);
      return run(problem, directory, Optional.empty(), engine, monitor);
    }
  }

  /**
   * Goes on with a run.
   *
   * @param nameGiven the experiment's name if the user gave one, else null
   * @param sets assignments of this call
   */
  public static Result resume(
      Location place,
      String nameGiven,
      List<String> sets,
      EngineFactoryOf engines,
      RunMonitor monitor)
      throws IOException {
    return resume(
        place, stored -> ResumeRules.resolveResume(stored, nameGiven, sets), engines, monitor);
  }

  /**
   * Starts a run, or goes on with the same one where a part of it lies in {@code output.dir}.
   *
   * @throws UserInputException if the directory holds something else
   */
  public static Result startOrGoOn(RunProblem problem, EngineFactoryOf engines, RunMonitor monitor)
      throws IOException {
    Experiment experiment = problem.experiment();
    Location place = Locations.of(experiment.output().dir());
    return RunDirectory.isRun(place)
        ? resume(place, stored -> ResumeRules.requireSame(stored, experiment), engines, monitor)
        : start(problem, place, engines.of(experiment), monitor);
  }

  private static Result resume(
      Location place,
      UnaryOperator<Experiment> resolved,
      EngineFactoryOf engines,
      RunMonitor monitor)
      throws IOException {
    try (RunDirectory directory = RunDirectory.resume(place)) {
      Experiment stored = directory.experiment();
      Experiment experiment = resolved.apply(stored);
      RunSummary summary = wholeSummary(directory, monitor);
      if (summary != null && experiment.flow().equals(stored.flow())) {
        return new Result(null, summary.steps(), summary);
      }
      Optional<Snapshot> snapshot = directory.snapshots().latestValid(monitor::notice);
      snapshot.ifPresent(found -> requireReachable(experiment, found));
      RunProblem problem =
          snapshot.isPresent()
              ? RunProblem.goingOn(experiment, place, snapshot.get())
              : RunProblem.of(experiment);
      if (snapshot.isPresent()) {
        directory.requireTables(snapshot.get());
      }
      directory.dropSummary();
      directory.writeConfig(ConfigText.render(problem.experiment()));
      directory.snapshots().dropAfter(snapshot.map(Snapshot::step).orElse(-1));
      if (snapshot.isEmpty()) {
        describe(problem, directory);
      }
      MeasureSource source = snapshot.isPresent() ? snapshot.get().source() : problem.initial();
      try (Engine engine = started(engines.of(experiment), problem, source)) {
        return run(problem, directory, snapshot, engine, monitor);
      }
    }
  }

  /** The summary; null where there is none, or a damaged one, which the run writes again. */
  private static RunSummary wholeSummary(RunDirectory directory, RunMonitor monitor)
      throws IOException {
    try {
      return directory.summary();
    } catch (UserInputException damaged) {
      monitor.notice(damaged.getMessage() + ", or let the run end again, as it does now");
      return null;
    }
  }

  /** The engine of an experiment whose engine keys may have changed. */
  @FunctionalInterface
  public interface EngineFactoryOf {
    EngineFactory of(Experiment experiment);
  }

  private static void requireReachable(Experiment experiment, Snapshot snapshot) {
    if (experiment.flow().steps() < snapshot.step()) {
      throw new UserInputException(
          "flow.steps is %s, but the run stands at step %s already; give at least that"
              .formatted(experiment.flow().steps(), snapshot.step()));
    }
  }

  /** What a run writes down before its first step. */
  private static void describe(RunProblem problem, RunDirectory directory) throws IOException {
    directory.writeProvenance(provenance(problem));
    problem.networkFile().write(directory.location());
  }

  private static Provenance provenance(RunProblem problem) {
    Map<String, Long> seeds = new TreeMap<>();
    seeds.put("data.seed", problem.experiment().data().seed());
    seeds.put("init.seed", problem.experiment().init().seed());
    seeds.put("network.seed", problem.networkSeed());
    return new Provenance(
        Build.current(),
        problem.data().digest(),
        problem.data().notes(),
        seeds,
        BlockKernels.description(),
        problem.network().maps().map(MapSpec::name).toString(),
        problem.experiment().network().mapDigest());
  }

  private static Engine started(EngineFactory engines, RunProblem problem, MeasureSource source) {
    try {
      return engines.start(problem.shape(), source, problem.network().maps());
    } catch (OutOfMemoryError shortage) {
      throw shortage(problem, "for the particles", shortage);
    }
  }

  private static OutOfMemoryError shortage(
      RunProblem problem, String what, OutOfMemoryError failure) {
    return MemoryShortage.of(problem.experiment().engine(), problem.size(), what, failure);
  }

  private static Result run(
      RunProblem problem,
      RunDirectory directory,
      Optional<Snapshot> snapshot,
      Engine engine,
      RunMonitor monitor)
      throws IOException {
    Experiment experiment = problem.experiment();
    ResumePoint point = snapshot.isPresent() ? snapshot.get().resumePoint() : null;
    RunDiagnostics diagnostics = RunDiagnostics.open(problem, directory, engine, point);
    RunCertificates certificates =
        new RunCertificates(
            problem,
            engine,
            Certifiable.every(experiment) == null ? null : directory.writeCertificates(point),
            monitor);
    DepthSolver solver = certificates.watching(diagnostics.watching(solver(problem)));
    if (point != null) {
      solver.remember(point.memory());
    }
    RunRecorder recorder =
        new RunRecorder(
            directory, problem, engine, solver, diagnostics, certificates, point, monitor);
    Result result;
    try {
      TrainingLoop loop = loop(problem, engine, solver, experiment.output().snapshotEvery());
      int first = point == null ? 0 : point.step();
      if (point != null) {
        loop.remember(point.memory());
      }
      TrainingLoop.Outcome outcome = loop.run(first, point != null, recorder);
      result = finished(problem, directory, snapshot, recorder, certificates, outcome);
      recorder.ended(result.summary() == null);
    } catch (OutOfMemoryError shortage) {
      throw shortage(problem, "for the states of a step", shortage);
    } finally {
      recorder.close();
    }
    if (result.summary() != null) {
      directory.writeDigests();
    }
    return result;
  }

  /** The training of a problem by an engine that holds its particles. */
  public static TrainingLoop loop(
      RunProblem problem, Engine engine, DepthSolver solver, int snapshotEvery) {
    Experiment experiment = problem.experiment();
    return new TrainingLoop(
        problem.training(),
        experiment.flow(),
        engine,
        solver,
        experiment.init().seed(),
        experiment.output().recordEvery(),
        snapshotEvery);
  }

  /** The depth solver that the experiment asks for. */
  public static DepthSolver solver(RunProblem problem) {
    Experiment experiment = problem.experiment();
    Propagation propagation = experiment.engine().propagation();
    if (propagation == Propagation.SWEEP) {
      return new RecyclingSweep(
          Discretization.of(experiment.network()),
          MemoryModel.keepEvery(
              experiment.engine(), problem.size(), Runtime.getRuntime().maxMemory()));
    }
    return new DepthParallel(
        propagation == Propagation.NEWTON,
        experiment.engine().tolerance(),
        experiment.flow().batch() == null);
  }

  private static Result finished(
      RunProblem problem,
      RunDirectory directory,
      Optional<Snapshot> snapshot,
      RunRecorder recorder,
      RunCertificates certificates,
      TrainingLoop.Outcome outcome)
      throws IOException {
    StepRecord last = outcome.last();
    Set<Integer> inUse = new TreeSet<>(Set.of(outcome.step()));
    if (last != null && last.best() != null) {
      inUse.add(last.best().step());
    }
    directory.snapshots().retain(problem.experiment().output().keep(), inUse);
    if (outcome.last() == null) {
      return new Result(outcome.end(), outcome.step(), null);
    }
    String digest =
        recorder.measureDigest() != null
            ? recorder.measureDigest()
            : snapshot.map(Snapshot::measureDigest).orElse(null);
    RunSummary summary =
        summary(problem, recorder.clock(), recorder.jobsPerStep(), outcome, digest);
    if (outcome.end() == TrainingLoop.End.CERTIFIED) {
      writeCertificate(directory, certificates, outcome, digest);
    }
    directory.writeSummary(summary);
    return new Result(outcome.end(), outcome.step(), summary);
  }

  /** What {@code certify} writes for the last snapshot. */
  private static void writeCertificate(
      RunDirectory directory,
      RunCertificates certificates,
      TrainingLoop.Outcome outcome,
      String measureDigest)
      throws IOException {
    Location run = directory.location();
    Certified.Origin origin =
        new Certified.Origin(run.toString(), outcome.step(), outcome.last().flowTime());
    Certified certified = certificates.certified(origin, measureDigest);
    RunFile.CERTIFICATE.in(run).replaceText(CertificateJson.text(certified));
  }

  /** What is known at the end of a run. */
  static RunSummary summary(
      RunProblem problem,
      RunClock clock,
      Double jobsPerStep,
      TrainingLoop.Outcome outcome,
      String digest) {
    StepRecord last = outcome.last();
    NetworkFile network = problem.networkFile();
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    outcome
        .predictions()
        .forEach(
            (part, predictions) ->
                metrics.put(
                    Keyword.of(part),
                    network.metrics(predictions, problem.data().part(part).targets())));
    Double secondsPerStep = clock.medianStepSeconds();
    int samples = problem.data().train().count();
    Integer batch = problem.experiment().flow().batch();
    double pairs =
        (double) problem.shape().particleCount()
            * (batch == null ? samples : Math.min(samples, batch));
    return new RunSummary(
        last.fullRisk() == null ? last.risk() : last.fullRisk(),
        last.validationRisk(),
        last.testRisk(),
        last.trainAccuracy(),
        last.validationAccuracy(),
        last.testAccuracy(),
        last.trainR2(),
        last.validationR2(),
        last.testR2(),
        last.best() == null ? null : last.best().step(),
        last.best() == null ? null : last.best().risk(),
        outcome.end() == TrainingLoop.End.CERTIFIED ? true : null,
        last.step(),
        last.flowTime(),
        secondsPerStep,
        secondsPerStep == null ? null : pairs / secondsPerStep,
        jobsPerStep,
        digest,
        metrics);
  }
}
