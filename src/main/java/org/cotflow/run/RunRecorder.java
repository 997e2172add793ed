package org.cotflow.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cotflow.config.Experiment;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineCounters;
import org.cotflow.engine.StepMetrics;
import org.cotflow.flow.BestStep;
import org.cotflow.flow.FlowObserver;
import org.cotflow.flow.StepRecord;
import org.cotflow.run.snapshot.PartReceipt;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.run.snapshot.Snapshots;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.MetricsRow;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunFile;
import org.cotflow.run.store.StepTable;
import org.cotflow.run.store.TrajectoryWriter;
import org.cotflow.run.tracker.StepLogs;

/** Keeps the record of a run in its directory: history, metrics and snapshots. */
final class RunRecorder implements FlowObserver {
  /** Jobs of the first steps, which set things up, do not count for the mean. */
  private static final int STEPS_BEFORE_COUNTING = 10;

  private final RunDirectory directory;
  private final Engine engine;
  private final DepthSolver solver;
  private final RunDiagnostics diagnostics;
  private final RunCertificates certificates;
  private final StepTable<HistoryRow> history;
  private final StepTable<MetricsRow> metrics;
  private final TrajectoryWriter trajectories;
  private final StepLogs logs;
  private final RunMonitor monitor;
  private final RunClock clock;
  private final Experiment experiment;
  private final int firstStep;
  private EngineCounters counted = new EngineCounters(0, 0, 0);
  private EngineCounters ofLastStep = counted;
  private EngineCounters countedFrom;
  private int step;
  private int countedFromStep;
  private String measureDigest;
  private BestStep best;

  RunRecorder(
      RunDirectory directory,
      RunProblem problem,
      Engine engine,
      DepthSolver solver,
      RunDiagnostics diagnostics,
      RunCertificates certificates,
      ResumePoint point,
      RunMonitor monitor)
      throws IOException {
    this.directory = directory;
    this.experiment = problem.experiment();
    this.engine = engine;
    this.solver = solver;
    this.diagnostics = diagnostics;
    this.certificates = certificates;
    this.monitor = monitor;
    this.history = directory.writeHistory(problem.data().validation().count() > 0, point);
    this.best = point == null ? null : BestStep.remembered(point.memory());
    this.metrics = directory.writeMetrics(point);
    this.logs =
        StepLogs.open(
            directory.location(),
            experiment,
            experiment.output().log().isEmpty() || point == null
                ? List.of()
                : directory.history().rows().subList(0, (int) point.historyRows()),
            point == null ? 0 : point.wallSeconds());
    this.trajectories =
        TrajectoryWriter.open(
            directory.location(),
            experiment.output().trajectories(),
            engine.shape().layouts(),
            point);
    this.clock = new RunClock(point == null ? 0 : point.wallSeconds());
    this.firstStep = point == null ? 0 : point.step();
  }

  RunClock clock() {
    return clock;
  }

  /** Of the last snapshot; null if none was written. */
  String measureDigest() {
    return measureDigest;
  }

  /** Jobs per step after the first steps; null without jobs or steps. */
  Double jobsPerStep() {
    EngineCounters now = engine.counters();
    return now == null || countedFrom == null || step <= countedFromStep
        ? null
        : (double) (now.jobs() - countedFrom.jobs()) / (step - countedFromStep);
  }

  @Override
  public void begin(int at) {
    clock.stored(diagnostics.takeSpentNanos() + certificates.takeSpentNanos());
    clock.stepBegins(at == firstStep);
    diagnostics.begin(at);
    certificates.begin(at);
    step = at;
    if (at > firstStep) {
      writeMetrics(at - 1);
    }
    if (engine.counters() != null && at == firstStep + STEPS_BEFORE_COUNTING) {
      countedFrom = engine.counters();
      countedFromStep = at;
    }
    engine.describe("step " + at);
    monitor.at(at);
  }

  private void writeMetrics(int done) {
    EngineCounters now = engine.counters();
    if (now != null) {
      ofLastStep = now.since(counted);
      counted = now;
    }
    Runtime runtime = Runtime.getRuntime();
    long heapBytes = runtime.totalMemory() - runtime.freeMemory();
    try {
      metrics.append(
          new MetricsRow(
              done, clock.lastStepSeconds(), now == null ? null : ofLastStep, heapBytes));
    } catch (IOException failure) {
      throw new StepNotWrittenException("metrics", done, failure);
    }
  }

  @Override
  public void store(int at, double flowTime, Map<String, double[]> flowMemory) {
    long began = System.nanoTime();
    monitor.doing("writing the snapshot of step " + at);
    try {
      history.persist();
      metrics.persist();
      logs.persist();
      diagnostics.persist();
      certificates.persist();
      if (trajectories != null) {
        trajectories.persist();
      }
      Snapshots snapshots = directory.snapshots();
      List<PartReceipt> receipts = engine.store(snapshots.begin(at));
      Map<String, double[]> memory = new TreeMap<>(solver.memory());
      memory.putAll(flowMemory);
      ResumePoint point =
          new ResumePoint(
              at,
              flowTime,
              history.rowCount(),
              history.digest(),
              clock.wallSeconds(),
              memory,
              tables());
      measureDigest = snapshots.commit(engine.shape(), receipts, point).measureDigest();
      snapshots.retain(experiment.output().keep(), inUse(at));
    } catch (IOException failure) {
      throw new StepNotWrittenException("snapshot", at, failure);
    } catch (UncheckedIOException failure) { // an engine's threads wrap it
      throw new StepNotWrittenException("snapshot", at, failure.getCause());
    }
    clock.stored(System.nanoTime() - began);
    monitor.doing(null);
  }

  /** The best step's snapshot, if it has one, stays until a better step is recorded. */
  private Set<Integer> inUse(int at) {
    Set<Integer> steps = new TreeSet<>();
    steps.add(engine.mayReadSourceAgain() ? firstStep : at);
    if (best != null) {
      steps.add(best.step());
    }
    return steps;
  }

  private Map<String, ResumePoint.Rows> tables() {
    Map<String, ResumePoint.Rows> tables = new TreeMap<>();
    if (diagnostics.rows() != null) {
      tables.put(RunFile.DIAGNOSTICS.fileName(), diagnostics.rows());
    }
    if (trajectories != null) {
      tables.put(RunFile.TRAJECTORIES.fileName(), trajectories.rows());
    }
    return tables;
  }

  @Override
  public void evaluated(int at, Trajectory states, int firstTrainRow) {
    monitor.evaluated(at, states, firstTrainRow);
  }

  @Override
  public boolean readsStates() {
    return monitor.readsStates();
  }

  @Override
  public void hold(int at, double flowTime) {
    if (trajectories == null) {
      return;
    }
    try {
      trajectories.append(at, flowTime, engine);
    } catch (IOException failure) {
      throw new StepNotWrittenException("trajectories", at, failure);
    }
  }

  @Override
  public void record(StepRecord row) {
    HistoryColumn.Recorded step =
        new HistoryColumn.Recorded(row, diagnostics.takeFound(row.step()), clock.wallSeconds());
    try {
      HistoryRow recorded = HistoryRow.of(step);
      history.append(recorded);
      logs.append(recorded);
    } catch (IOException failure) {
      throw new StepNotWrittenException("history", row.step(), failure);
    }
    best = row.best();
    report(row);
    monitor.row(row);
  }

  /** A row comes during the step after its own, but that of the last step during that very step. */
  private void report(StepRecord row) {
    boolean ended = row.step() < step;
    EngineCounters now = engine.counters();
    EngineCounters spent = ended || now == null ? ofLastStep : now.since(counted);
    engine.report(
        new StepMetrics(
            row.step(),
            ended ? clock.lastStepSeconds() : clock.secondsOfThisStep(),
            spent.jobs(),
            spent.bytesBroadcast(),
            spent.bytesReduced(),
            row.solver().evaluations(),
            row.solver().residual(),
            row.risk()));
  }

  @Override
  public boolean converges(int at) {
    return certificates.holdsAt(at);
  }

  @Override
  public boolean interrupted() {
    return monitor.interrupted();
  }

  @Override
  public boolean timeIsUp() {
    Double allowed = experiment.flow().stop().wallTime();
    return allowed != null && clock.secondsHere() >= allowed;
  }

  /** The run has come to an end of its own, or was stopped. */
  void ended(boolean stopped) {
    logs.ended(stopped);
  }

  void close() throws IOException {
    try (history;
        logs;
        diagnostics;
        certificates;
        trajectories) {
      metrics.close();
    }
  }
}
