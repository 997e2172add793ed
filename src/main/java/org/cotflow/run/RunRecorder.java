package org.cotflow.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.config.Experiment;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineCounters;
import org.cotflow.engine.StepMetrics;
import org.cotflow.flow.Balance;
import org.cotflow.flow.FlowObserver;
import org.cotflow.flow.StepRecord;
import org.cotflow.run.snapshot.PartReceipt;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.run.snapshot.Snapshots;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.HistoryWriter;
import org.cotflow.run.store.MetricsWriter;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.TrajectoryWriter;

/** Keeps the record of a run in its directory: history, metrics and snapshots. */
final class RunRecorder implements FlowObserver {
  /** Columns of history.csv between dissipation and wall_seconds. */
  static final List<String> FURTHER_COLUMNS =
      List.of(
          "full_risk",
          "train_r2",
          "test_r2",
          "residual",
          "converged",
          "speed_integral",
          "dissipation_integral",
          "balance_defect",
          "rejected_steps",
          "pl_ratio",
          RunDiagnostics.COLUMNS.get(0),
          RunDiagnostics.COLUMNS.get(1));

  static final List<String> METRICS =
      List.of("seconds", "jobs", "bytes_broadcast", "bytes_reduced", "heap_bytes");

  /** Jobs of the first steps, which set things up, do not count for the mean. */
  private static final int STEPS_BEFORE_COUNTING = 10;

  private final RunDirectory directory;
  private final Engine engine;
  private final DepthSolver solver;
  private final RunDiagnostics diagnostics;
  private final HistoryWriter history;
  private final MetricsWriter metrics;
  private final TrajectoryWriter trajectories;
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

  RunRecorder(
      RunDirectory directory,
      Experiment experiment,
      Engine engine,
      DepthSolver solver,
      RunDiagnostics diagnostics,
      ResumePoint point,
      RunMonitor monitor)
      throws IOException {
    this.directory = directory;
    this.experiment = experiment;
    this.engine = engine;
    this.solver = solver;
    this.diagnostics = diagnostics;
    this.monitor = monitor;
    this.history = directory.writeHistory(FURTHER_COLUMNS, point);
    this.metrics = directory.writeMetrics(METRICS, point);
    this.trajectories =
        TrajectoryWriter.open(
            directory.location(), experiment.output().trajectories(), engine.stateDim(), point);
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
    clock.stored(diagnostics.takeSpentNanos());
    clock.stepBegins(at == firstStep);
    diagnostics.begin(at);
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
    Map<String, Number> values = new LinkedHashMap<>();
    values.put("seconds", clock.lastStepSeconds());
    EngineCounters now = engine.counters();
    if (now != null) {
      ofLastStep = now.since(counted);
      values.put("jobs", ofLastStep.jobs());
      values.put("bytes_broadcast", ofLastStep.bytesBroadcast());
      values.put("bytes_reduced", ofLastStep.bytesReduced());
      counted = now;
    }
    Runtime runtime = Runtime.getRuntime();
    values.put("heap_bytes", runtime.totalMemory() - runtime.freeMemory());
    try {
      metrics.append(done, values);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void store(int at, double flowTime, Map<String, double[]> flowMemory) {
    long began = System.nanoTime();
    try {
      history.persist();
      metrics.persist();
      diagnostics.persist();
      if (trajectories != null) {
        trajectories.persist();
      }
      Snapshots snapshots = directory.snapshots();
      List<PartReceipt> receipts = engine.store(snapshots.begin(at));
      Map<String, double[]> memory = new TreeMap<>(solver.memory());
      memory.putAll(flowMemory);
      ResumePoint point =
          new ResumePoint(at, flowTime, history.rowCount(), clock.wallSeconds(), memory, Map.of());
      measureDigest = snapshots.commit(engine.shape(), receipts, point).measureDigest();
      snapshots.retain(experiment.output().keep(), engine.mayReadSourceAgain() ? firstStep : at);
    } catch (IOException failure) {
      throw notStored(at, failure);
    } catch (UncheckedIOException failure) { // an engine's threads wrap it
      throw notStored(at, failure.getCause());
    }
    clock.stored(System.nanoTime() - began);
  }

  private static UncheckedIOException notStored(int step, IOException failure) {
    return new UncheckedIOException("cannot store the measure of step " + step, failure);
  }

  @Override
  public void evaluated(int at, Trajectory states, int firstTrainRow) {
    monitor.evaluated(at, states, firstTrainRow);
  }

  @Override
  public void hold(int at, double flowTime) {
    if (trajectories == null) {
      return;
    }
    try {
      trajectories.append(at, flowTime, engine);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write the trajectories of step " + at, failure);
    }
  }

  @Override
  public void record(StepRecord row) {
    Map<String, Double> further = new LinkedHashMap<>();
    further.put("full_risk", row.fullRisk());
    further.put("train_r2", row.trainR2());
    further.put("test_r2", row.testR2());
    further.put("residual", row.solver().residual());
    further.put("converged", row.solver().converged() ? 1.0 : 0.0);
    further.put("pl_ratio", row.risk() > 0 ? row.gradNormSquared() / row.risk() : null);
    diagnostics.addTo(further, row.step());
    Balance balance = row.balance();
    if (balance != null) {
      further.put("speed_integral", balance.speed());
      further.put("dissipation_integral", balance.dissipation());
      further.put("balance_defect", balance.defect(row.risk()));
    }
    if (row.rejected() != null) {
      further.put("rejected_steps", (double) row.rejected());
    }
    try {
      history.append(
          new HistoryRow(
              row.step(),
              row.flowTime(),
              row.risk(),
              row.gradNormSquared(),
              row.trainAccuracy(),
              row.testRisk(),
              row.testAccuracy(),
              (long) row.solver().evaluations(),
              row.dissipation(),
              further,
              clock.wallSeconds()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
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
  public boolean interrupted() {
    return monitor.interrupted();
  }

  @Override
  public boolean timeIsUp() {
    Double allowed = experiment.flow().stop().wallTimeSeconds();
    return allowed != null && clock.secondsHere() >= allowed;
  }

  void close() throws IOException {
    try (history;
        diagnostics;
        trajectories) {
      metrics.close();
    }
  }
}
