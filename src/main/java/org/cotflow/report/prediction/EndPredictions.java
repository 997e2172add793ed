package org.cotflow.report.prediction;

import java.io.IOException;
import org.cotflow.data.DataPart;
import org.cotflow.engine.EngineFactory;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.run.Prediction;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.StoredMeasure;

/** The predictions of a run's last snapshot for a part of its own samples. */
public final class EndPredictions {
  /** Numbers of all particles up to which the measure is read for a picture. */
  private static final long LARGEST_MEASURE = 1L << 23;

  /** Products up to which samples go through the layers for a picture. */
  private static final double CHEAP = 2e9;

  private EndPredictions() {}

  /**
   * Predicts.
   *
   * @param samples how many the part has
   * @return null without snapshots, and where it would take long
   */
  public static Prediction of(ReportedRun run, DataPart part, int samples) throws IOException {
    StoredMeasure measure = measure(run, samples, -1);
    return measure == null ? null : Prediction.ofPart(measure, part, EngineFactory.inProcess(null));
  }

  /**
   * A measure that samples can go through quickly.
   *
   * @param step of the snapshot; -1 for the last
   * @return null where there is none
   */
  static StoredMeasure measure(ReportedRun run, int samples, int step) throws IOException {
    if (run.experiment() == null || run.snapshotSteps().isEmpty()) {
      return null;
    }
    int last = run.snapshotSteps().get(run.snapshotSteps().size() - 1);
    Snapshot snapshot = run.snapshots().open(step < 0 ? last : step);
    StoredMeasure measure =
        StoredMeasure.of(run.name(), RunDirectory.open(run.location()), snapshot);
    long numbers = measure.shape().numberCount();
    return numbers > LARGEST_MEASURE || (double) numbers * samples > CHEAP ? null : measure;
  }
}
