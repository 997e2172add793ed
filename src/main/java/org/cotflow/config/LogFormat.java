package org.cotflow.config;

/** A format in which a run also writes its recorded steps, for programs that show training. */
public enum LogFormat {
  /** An event file of TensorBoard. */
  TENSORBOARD,
  /** The file store of MLflow. */
  MLFLOW,
  /** A JSON object for each line. */
  JSONL
}
