package org.cotflow.data;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.cotflow.base.Setting;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.ColumnRules;
import org.cotflow.data.column.UnseenCategory;
import org.cotflow.format.CsvDialect;
import org.cotflow.format.Separators;

/**
 * Which samples to learn from, and how they are prepared: the {@code data} keys of a configuration.
 *
 * @param source one of {@link #KNOWN_SOURCES}; "given" for samples that a program hands over
 * @param target names or zero-based indices of the target columns; empty for the source's own
 * @param features names or indices of the feature columns; empty for all that are not targets
 * @param task classification or regression; null for what the source implies
 * @param validationFraction of the samples; of those of the training part if the source has a test
 *     part of its own
 * @param classWeights "none" for equal weights, "balanced", numbers for all classes in order with
 *     commas, or a number by class
 * @param samples number of samples of a generated source before the split; null for its default
 * @param seed drives generation and split
 * @param examples n, of a prompt of in-context
 * @param noise standard deviation of the noise of moons and in-context
 * @param encoding of the text in csv files
 * @param separator between the cells of csv files: a word or the character itself; "auto" for what
 *     cuts the rows into equally many cells
 * @param decimal the decimal mark in csv files
 * @param header whether a csv file begins with the names of its columns; null for what it looks
 *     like
 * @param indexColumn the column that numbers the rows, which is left out; "none" if there is none;
 *     null if no column looks like one
 * @param missing what is done about missing values
 * @param missingWords texts that count as missing
 * @param categories what texts in feature columns are
 * @param unseen what a category is that the training part does not have
 */
public record DataSpec(
    @Setting(
            pattern = ALONE + "|(" + BEFORE_PATH + "):.*\\S.*",
            expected = KNOWN_SOURCES + " (without a password)")
        String source,
    @Setting(expected = COLUMNS, empty = true, unset = "null") List<String> target,
    @Setting(expected = COLUMNS, empty = true, unset = "null") List<String> features,
    @Setting(unset = "null") Task task,
    Scaling scaling,
    boolean center,
    TargetScaling targetScaling,
    @Setting(atLeast = 0, below = 1) double testFraction,
    @Setting(atLeast = 0, below = 1) double validationFraction,
    @Setting(
            pattern = "none|balanced|" + POSITIVE + "(, *" + POSITIVE + ")*",
            expected = "none, balanced, or a list of positive numbers, one for each class in order",
            repeats = true)
        ByColumn classWeights,
    @Setting(atLeast = 1, unset = "null") Integer samples,
    long seed,
    @Setting(atLeast = 1) int inputDim,
    @Setting(atLeast = 1) int outputDim,
    @Setting(atLeast = 1) int examples,
    @Setting(atLeast = 0) double noise,
    @Setting(
            pattern = "[A-Za-z0-9][A-Za-z0-9:._+-]*",
            expected = "a character encoding, such as UTF-8, ISO-8859-1 or windows-1252")
        String encoding,
    @Setting(
            pattern = "auto|comma|semicolon|tab|bar|[^\\s\\p{Alnum}\"'.+-]",
            expected = "auto, comma, semicolon, tab, bar or one character")
        String separator,
    Decimal decimal,
    @Setting(unset = "null") Boolean header,
    @Setting(expected = "a column name or zero-based index, or none", unset = "null")
        String indexColumn,
    @Setting(expected = "error, drop, mean or a constant") ByColumn missing,
    @Setting(expected = "a text, a list of different ones", empty = true) List<String> missingWords,
    @Setting(pattern = "error|one-hot", expected = "error or one-hot") ByColumn categories,
    UnseenCategory unseen)
    implements Serializable {
  private static final String ALONE = "digits|diabetes|moons|gaussian|in-context|given";
  private static final String BEFORE_PATH = "csv|npz|parquet";

  /** The values of {@code source} that a user may write. */
  public static final String KNOWN_SOURCES =
      "digits, diabetes, moons, gaussian, in-context, csv:PATH, npz:PATH or parquet:PATH";

  private static final String POSITIVE =
      "(?=[0-9.]*[1-9])([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?";
  private static final String COLUMNS =
      "a column name or zero-based index, a list of different ones";

  /** The decimal mark of numbers in text. */
  public enum Decimal {
    POINT,
    COMMA
  }

  /** What {@code source} is, or begins with, then with its colon. */
  public static List<String> sourceWords() {
    return Stream.concat(
            Stream.of(ALONE.split("\\|")),
            Stream.of(BEFORE_PATH.split("\\|")).map(word -> word + ":"))
        .toList();
  }

  /** How the text of csv files is written. */
  public CsvDialect dialect() {
    return new CsvDialect(
        Charset.forName(encoding), Separators.of(separator), decimal == Decimal.COMMA ? ',' : '.');
  }

  /** What is said about columns. */
  public ColumnRules columnRules() {
    return new ColumnRules(missing, missingWords, categories, unseen);
  }

  /** What the targets are. */
  public enum Task {
    CLASSIFICATION,
    REGRESSION
  }

  /** How features are scaled, by statistics of the training part. */
  public enum Scaling {
    /** As they are. */
    NONE,
    /** Each column divided by the largest absolute value of all features. */
    UNIT,
    /** Each column centered and divided by its standard deviation. */
    STANDARD
  }

  /** How regression targets are scaled, by statistics of the training part. */
  public enum TargetScaling {
    NONE,
    STANDARD
  }
}
