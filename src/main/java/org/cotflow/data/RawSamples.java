package org.cotflow.data;

import java.util.Arrays;
import java.util.List;
import org.cotflow.data.column.RawFeatures;
import org.cotflow.data.column.RowPlaces;

/**
 * All samples of a source in its own order and units, before task, split, encoding and scaling.
 *
 * @param origin the source in error messages
 * @param target null where it is not read
 * @param givenTest how many of the last samples the source itself calls test samples; {@link
 *     #UNSPLIT} if it does not say
 * @param notes what the reader decided that the source does not say, each in one line
 */
public record RawSamples(
    String origin, RawFeatures features, RawTarget target, int givenTest, List<String> notes) {
  public static final int UNSPLIT = -1;

  /** Samples of a source that has numbers alone, of which nothing is to be said. */
  public RawSamples(
      String origin,
      int count,
      List<String> featureNames,
      double[] features,
      RawTarget target,
      int givenTest) {
    this(
        origin,
        RawFeatures.numbers(featureNames, count, features, RowPlaces.of(origin, "sample", 1)),
        target,
        givenTest,
        List.of());
  }

  public int count() {
    return features.count();
  }

  /** The given samples alone, in ascending order. */
  public RawSamples only(int[] rows) {
    int firstTest = givenTest == UNSPLIT ? count() : count() - givenTest;
    int keptTest = (int) Arrays.stream(rows).filter(row -> row >= firstTest).count();
    return new RawSamples(
        origin,
        features.only(rows),
        target == null ? null : target.only(rows),
        givenTest == UNSPLIT ? UNSPLIT : keptTest,
        notes);
  }
}
