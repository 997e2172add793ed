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
   * @param meaning what the source says about them
   */
  record Numbers(List<String> names, double[] values, Meaning meaning) implements RawTarget {}

  /** What numbers stand for. */
  enum Meaning {
    LABELS,
    QUANTITIES,
    /** The source does not say; the numbers themselves must tell. */
    UNSAID
  }

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
