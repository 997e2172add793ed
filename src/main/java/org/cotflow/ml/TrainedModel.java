package org.cotflow.ml;

import org.cotflow.config.Experiment;
import org.cotflow.run.store.RunSummary;

/** A model whose training is known. */
public interface TrainedModel {
  /** The experiment that was trained, with everything resolved. */
  Experiment experiment();

  /** The final numbers of the training, and the digest of the measure. */
  RunSummary summary();
}
