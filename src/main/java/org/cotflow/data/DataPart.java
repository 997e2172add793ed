package org.cotflow.data;

/** The parts into which the samples of a source are split. */
public enum DataPart {
  /** What the network learns from. */
  TRAIN,
  /** What decides when to stop. */
  VALIDATION,
  /** What decides nothing. */
  TEST
}
