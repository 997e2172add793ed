package org.cotflow.data;

import java.util.List;

/**
 * All samples of a source in its own order and units, before task, split and scaling.
 *
 * @param origin the source in error messages
 * @param features N x featureNames, row-major
 * @param givenTest how many of the last samples the source itself calls test samples; {@link
 *     #UNSPLIT} if it does not say
 * @param notes what the reader decided that the source does not say, each in one line
 */
record RawSamples(
    String origin,
    int count,
    List<String> featureNames,
    double[] features,
    RawTarget target,
    int givenTest,
    List<String> notes) {
  static final int UNSPLIT = -1;

  /** Samples of a source that leaves nothing to decide. */
  RawSamples(
      String origin,
      int count,
      List<String> featureNames,
      double[] features,
      RawTarget target,
      int givenTest) {
    this(origin, count, featureNames, features, target, givenTest, List.of());
  }
}
