package org.cotflow.data;

import java.util.List;

/**
 * The inputs of a network for samples without targets, in raw units: one for each numeric column
 * and one for each category.
 *
 * @param values count x d_in, row-major
 * @param notes what stands where samples have no value or an unknown category, each in one line
 */
public record FeatureRows(int count, double[] values, List<String> notes) {
  /** Samples of which nothing is to be said. */
  public FeatureRows(int count, double[] values) {
    this(count, values, List.of());
  }
}
