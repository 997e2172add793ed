package org.cotflow.run.tracker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.config.Experiment;
import org.cotflow.config.LogFormat;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;

/** The logs that {@code output.log} asks for. */
public final class StepLogs implements AutoCloseable {
  private final List<StepLog> logs = new ArrayList<>();
  private final long beganAt;
  private StepLog.Status status = StepLog.Status.FAILED;

  private StepLogs(long beganAt) {
    this.beganAt = beganAt;
  }

  /**
   * Begins the logs of a run, which replace those of an earlier call.
   *
   * @param run the run's directory
   * @param before rows of earlier calls that the history keeps
   * @param wallSeconds that the run took before
   */
  public static StepLogs open(
      Location run, Experiment experiment, List<HistoryRow> before, double wallSeconds)
      throws IOException {
    long now = System.currentTimeMillis();
    StepLogs logs = new StepLogs(now - Math.round(1e3 * wallSeconds));
    try {
      for (LogFormat format : experiment.output().log()) {
        logs.logs.add(
            switch (format) {
              case TENSORBOARD -> TensorBoardLog.begin(run, logs.beganAt);
              case MLFLOW -> MlflowLog.begin(run, experiment, logs.beganAt);
              case JSONL -> JsonLinesLog.begin(run);
            });
      }
      for (HistoryRow row : before) {
        logs.append(row);
      }
      logs.persist();
      return logs;
    } catch (IOException | RuntimeException e) {
      logs.close();
      throw e;
    }
  }

  /** A step was recorded. */
  public void append(HistoryRow row) throws IOException {
    Double wall = row.number(HistoryColumn.WALL_SECONDS);
    long millis = beganAt + (wall == null ? 0 : Math.round(1e3 * wall));
    for (StepLog log : logs) {
      log.append(row, millis);
    }
  }

  public void persist() throws IOException {
    for (StepLog log : logs) {
      log.persist();
    }
  }

  /**
   * The run has come to its end; without this call it has failed.
   *
   * @param interrupted whether it was stopped before
   */
  public void ended(boolean interrupted) {
    status = interrupted ? StepLog.Status.KILLED : StepLog.Status.FINISHED;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (StepLog log : logs) {
      try (log) {
        log.ends(status, System.currentTimeMillis());
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
