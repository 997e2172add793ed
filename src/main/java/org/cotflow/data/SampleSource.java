package org.cotflow.data;

/** Where samples come from. */
sealed interface SampleSource permits CsvSource, NpzSource, ParquetSource, GeneratedSource {
  /** All samples with their targets. */
  RawSamples samples(DataSpec spec);

  /**
   * The features of a network, matched by name where the source has names, else by position, and
   * the truth if it is there; further columns are ignored.
   *
   * @return with a null target where there is no truth
   */
  RawSamples rows(NetworkColumns columns);
}
