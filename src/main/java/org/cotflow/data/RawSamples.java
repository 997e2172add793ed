package org.cotflow.data;

import java.util.List;

/**
 * All samples of a source in its own order and units, before task, split and scaling.
 *
 * @param origin the source in error messages
 * @param features N x featureNames, row-major
 * @param givenTest how many of the last samples the source itself calls test samples; {@link
 *     #UNSPLIT} if it does not say
 */
record RawSamples(
    String origin,
    int count,
    List<String> featureNames,
    double[] features,
    RawTarget target,
    int givenTest) {
  static final int UNSPLIT = -1;
}
