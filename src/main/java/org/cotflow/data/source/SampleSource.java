package org.cotflow.data.source;

import org.cotflow.data.DataSpec;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.RawSamples;

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
