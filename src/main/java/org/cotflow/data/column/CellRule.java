package org.cotflow.data.column;

/**
 * What a column may hold.
 *
 * @param gaps whether a value may be missing
 * @param texts what texts are, apart from dates and true or false
 * @param gapAdvice what to do about a gap that is not allowed, for messages
 * @param textAdvice what to do about a text that is not allowed, for messages
 */
public record CellRule(boolean gaps, Texts texts, String gapAdvice, String textAdvice) {
  /** The truth of samples to predict may be missing. */
  public static final CellRule TRUTH = new CellRule(true, Texts.REFUSED, "", "");

  /** What texts are. */
  public enum Texts {
    /** They are refused. */
    REFUSED,
    /** Categories in a column that has no numbers. */
    ALLOWED,
    /** Each cell is a category, also a number. */
    ALWAYS
  }
}
