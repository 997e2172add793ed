package org.cotflow.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.engine.Engine;
import org.cotflow.engine.LayerCopies;
import org.cotflow.flow.FlowObserver;
import org.cotflow.flow.StepRecord;
import org.cotflow.measure.HeldMeasure;

/** Keeps the record of a run in memory: the rows and the newest measure. */
final class HeldRecord implements FlowObserver {
  private final Engine engine;
  private final RunCertificates certificates;
  private final RunMonitor monitor;
  private final Double secondsAllowed;
  private final RunClock clock = new RunClock(0);
  private final List<StepRecord> rows = new ArrayList<>();
  private HeldMeasure measure;

  HeldRecord(
      Experiment experiment, Engine engine, RunCertificates certificates, RunMonitor monitor) {
    this.engine = engine;
    this.certificates = certificates;
    this.monitor = monitor;
    this.secondsAllowed = experiment.flow().stop().wallTime();
  }

  RunClock clock() {
    return clock;
  }

  List<StepRecord> rows() {
    return rows;
  }

  HeldMeasure measure() {
    return measure;
  }

  @Override
  public void begin(int step) {
    clock.stored(certificates.takeSpentNanos());
    clock.stepBegins(step == 0);
    certificates.begin(step);
    engine.describe("step " + step);
    monitor.at(step);
  }

  @Override
  public void store(int step, double flowTime, Map<String, double[]> memory) {
    measure = new HeldMeasure(engine.shape(), LayerCopies.all(engine));
  }

  @Override
  public void record(StepRecord row) {
    rows.add(row);
    monitor.row(row);
  }

  @Override
  public boolean converges(int step) {
    return certificates.holdsAt(step);
  }

  @Override
  public boolean interrupted() {
    return monitor.interrupted();
  }

  @Override
  public boolean timeIsUp() {
    return secondsAllowed != null && clock.secondsHere() >= secondsAllowed;
  }
}
