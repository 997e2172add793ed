package org.cotflow.data.column;

import java.util.Collection;
import java.util.List;
import org.cotflow.data.column.CellRule.Texts;

/**
 * What the configuration says about the columns of a table.
 *
 * @param missing what is done about missing values: {@value #ERROR}, {@value #DROP}, {@value #MEAN}
 *     or a constant
 * @param missingWords texts that count as missing, in upper or lower case
 * @param categories what texts are: {@value #ERROR} or {@value #ONE_HOT}
 */
public record ColumnRules(
    ByColumn missing, List<String> missingWords, ByColumn categories, UnseenCategory unseen) {
  public static final String ERROR = "error";
  public static final String DROP = "drop";
  public static final String MEAN = "mean";
  public static final String ONE_HOT = "one-hot";

  private static final String MISSING = "data.missing";
  private static final String CATEGORIES = "data.categories";

  public ColumnRules {
    missingWords = List.copyOf(missingWords);
  }

  /**
   * Checks that the columns exist for which there are values of their own.
   *
   * @param names all columns of the table
   * @throws org.cotflow.base.UserInputException if one does not
   */
  public void requireNames(Collection<String> names, String origin) {
    missing.requireNames(MISSING, names, origin);
    categories.requireNames(CATEGORIES, names, origin);
  }

  /** What a feature column may hold. */
  public CellRule feature(String name) {
    boolean named = categories.columns().containsKey(name);
    Texts texts =
        !categories.of(name).equals(ONE_HOT) ? Texts.REFUSED : named ? Texts.ALWAYS : Texts.ALLOWED;
    return new CellRule(
        !missing.of(name).equals(ERROR),
        texts,
        "set " + ByColumn.assignment(MISSING, name, "drop, mean or a constant"),
        oneHotAdvice(name));
  }

  /** What a target column may hold: a sample without its target can only be left out. */
  public CellRule target(String name) {
    return new CellRule(
        drops(name),
        Texts.REFUSED,
        "set " + ByColumn.assignment(MISSING, name, "drop to leave such samples out"),
        "");
  }

  /** Whether samples without a value in this column are left out. */
  public boolean drops(String name) {
    return missing.of(name).equals(DROP);
  }

  String oneHotAdvice(String name) {
    return "set " + ByColumn.assignment(CATEGORIES, name, "one-hot if the column holds categories");
  }

  /** What to do about gaps that the value of {@code data.missing} does not fit. */
  String otherGapAdvice(String name, String values) {
    return "set " + ByColumn.assignment(MISSING, name, values);
  }
}
