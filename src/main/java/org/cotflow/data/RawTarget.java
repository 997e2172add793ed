package org.cotflow.data;

import java.util.List;

/** What is to be predicted, as a source holds it. */
sealed interface RawTarget {
  /** The names of the target columns. */
  List<String> names();

  /**
   * Numbers.
   *
   * @param values N x names, row-major
   * @param labels the source says that they are class labels
   */
  record Numbers(List<String> names, double[] values, boolean labels) implements RawTarget {}

  /**
   * One column of which at least one cell is not a number.
   *
   * @param values N cells
   * @param firstText which cell is not a number, and where
   */
  record Texts(String name, String[] values, String firstText) implements RawTarget {
    @Override
    public List<String> names() {
      return List.of(name);
    }
  }
}
