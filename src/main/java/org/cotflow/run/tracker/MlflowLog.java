package org.cotflow.run.tracker;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.base.ShortestDouble;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.format.Json;
import org.cotflow.format.RowFile;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.RunFile;

/**
 * A file store of MLflow with one run.
 *
 * <pre>
 *   mlruns/EXPERIMENT/meta.yaml
 *   mlruns/EXPERIMENT/RUN/meta.yaml        status: 1 running, 3 finished, 4 failed, 5 killed
 *   mlruns/EXPERIMENT/RUN/metrics/NAME     a line for each step: milliseconds value step
 *   mlruns/EXPERIMENT/RUN/params/KEY       the value of a configuration key
 *   mlruns/EXPERIMENT/RUN/tags/NAME
 * </pre>
 *
 * <p>Source: FileStore of mlflow. The identifiers follow from the experiment's name and the place
 * of the run, so that a resumed run stays the same one. meta.yaml is YAML written as JSON, which is
 * a part of it.
 */
final class MlflowLog implements StepLog {
  private static final int RUNNING = 1;

  private final Location directory;
  private final String experimentId;
  private final String runId;
  private final String name;
  private final long beganAt;
  private final Map<HistoryColumn, RowFile> metrics = new EnumMap<>(HistoryColumn.class);

  private MlflowLog(
      Location directory, String experimentId, String runId, String name, long beganAt) {
    this.directory = directory;
    this.experimentId = experimentId;
    this.runId = runId;
    this.name = name;
    this.beganAt = beganAt;
  }

  static MlflowLog begin(Location run, Experiment experiment, long beganAt) throws IOException {
    Location store = RunFile.MLFLOW.in(run).absolute();
    store.deleteRecursively();
    String experimentId = decimal(Sha256.of(experiment.name()));
    String runId = Sha256.of(run.absolute().toString()).substring(0, 32);
    Location above = store.resolve(experimentId);
    above.createDirectories();
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_location", uri(above));
    meta.put("creation_time", beganAt);
    meta.put("experiment_id", experimentId);
    meta.put("last_update_time", beganAt);
    meta.put("lifecycle_stage", "active");
    meta.put("name", experiment.name());
    above.resolve("meta.yaml").replaceText(Json.render(meta));
    Location directory = above.resolve(runId);
    for (String part : List.of("metrics", "params", "tags", "artifacts")) {
      directory.resolve(part).createDirectories();
    }
    for (Map.Entry<String, String> key : ConfigText.values(experiment).entrySet()) {
      directory.resolve("params").resolve(key.getKey()).replaceText(key.getValue());
    }
    directory.resolve("tags").resolve("mlflow.runName").replaceText(run.name());
    directory.resolve("tags").resolve("cotflow.version").replaceText(Build.current().version());
    MlflowLog log = new MlflowLog(directory, experimentId, runId, run.name(), beganAt);
    log.writeMeta(RUNNING, null);
    return log;
  }

  /** 18 digits, the first of them not 0. */
  private static String decimal(String hex) {
    return Long.toString(100_000_000_000_000_000L + Long.parseLong(hex.substring(0, 14), 16));
  }

  private static String uri(Location place) {
    String text = place.toString();
    return text.startsWith("/") ? "file://" + text : text;
  }

  private void writeMeta(int status, Long endTime) throws IOException {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_uri", uri(directory.resolve("artifacts")));
    meta.put("end_time", endTime);
    meta.put("entry_point_name", "");
    meta.put("experiment_id", experimentId);
    meta.put("lifecycle_stage", "active");
    meta.put("run_id", runId);
    meta.put("run_name", name);
    meta.put("run_uuid", runId);
    meta.put("source_name", "cotflow");
    meta.put("source_type", 4);
    meta.put("source_version", Build.current().commit());
    meta.put("start_time", beganAt);
    meta.put("status", status);
    meta.put("tags", List.of());
    meta.put("user_id", "cotflow");
    directory.resolve("meta.yaml").replaceText(Json.render(meta));
  }

  @Override
  public void append(HistoryRow row, long millis) throws IOException {
    for (Map.Entry<HistoryColumn, Number> entry : row.numbers().entrySet()) {
      HistoryColumn column = entry.getKey();
      if (column == HistoryColumn.STEP) {
        continue;
      }
      RowFile file = metrics.get(column);
      if (file == null) {
        file = RowFile.start(directory.resolve("metrics"), column.key(), List.of());
        metrics.put(column, file);
      }
      file.append(
          millis + " " + ShortestDouble.of(entry.getValue().doubleValue()) + " " + row.step());
    }
  }

  @Override
  public void persist() throws IOException {
    for (RowFile file : metrics.values()) {
      file.persist();
    }
  }

  @Override
  public void ends(Status status, long millis) throws IOException {
    writeMeta(
        switch (status) {
          case FINISHED -> 3;
          case FAILED -> 4;
          case KILLED -> 5;
        },
        millis);
  }

  @Override
  public void close() throws IOException {
    for (RowFile file : metrics.values()) {
      file.close();
    }
  }
}
