package org.cotflow.data;

import java.util.List;

/** Where samples come from. */
sealed interface SampleSource permits CsvSource, NpzSource, ParquetSource, GeneratedSource {
  /** All samples with their targets. */
  RawSamples samples(DataSpec spec);

  /**
   * The given features alone, matched by name where the source has names, else by position; further
   * columns are ignored.
   *
   * @param reading how the training data were read; null if that is not known
   */
  FeatureRows rows(List<String> featureNames, DataSpec reading);
}
